-- $1 whether new parcels may come without a shape
insert into refused_rows (feature, key, reason, first)
with keyed as (
    select
        feature,
        part,
        project_code,
        register_unit_code,
        map_sheet,
        parcel_no,
        geom is null as shapeless,
        concat_ws('/', project_code, register_unit_code, map_sheet, parcel_no) as key
    from staged_parcels
),
repeated as (
    select project_code, register_unit_code, map_sheet, parcel_no, min(feature) as first
    from staged_parcels
    group by 1, 2, 3, 4
    having count(*) > 1
)
select k.feature, k.key, 'unknown_project', null
from keyed k
where not exists (select from projects p where p.code = k.project_code)
union all
select feature, key, 'repeated', first
from (
    select
        k.feature,
        k.key,
        r.first,
        row_number() over (partition by project_code, register_unit_code, map_sheet, parcel_no order by k.feature, k.part) as nth
    from keyed k
    join repeated r using (project_code, register_unit_code, map_sheet, parcel_no)
) again
where nth > 1
union all
select k.feature, k.key, 'no_shape', null
from keyed k
where not $1 and k.shapeless and not exists (
    select
    from parcels x
    join projects p on p.id = x.project_id
    where p.code = k.project_code
        and (x.register_unit_code, x.map_sheet, x.parcel_no) = (k.register_unit_code, k.map_sheet, k.parcel_no)
)
