-- $1: the day; $2 is not needed here. The parcels decided on or approved before the wait had passed.
select p.id
from parcels p
join projects pr on pr.id = p.project_id and pr.archived_on is null
where $2::integer is not null
    and (p.excluded_on is null or p.excluded_on > $1::date)
    and (
        p.recovery_decided_on <= $1::date and p.notified_on <= $1::date and p.notified_on >= '2014-07-01'
            and p.recovery_decided_on - p.notified_on < case
                when p.notified_on < '2026-01-01' then case when p.agricultural then 90 else 180 end
                when p.agricultural then 60 else 120 end
        or p.plan_approved_on <= $1::date and p.plan_posted_on <= $1::date and p.plan_posted_on >= '2014-07-01'
            and p.plan_approved_on - p.plan_posted_on < case
                when p.plan_posted_on < '2024-08-01' then 20
                when p.plan_posted_on < '2026-01-01' then 30 else 10 end
    )
order by p.id
