-- $1: the day; $2: the parcels whose notice lapses within so many days; -1: those whose notice lapsed.
select p.id
from parcels p
join projects pr on pr.id = p.project_id and pr.archived_on is null
cross join lateral (select (p.notified_on + interval '12 months')::date - $1::date as days) remaining
where p.notified_on between '2024-08-01' and $1::date
    and (p.excluded_on is null or p.excluded_on > $1::date)
    and (p.handed_over_on is null or p.handed_over_on > $1::date)
    and (p.recovery_decided_on is null or p.recovery_decided_on > $1::date)
    and (p.recovery_decided_na_on is null or p.recovery_decided_na_on > $1::date)
    and case when $2 < 0 then days < 0 else days between 0 and $2 end
order by p.id
