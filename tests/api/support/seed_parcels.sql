-- $1: array of objects with the columns of parcels, `project` (code) and `at` (lon, lat of the south-west corner).
insert into parcels (
    project_id, register_unit_code, map_sheet, parcel_no, land_use, agricultural, household_code, needs_resettlement,
    legal_area_m2, recovered_area_m2, measured_area_m2,
    notified_on, inventoried_on, plan_posted_on, plan_approved_on, paid_on, resettled_on, recovery_decided_on, handed_over_on,
    notified_na_on, inventoried_na_on, plan_posted_na_on, plan_approved_na_on, paid_na_on, resettled_na_on,
    recovery_decided_na_on, excluded_on, note, touched_days, geom, interior_point
)
select p.id, coalesce(v.register_unit_code, ''), v.map_sheet, v.parcel_no, coalesce(v.land_use, 'LUC'),
    coalesce(v.agricultural, true), coalesce(v.household_code, ''), coalesce(v.needs_resettlement, false),
    v.legal_area_m2, v.recovered_area_m2, v.measured_area_m2,
    v.notified_on, v.inventoried_on, v.plan_posted_on, v.plan_approved_on, v.paid_on, v.resettled_on, v.recovery_decided_on, v.handed_over_on,
    v.notified_na_on, v.inventoried_na_on, v.plan_posted_na_on, v.plan_approved_na_on, v.paid_na_on, v.resettled_na_on,
    v.recovery_decided_na_on, v.excluded_on, coalesce(v.note, ''), coalesce(v.touched_days, '{}'),
    s.shape, st_pointonsurface(s.shape)
from jsonb_array_elements($1) with ordinality as given (row, place)
join projects p on p.code = given.row->>'project'
cross join lateral jsonb_populate_record(null::parcels, given.row - 'project' - 'at') v
cross join lateral (
    select (given.row->'at'->>0)::float8 as x, (given.row->'at'->>1)::float8 as y
) at
cross join lateral (select st_multi(st_makeenvelope(at.x, at.y, at.x + 0.001, at.y + 0.001, 4326)) as shape) s
order by given.place
returning id
