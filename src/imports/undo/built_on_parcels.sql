-- $1 the import. Parcels of it that somebody has changed or used since: how many, and the first of them.
with touched as (
    select id, true as is_new, 1 as version from parcels where imported_by = $1
    union all
    select id, false, version + 1 from import_before_parcels
),
built_on as (
    select t.id, coalesce(concat_ws('/', j.code, p.register_unit_code, p.map_sheet, p.parcel_no), t.id::text) as key
    from touched t
    left join parcels p using (id)
    left join projects j on j.id = p.project_id
    where p.version is distinct from t.version
    union
    select t.id, concat_ws('/', j.code, p.register_unit_code, p.map_sheet, p.parcel_no)
    from touched t
    join parcels p using (id)
    join projects j on j.id = p.project_id
    join (
        -- What stands on a new parcel came after it; on an older one, what was raised since counts.
        select parcel_id, null::bigint as obstacle_id from parcel_facts
        union all
        select parcel_id, null from step_documents
        union all
        select parcel_id, null from commitment_parcels
        union all
        select parcel_id, obstacle_id from obstacle_parcels
    ) used on used.parcel_id = t.id
    where t.is_new
        or exists (
            select
            from events e
            where e.entity = 'obstacle' and e.entity_id = used.obstacle_id
                and e.id > (select max(id) from events where op_id = $1)
        )
)
select count(*) as "count!", (array_agg(key order by id))[1] as first from built_on
