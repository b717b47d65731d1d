-- $1 whether new parcels may come without a shape
insert into refused_rows (feature, key, reason)
select k.feature, concat_ws('/', k.project_code, k.register_unit_code, k.map_sheet, k.parcel_no), 'no_shape'
from staged_parcels k
where not $1 and k.geom is null and not exists (
    select
    from parcels x
    join projects p on p.id = x.project_id
    where p.code = k.project_code
        and (x.register_unit_code, x.map_sheet, x.parcel_no) = (k.register_unit_code, k.map_sheet, k.parcel_no)
)
