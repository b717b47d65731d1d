-- $1 the import. Projects of it that somebody has changed or used since: how many, and the first of them.
with touched as (
    select e.entity_id::integer as id, b.id is null as is_new, coalesce(b.version + 1, 1) as version
    from events e
    left join import_before_projects b on b.id = e.entity_id
    where e.op_id = $1 and e.entity = 'project'
),
built_on as (
    select t.id, coalesce(p.code, t.id::text) as key
    from touched t
    left join projects p using (id)
    where p.version is distinct from t.version
        or t.is_new and (
            exists (select from parcels x where x.project_id = t.id)
            or exists (select from obstacles x where x.project_id = t.id)
            or exists (select from step_plans x where x.project_id = t.id)
            or exists (select from share_plans x where x.project_id = t.id)
            or exists (select from commitments x where x.project_id = t.id)
            or exists (select from capital_figures x where x.project_id = t.id)
        )
)
select count(*) as "count!", (array_agg(key order by id))[1] as first from built_on
