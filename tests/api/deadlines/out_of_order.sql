-- $1: the day; $2 is not needed here. The parcels with a step done while one before it is not, or was done later.
with days as (
    select p.id, p.needs_resettlement, s.place,
        case when s.on_date <= $1::date then s.on_date end as done,
        coalesce(s.na_on <= $1::date, false) as set_aside
    from parcels p
    join projects pr on pr.id = p.project_id and pr.archived_on is null
    cross join lateral (
        values (1, notified_on, notified_na_on), (2, inventoried_on, inventoried_na_on), (3, plan_posted_on, plan_posted_na_on),
            (4, plan_approved_on, plan_approved_na_on), (5, paid_on, paid_na_on), (6, resettled_on, resettled_na_on),
            (7, recovery_decided_on, recovery_decided_na_on), (8, handed_over_on, null)
    ) as s (place, on_date, na_on)
    where $2::integer is not null and (p.excluded_on is null or p.excluded_on > $1::date)
)
select distinct later.id
from days later
join days earlier on earlier.id = later.id and earlier.place < later.place
where later.done is not null and not earlier.set_aside
    and (earlier.place <> 6 or earlier.needs_resettlement or earlier.done is not null)
    and (earlier.done is null or earlier.done > later.done)
order by 1
