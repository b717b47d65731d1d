-- $1 project code, $2 unit ids, $3 cause, $4 state, $5 only overdue, $6 parcel id, $7 only open on the day, $8 the day,
-- $9 position: id of the last obstacle of the page before, $10 page size
with matching as (
    select o.id
    from obstacles o
    join projects p on p.id = o.project_id
    where ($1::text is null or p.code = $1)
      and ($2::integer[] is null or exists (
          select from obstacle_parcels op join parcel_units pu on pu.parcel_id = op.parcel_id
          where op.obstacle_id = o.id and pu.unit_id = any($2)
      ))
      and ($3::text is null or o.cause = $3)
      and ($4::text is null or o.state = $4)
      and (not $5 or (o.due_on < $8 and exists (
          select from obstacle_intervals s
          where s.obstacle_id = o.id and s.opened_on <= $8 and (s.closed_on is null or s.closed_on > $8)
      )))
      and ($6::bigint is null or exists (select from obstacle_parcels op where op.obstacle_id = o.id and op.parcel_id = $6))
      and (not $7 or exists (
          select from obstacle_intervals s
          where s.obstacle_id = o.id and s.opened_on <= $8 and (s.closed_on is null or s.closed_on > $8)
      ))
)
select o.id, p.code as project_code, o.scope as "scope: Scope", o.household_code, o.cause, o.description,
       o.responsible_unit_code, o.next_action, o.due_on, o.state as "state: State", i.opened_on, i.closed_on,
       o.result, o.raised_by, o.version,
       array(select parcel_id from obstacle_parcels where obstacle_id = o.id order by 1) as "parcels!",
       (select count(*) from matching) as "total!"
from matching
join obstacles o using (id)
join projects p on p.id = o.project_id
cross join lateral (
    select opened_on, closed_on from obstacle_intervals where obstacle_id = o.id order by opened_on desc limit 1
) i
where $9::bigint is null or o.id < $9
order by o.id desc
limit $10
