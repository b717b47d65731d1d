-- $1 author, $2 whether values set by persons were overwritten
update parcels x set
    land_use = c.land_use,
    household_code = c.household_code,
    needs_resettlement = c.needs_resettlement,
    legal_area_m2 = c.legal_area_m2,
    recovered_area_m2 = c.recovered_area_m2,
    notified_on = c.notified_on,
    inventoried_on = c.inventoried_on,
    plan_posted_on = c.plan_posted_on,
    plan_approved_on = c.plan_approved_on,
    paid_on = c.paid_on,
    resettled_on = c.resettled_on,
    recovery_decided_on = c.recovery_decided_on,
    handed_over_on = c.handed_over_on,
    notified_na_on = case when c.notified_on is null then x.notified_na_on end,
    inventoried_na_on = case when c.inventoried_on is null then x.inventoried_na_on end,
    plan_posted_na_on = case when c.plan_posted_on is null then x.plan_posted_na_on end,
    plan_approved_na_on = case when c.plan_approved_on is null then x.plan_approved_na_on end,
    paid_na_on = case when c.paid_on is null then x.paid_na_on end,
    resettled_na_on = case when c.resettled_on is null then x.resettled_na_on end,
    recovery_decided_na_on = case when c.recovery_decided_on is null then x.recovery_decided_na_on end,
    agricultural = case when c.land_use is distinct from x.land_use then s.agricultural else x.agricultural end,
    geom = case when c.new_shape then s.geom else x.geom end,
    interior_point = case when c.new_shape then s.interior_point else x.interior_point end,
    measured_area_m2 = case when c.new_shape then s.measured_area_m2 else x.measured_area_m2 end,
    set_by_person = case when $2 then array(select unnest(x.set_by_person) except select unnest(c.given)) else x.set_by_person end,
    version = x.version + 1,
    updated_at = now(),
    updated_by = $1
from changed_parcels c
join staged_parcels s using (feature, part)
where x.id = c.id
