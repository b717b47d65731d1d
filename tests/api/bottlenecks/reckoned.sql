-- $1: the day. What every parcel that counts comes to on it, reckoned past the service.
with steps (step, place) as (
    values ('notified', 1), ('inventoried', 2), ('plan_posted', 3), ('plan_approved', 4), ('paid', 5), ('resettled', 6),
        ('recovery_decided', 7), ('handed_over', 8)
), known as (
    select p.*, pr.code as project, (
            -- Of those set by the day the last, or else the first of all.
            select d.planned_on from deadline_changes d where d.project_id = pr.id
            order by d.set_on <= $1 desc, case when d.set_on <= $1 then $1 - d.set_on else d.set_on - $1 end,
                case when d.set_on <= $1 then -d.id else d.id end limit 1
        ) as clearance_deadline,
        array[notified_on, inventoried_on, plan_posted_on, plan_approved_on, paid_on, resettled_on, recovery_decided_on, handed_over_on] as days,
        array[notified_na_on, inventoried_na_on, plan_posted_na_on, plan_approved_na_on, paid_na_on, resettled_na_on, recovery_decided_na_on, null] as na,
        coalesce(handed_over_on <= $1, false) as cleared
    from parcels p join projects pr on pr.id = p.project_id
    where pr.archived_on is null and (excluded_on is null or excluded_on > $1)
), undone as (
    select k.id, s.step, s.place
    from known k cross join steps s
    where not k.cleared
        and (k.days[s.place] is null or k.days[s.place] > $1)
        and (k.na[s.place] is null or k.na[s.place] > $1)
        and (s.step <> 'resettled' or k.needs_resettlement)
), happened as (
    select k.id, s.step as fact, k.days[s.place] as day from known k cross join steps s where k.days[s.place] <= $1
    union all
    select parcel_id, fact, max(on_date) from parcel_facts where on_date <= $1 group by 1, 2
), running as (
    select h.id, r.id as rule, max(h.day) as since
    from deadline_rules r join happened h on h.fact = any (r.start_facts)
    group by h.id, r.id
    having count(*) = cardinality(r.start_facts)
), stood as (
    select distinct on (project_id, unit_code, step) project_id, unit_code, step, planned_on
    from step_plans s
    order by project_id, unit_code, step, set_on <= $1 desc, case when set_on <= $1 then $1 - set_on else set_on - $1 end,
        case when set_on <= $1 then -s.id else s.id end
), planned as (
    select distinct on (u.id, u.step) u.id, u.step, sp.planned_on
    from undone u
    join known k on k.id = u.id
    join stood sp on sp.project_id = k.project_id and sp.step = u.step and sp.planned_on is not null
    left join lateral (
        select max(l.rank) as rank from parcel_units pu join admin_units a on a.id = pu.unit_id join unit_levels l using (level)
        where pu.parcel_id = u.id and a.code = sp.unit_code
    ) near on true
    where sp.unit_code = '' or near.rank is not null
    order by u.id, u.step, near.rank desc nulls last
), limits as (
    select u.id, 'law' as source, case r.unit when 'month' then (s.since + make_interval(months => r.amount))::date else s.since + r.amount end as day
    from undone u
    join running s on s.id = u.id
    join deadline_rules r on r.id = s.rule
    join known k on k.id = u.id
    where r.kind = 'max' and r.target_step = u.step
        and s.since >= r.valid_from and (r.valid_to is null or s.since < r.valid_to)
        and case r.condition
            when 'agricultural' then k.agricultural when 'not_agricultural' then not k.agricultural
            when 'resettlement' then k.needs_resettlement when 'no_resettlement' then not k.needs_resettlement else true end
    union all
    select id, 'plan', planned_on from planned
    union all
    select u.id, 'deadline', k.clearance_deadline from undone u join known k on k.id = u.id
), due as (
    select id, min(day) as day, array_agg(distinct source) filter (where day < $1) as late_by from limits group by id
), open as (
    select op.parcel_id as id, o.id as obstacle, o.cause, coalesce(o.due_on < $1, false) as overdue
    from obstacle_parcels op join obstacles o on o.id = op.obstacle_id join obstacle_intervals i on i.obstacle_id = o.id
    where i.opened_on <= $1 and (i.closed_on is null or i.closed_on > $1)
), blocking as (
    select id, array_agg(cause) as causes, array_agg(obstacle) filter (where overdue) as overdue, bool_or(cause = 'WORKS_STOPPED') as stops
    from open group by id
), waiting as (
    select distinct on (id) id, step from undone order by id, place
), started as (
    select distinct h.id from happened h join steps s on s.step = h.fact
)
select k.id, k.project, k.household_code as household, coalesce(k.recovered_area_m2, k.legal_area_m2, k.measured_area_m2, 0) as area,
    k.geom is null as no_shape, k.cleared,
    case when k.cleared then 0 else greatest($1 - due.day, 0) end as days_late,
    due.day is not null as dated,
    coalesce(due.late_by, '{}') as late_by,
    started.id is not null as started,
    not k.cleared and blocking.id is not null as blocked,
    k.cleared and coalesce(blocking.stops, false) as works_stopped,
    waiting.step as waiting_for,
    (select max(day) from unnest(k.touched_days) day where day <= $1) as touched,
    array(select a.code from parcel_units pu join admin_units a on a.id = pu.unit_id where pu.parcel_id = k.id and a.level = 'district') as districts,
    array(select a.code from parcel_units pu join admin_units a on a.id = pu.unit_id where pu.parcel_id = k.id and a.level = 'commune') as communes,
    coalesce(blocking.causes, '{}') as causes,
    coalesce(blocking.overdue, '{}') as overdue_obstacles
from known k
left join due on due.id = k.id
left join blocking on blocking.id = k.id
left join waiting on waiting.id = k.id
left join started on started.id = k.id
order by k.id
