-- $1 whether new parcels may come without a shape
with repeated as (
    select project_code, register_unit_code, map_sheet, parcel_no, min(feature) as first
    from staged_parcels
    group by 1, 2, 3, 4
    having count(*) > 1
),
refused as (
    select s.feature, 'unknown_project' as reason, null::bigint as first
    from staged_parcels s
    where not exists (select from projects p where p.code = s.project_code)
    union all
    select s.feature, 'repeated', r.first
    from staged_parcels s
    join repeated r using (project_code, register_unit_code, map_sheet, parcel_no)
    where s.feature > r.first
    union all
    select s.feature, 'no_shape', null
    from staged_parcels s
    where not $1 and s.geom is null and not exists (
        select
        from parcels x
        join projects p on p.id = x.project_id
        where p.code = s.project_code
            and (x.register_unit_code, x.map_sheet, x.parcel_no) = (s.register_unit_code, s.map_sheet, s.parcel_no)
    )
),
once as (
    select distinct on (feature) * from refused order by feature, reason desc
)
select
    o.feature,
    concat_ws('/', s.project_code, s.register_unit_code, s.map_sheet, s.parcel_no) as key,
    o.reason,
    o.first,
    count(*) over () as total
from once o
join staged_parcels s using (feature)
order by o.feature
limit 1000
