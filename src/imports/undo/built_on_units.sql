-- $1 the import. Units of it that somebody has changed or used since: how many, and the first of them.
with touched as (
    select e.entity_id::integer as id, b.id is null as is_new, coalesce(b.version + 1, 1) as version
    from events e
    left join import_before_units b on b.id = e.entity_id
    where e.op_id = $1 and e.entity = 'unit'
),
built_on as (
    select t.id, coalesce(u.level || '/' || u.code, t.id::text) as key
    from touched t
    left join admin_units u using (id)
    where u.version is distinct from t.version
        or t.is_new and exists (select from step_plans s where s.unit_code = u.code)
        or t.is_new and exists (
            select
            from obstacles o
            join events e on e.entity = 'obstacle' and e.entity_id = o.id
            where o.responsible_unit_code = u.code and e.id > (select max(id) from events where op_id = $1)
        )
)
select count(*) as "count!", (array_agg(key order by id))[1] as first from built_on
