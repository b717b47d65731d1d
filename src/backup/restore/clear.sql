-- Drops everything in the schema public that belongs to no extension.
do $$
declare
    gone record;
begin
    for gone in
        select case c.relkind when 'v' then 'view' when 'm' then 'materialized view' else 'table' end as kind, c.oid::regclass as name
        from pg_class c
        where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'v', 'm')
          and not exists (select from pg_depend d where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype = 'e')
    loop
        execute format('drop %s if exists %s cascade', gone.kind, gone.name);
    end loop;
    for gone in
        select p.oid::regprocedure as name from pg_proc p
        where p.pronamespace = 'public'::regnamespace
          and not exists (select from pg_depend d where d.classid = 'pg_proc'::regclass and d.objid = p.oid and d.deptype = 'e')
    loop
        execute format('drop routine if exists %s cascade', gone.name);
    end loop;
    for gone in
        select t.oid::regtype as name from pg_type t
        where t.typnamespace = 'public'::regnamespace and t.typtype in ('e', 'd')
          and not exists (select from pg_depend d where d.classid = 'pg_type'::regclass and d.objid = t.oid and d.deptype = 'e')
    loop
        execute format('drop type if exists %s cascade', gone.name);
    end loop;
end $$;
