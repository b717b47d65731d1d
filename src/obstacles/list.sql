-- $1 project code, $2 unit ids, $3 cause, $4 state, $5 only overdue, $6 parcel id, $7 only open on the day, $8 the day,
-- $9 position: id of the last obstacle of the page before, $10 page size
with matching as (
    select o.id, s.state, i.opened_on, i.closed_on
    from obstacles o
    join projects p on p.id = o.project_id
    cross join lateral (
        select opened_on, case when closed_on <= $8 then closed_on end as closed_on
        from obstacle_intervals where obstacle_id = o.id and opened_on <= $8 order by opened_on desc limit 1
    ) i
    -- Of states only the present one is known; of a past day, whether it was open.
    cross join lateral (
        select case
            when (i.closed_on is null) = (o.state in ('open', 'proposed', 'cannot_be_resolved')) then o.state
            when i.closed_on is null then 'open'
            else 'resolved'
        end as state
    ) s
    where ($1::text is null or p.code = $1)
      and ($2::integer[] is null or exists (
          select from obstacle_parcels op join parcel_units pu on pu.parcel_id = op.parcel_id
          where op.obstacle_id = o.id and pu.unit_id = any($2)
      ))
      and ($3::text is null or o.cause = $3)
      and ($4::text is null or s.state = $4)
      and (not $5 or (o.due_on < $8 and i.closed_on is null))
      and ($6::bigint is null or exists (select from obstacle_parcels op where op.obstacle_id = o.id and op.parcel_id = $6))
      and (not $7 or i.closed_on is null)
)
select o.id, p.code as project_code, o.scope as "scope: Scope", o.household_code, o.cause, o.description,
       o.responsible_unit_code, o.next_action, o.due_on, m.state as "state!: State", m.opened_on, m.closed_on,
       o.result, o.raised_by, o.version,
       array(select parcel_id from obstacle_parcels where obstacle_id = o.id order by 1) as "parcels!",
       (select count(*) from matching) as "total!"
from matching m
join obstacles o using (id)
join projects p on p.id = o.project_id
where $9::bigint is null or o.id < $9
order by o.id desc
limit $10
