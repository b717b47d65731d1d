-- No import may run meanwhile. Then notes in matbang.occupied_by a table of the schema that holds rows, other than those
-- which the migrations fill and those which mean nothing by themselves.
select pg_advisory_xact_lock(hashtext('matbang.imports'));
do $$
declare
    held regclass;
    has_rows boolean;
begin
    perform set_config('matbang.occupied_by', '', true);
    for held in
        select c.oid from pg_class c
        where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
          and c.relname not in ('_sqlx_migrations', 'changes', 'password_links', 'login_attempts', 'land_uses', 'obstacle_causes', 'deadline_rules', 'holidays')
          and not exists (select from pg_depend d where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype = 'e')
        order by c.relname
    loop
        execute format('select exists (select from %s)', held) into has_rows;
        if has_rows then
            perform set_config('matbang.occupied_by', held::text, true);
            return;
        end if;
    end loop;
end $$;
