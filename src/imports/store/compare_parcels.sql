-- $1 whether values set by persons are overwritten; gives the number of parcels of which such a value is kept
with compared as (
    select
        r.id,
        r.project_id,
        s.feature,
        s.part,
        g.given,
        shape.is_new as new_shape,
        differs.person as new_person,
        differs.facts as new_facts,
        case when differs.facts or differs.person or shape.is_new then
            field_changes(to_jsonb(before) || shape.was, to_jsonb(after) || shape.becomes)
            -- Of personal data the events tell that they changed, and digests, not what they are.
            || case when person_before.holder_name <> person_after.holder_name then jsonb_build_object('holder_name', jsonb_build_array(
                holder_digest(salted.salt, person_before.holder_name),
                holder_digest(salted.salt, person_after.holder_name)
            )) else '{}' end
            || case when person_before.compensation_vnd is distinct from person_after.compensation_vnd
                then jsonb_build_object('compensation_vnd', jsonb_build_array(
                    holder_digest(salted.salt, person_before.compensation_vnd::text),
                    holder_digest(salted.salt, person_after.compensation_vnd::text)
                )) else '{}' end
        end as fields,
        after.*,
        person_after.*,
        -- A name that stays is folded as it was.
        coalesce(case when person_after.holder_name = s.holder_name then s.holder_folded end, pp.holder_folded) as holder_folded,
        salted.salt,
        case when g.given && h.held then exists (
            select
            from jsonb_each(to_jsonb(s) - 'geom') as file (field, value)
            where file.field = any (g.given)
                and file.field = any (h.held)
                and file.value is distinct from (to_jsonb(before) || to_jsonb(person_before)) -> file.field
        ) else false end as kept
    from resolved_parcels r
    join staged_parcels s using (feature, part)
    join parcels x on x.id = r.id
    left join parcel_persons pp on pp.parcel_id = x.id
    cross join lateral (
        select array_remove(array[
                case when s.land_use is not null then 'land_use' end,
                case when s.household_code is not null then 'household_code' end,
                case when s.needs_resettlement is not null then 'needs_resettlement' end,
                case when s.legal_area_m2 is not null then 'legal_area_m2' end,
                case when s.recovered_area_m2 is not null then 'recovered_area_m2' end,
                case when s.notified_on is not null then 'notified_on' end,
                case when s.inventoried_on is not null then 'inventoried_on' end,
                case when s.plan_posted_on is not null then 'plan_posted_on' end,
                case when s.plan_approved_on is not null then 'plan_approved_on' end,
                case when s.paid_on is not null then 'paid_on' end,
                case when s.resettled_on is not null then 'resettled_on' end,
                case when s.recovery_decided_on is not null then 'recovery_decided_on' end,
                case when s.handed_over_on is not null then 'handed_over_on' end,
                case when s.holder_name is not null then 'holder_name' end,
                case when s.compensation_vnd is not null then 'compensation_vnd' end,
                case when s.geom is not null then 'geom' end
            ], null) as given
    ) g
    cross join lateral (
        -- A step that a person called not applicable is held as well.
        select case when $1 then '{}' else x.set_by_person || array_remove(array[
                case when x.notified_na_on is not null then 'notified_on' end,
                case when x.inventoried_na_on is not null then 'inventoried_on' end,
                case when x.plan_posted_na_on is not null then 'plan_posted_on' end,
                case when x.plan_approved_na_on is not null then 'plan_approved_on' end,
                case when x.paid_na_on is not null then 'paid_on' end,
                case when x.resettled_na_on is not null then 'resettled_on' end,
                case when x.recovery_decided_na_on is not null then 'recovery_decided_on' end
            ], null) end as held
    ) h
    cross join lateral (
        select
            x.land_use,
            x.household_code,
            x.needs_resettlement,
            x.legal_area_m2,
            x.recovered_area_m2,
            x.notified_on,
            x.inventoried_on,
            x.plan_posted_on,
            x.plan_approved_on,
            x.paid_on,
            x.resettled_on,
            x.recovery_decided_on,
            x.handed_over_on
    ) before
    cross join lateral (
        select
            imported_value(x.land_use, s.land_use, 'land_use', h.held) as land_use,
            imported_value(x.household_code, s.household_code, 'household_code', h.held) as household_code,
            imported_value(x.needs_resettlement, s.needs_resettlement, 'needs_resettlement', h.held) as needs_resettlement,
            imported_value(x.legal_area_m2, s.legal_area_m2, 'legal_area_m2', h.held) as legal_area_m2,
            imported_value(x.recovered_area_m2, s.recovered_area_m2, 'recovered_area_m2', h.held) as recovered_area_m2,
            imported_value(x.notified_on, s.notified_on, 'notified_on', h.held) as notified_on,
            imported_value(x.inventoried_on, s.inventoried_on, 'inventoried_on', h.held) as inventoried_on,
            imported_value(x.plan_posted_on, s.plan_posted_on, 'plan_posted_on', h.held) as plan_posted_on,
            imported_value(x.plan_approved_on, s.plan_approved_on, 'plan_approved_on', h.held) as plan_approved_on,
            imported_value(x.paid_on, s.paid_on, 'paid_on', h.held) as paid_on,
            imported_value(x.resettled_on, s.resettled_on, 'resettled_on', h.held) as resettled_on,
            imported_value(x.recovery_decided_on, s.recovery_decided_on, 'recovery_decided_on', h.held) as recovery_decided_on,
            imported_value(x.handed_over_on, s.handed_over_on, 'handed_over_on', h.held) as handed_over_on
    ) after
    cross join lateral (select coalesce(pp.holder_name, '') as holder_name, pp.compensation_vnd) person_before
    cross join lateral (
        select
            imported_value(person_before.holder_name, s.holder_name, 'holder_name', h.held) as holder_name,
            imported_value(person_before.compensation_vnd, s.compensation_vnd, 'compensation_vnd', h.held) as compensation_vnd
    ) person_after
    cross join lateral (
        select before is distinct from after as facts, person_before is distinct from person_after as person
    ) differs
    cross join lateral (
        select case when differs.person then coalesce(pp.salt, uuid_send(gen_random_uuid())) end as salt
    ) salted
    cross join lateral (
        select s.geom is not null and s.geom is distinct from x.geom and 'geom' <> all (h.held) as is_new
    ) moved
    cross join lateral (
        select
            moved.is_new,
            case when moved.is_new
                then jsonb_build_object('shape', shape_mark(x.geom), 'measured_area_m2', x.measured_area_m2) else '{}' end as was,
            case when moved.is_new
                then jsonb_build_object('shape', shape_mark(s.geom), 'measured_area_m2', s.measured_area_m2) else '{}' end as becomes
    ) shape
    where not r.is_new
),
changed as (
    insert into changed_parcels (
        id, project_id, feature, part, given, new_shape, new_person, fields,
        land_use, household_code, needs_resettlement, legal_area_m2, recovered_area_m2,
        notified_on, inventoried_on, plan_posted_on, plan_approved_on, paid_on, resettled_on, recovery_decided_on, handed_over_on,
        holder_name, compensation_vnd, holder_folded, salt
    )
    select
        id, project_id, feature, part, given, new_shape, new_person, fields,
        land_use, household_code, needs_resettlement, legal_area_m2, recovered_area_m2,
        notified_on, inventoried_on, plan_posted_on, plan_approved_on, paid_on, resettled_on, recovery_decided_on, handed_over_on,
        holder_name, compensation_vnd, holder_folded, salt
    from compared
    where new_facts or new_shape or new_person
)
select count(*) filter (where kept) from compared
