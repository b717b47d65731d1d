-- $1 a role; gives the statements after which it may do everything that the service does, and only add to the history
with tables as (
    select
        format('%I', c.relname) as name,
        c.relname <> '_sqlx_migrations' as is_written,
        not exists (
            select from pg_trigger t where t.tgrelid = c.oid and t.tgfoid = 'refuse_change_of_history'::regproc
        ) as is_changed
    from pg_class c
    where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
        and not exists (select from pg_depend d where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype = 'e')
),
lists as (
    select
        string_agg(name, ', ' order by name) as read,
        string_agg(name, ', ' order by name) filter (where is_written) as written,
        string_agg(name, ', ' order by name) filter (where is_written and is_changed) as changed
    from tables
)
select concat_ws(E'\n',
    format('grant usage on schema public to %I;', $1::text),
    format('revoke all on %s from %I;', read, $1),
    format('grant select on %s to %I;', read, $1),
    format('grant insert on %s to %I;', written, $1),
    format('grant update, delete on %s to %I;', changed, $1),
    format('grant usage, select, update on all sequences in schema public to %I;', $1)
) as "grants!"
from lists
