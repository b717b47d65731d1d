-- $1 author, $2 the import
insert into parcels (
    id, project_id, register_unit_code, map_sheet, parcel_no,
    land_use, agricultural, household_code, needs_resettlement, legal_area_m2, recovered_area_m2, measured_area_m2,
    notified_on, inventoried_on, plan_posted_on, plan_approved_on, paid_on, resettled_on, recovery_decided_on, handed_over_on,
    geom, interior_point, updated_by, imported_by
)
overriding system value
select
    r.id, r.project_id, s.register_unit_code, s.map_sheet, s.parcel_no,
    coalesce(s.land_use, ''), coalesce(s.agricultural, false), coalesce(s.household_code, ''), coalesce(s.needs_resettlement, false),
    s.legal_area_m2, s.recovered_area_m2, s.measured_area_m2,
    s.notified_on, s.inventoried_on, s.plan_posted_on, s.plan_approved_on, s.paid_on, s.resettled_on, s.recovery_decided_on, s.handed_over_on,
    s.geom, s.interior_point, $1, $2
from resolved_parcels r
join staged_parcels s using (feature, part)
where r.is_new
