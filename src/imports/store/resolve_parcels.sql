-- New parcels are numbered in the order of the file.
insert into resolved_parcels (feature, part, project_id, id, is_new)
select
    t.feature,
    t.part,
    t.project_id,
    coalesce(t.id, nextval(pg_get_serial_sequence('parcels', 'id'))),
    t.id is null
from (
    select s.feature, s.part, p.id as project_id, x.id
    from staged_parcels s
    join projects p on p.code = s.project_code
    left join parcels x
        on x.project_id = p.id
        and x.register_unit_code = s.register_unit_code
        and x.map_sheet = s.map_sheet
        and x.parcel_no = s.parcel_no
    order by s.feature, s.part
) t
