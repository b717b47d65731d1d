-- $1: the day. Each district with its figures and severity, reckoned independently of the service.
with steps (step, place) as (
    values ('notified', 1), ('inventoried', 2), ('plan_posted', 3), ('plan_approved', 4), ('paid', 5), ('resettled', 6),
        ('recovery_decided', 7), ('handed_over', 8)
), dated as (
    select p.id, p.project_id, p.needs_resettlement, p.agricultural, u.code as district,
        coalesce(p.recovered_area_m2, p.legal_area_m2, p.measured_area_m2, 0) as area, p.handed_over_on is not null as cleared,
        array[p.notified_on, p.inventoried_on, p.plan_posted_on, p.plan_approved_on, p.paid_on, p.resettled_on,
            p.recovery_decided_on, p.handed_over_on] as days,
        p.paid_na_on, p.touched_days
    from parcels p
    left join (
        select parcel_id, code from parcel_units join admin_units on id = unit_id where level = 'district'
    ) u on u.parcel_id = p.id
    where p.excluded_on is null
), plans as (
    select distinct on (project_id, unit_code, step) project_id, unit_code, step, planned_on
    from step_plans where set_on <= $1 order by project_id, unit_code, step, set_on desc, id desc
), undone as (
    select d.*, s.step
    from dated d
    join steps s on d.days[s.place] is null
    where not d.cleared and (s.step <> 'resettled' or d.needs_resettlement) and (s.step <> 'paid' or d.paid_na_on is null)
), facts as (
    select d.id, s.step as fact, d.days[s.place] as day from dated d join steps s on d.days[s.place] is not null where not d.cleared
    union all
    select parcel_id, fact, max(on_date) from parcel_facts group by 1, 2
), started as (
    select f.id, r.id as rule, max(f.day) as day
    from deadline_rules r join facts f on f.fact = any (r.start_facts)
    where r.kind = 'max'
    group by f.id, r.id
    having count(*) = cardinality(r.start_facts)
), limits as (
    select u.id, s.day + r.amount as due
    from undone u
    join started s on s.id = u.id
    join deadline_rules r on r.id = s.rule and r.target_step = u.step
        and r.valid_from <= s.day and (r.valid_to is null or s.day < r.valid_to)
        and r.condition in ('any', case when u.needs_resettlement then 'resettlement' else 'no_resettlement' end)
    union all
    select u.id, coalesce(own.planned_on, whole.planned_on)
    from undone u
    left join plans own on own.project_id = u.project_id and own.step = u.step and own.unit_code = u.district
    left join plans whole on whole.project_id = u.project_id and whole.step = u.step and whole.unit_code = ''
    union all
    select u.id, p.clearance_deadline from undone u join projects p on p.id = u.project_id
), due as (
    select id, min(due) as due from limits group by id
), facing as (
    select d.district, d.area, d.cleared, d.touched_days,
        greatest($1 - due.due, 0) as days_late,
        not d.cleared and exists (
            select from obstacle_parcels op join obstacle_intervals i using (obstacle_id)
            where op.parcel_id = d.id and i.opened_on <= $1 and (i.closed_on is null or i.closed_on > $1)
        ) as blocked
    from dated d left join due using (id)
), figures as (
    select district, count(*) as parcels, count(*) filter (where not cleared) as remaining,
        count(*) filter (where not cleared and days_late > 0) as overdue, count(*) filter (where blocked) as blocked,
        coalesce(sum(area) filter (where cleared) / nullif(sum(area), 0), 0) as cleared_share,
        coalesce(sum(area) filter (where not cleared and days_late > 0) / nullif(sum(area) filter (where not cleared), 0), 0) as share_late,
        coalesce(sum(days_late) filter (where not cleared)::float8 / nullif(count(*) filter (where not cleared), 0), 0) as delay_index,
        $1 - max(touched_days[cardinality(touched_days)]) as silence
    from facing group by district
)
select coalesce(district, '') as district, parcels, remaining, overdue, blocked, cleared_share, share_late, delay_index,
    case
        when remaining = 0 then 'clear'
        when share_late >= 0.3 or delay_index > 30 then 'critical'
        when share_late >= 0.1 then 'serious'
        when overdue > 0 or blocked > 0 then 'watch'
        else 'ok'
    end as severity,
    silence
from figures order by district
