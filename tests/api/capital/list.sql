-- $1: the year, $2: the day. Independent of the program: per project what is planned, disbursed, waiting for land, what
-- remains and how late payments are, with the law's 30 days after the approval of the plan.
with ground as (
    select p.project_id,
        count(*) filter (where p.handed_over_on is null or p.handed_over_on > $2) as remaining,
        coalesce(sum(round(p.recovered_area_m2::numeric, 1)) filter (where p.handed_over_on is null or p.handed_over_on > $2), 0) as remaining_m2,
        sum(round(p.recovered_area_m2::numeric, 1)) as total_m2,
        count(*) filter (where late.days > 0) as late,
        coalesce(sum(late.days) filter (where late.days > 0), 0) as late_days
    from parcels p
    cross join lateral (
        select case when p.plan_approved_on <= $2 and (p.paid_on is null or p.paid_on > $2)
                     and (p.handed_over_on is null or p.handed_over_on > $2)
                    then $2 - (p.plan_approved_on + 30) else 0 end as days
    ) late
    group by p.project_id
),
latest as (
    select distinct on (project_id) project_id, planned_vnd, disbursed_vnd
    from capital_figures where year = $1 and as_of <= $2 order by project_id, as_of desc
)
select j.code, l.planned_vnd, l.disbursed_vnd,
    coalesce(case when g.remaining > 0
        then floor(greatest(l.planned_vnd - l.disbursed_vnd, 0)::numeric * g.remaining_m2 / g.total_m2 + 0.5) else 0 end, 0)::bigint,
    coalesce(g.remaining, 0), coalesce(g.late, 0), coalesce(g.late_days, 0)::bigint
from projects j
left join ground g on g.project_id = j.id
left join latest l on l.project_id = j.id
order by j.code
