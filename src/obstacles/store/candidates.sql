-- $1 project code, $2 unit ids, $3 causes, $4 scope, $5 household, $6 parcel id, $7 responsible unit, $8 responsible account,
-- $9 the day, $10 whether their texts are searched
select o.id, o.project_id, o.scope as "scope: Scope", o.responsible_unit_code, o.due_on, o.state as "state: State",
       i.opened_on, i.closed_on,
       case when $10 then o.description || ' ' || o.next_action else '' end as "text!"
from obstacles o
join projects p on p.id = o.project_id
cross join lateral (
    select opened_on, case when closed_on <= $9 then closed_on end as closed_on
    from obstacle_intervals where obstacle_id = o.id and opened_on <= $9 order by opened_on desc limit 1
) i
where ($1::text is null or p.code = $1)
  and ($2::integer[] is null or exists (
      select from obstacle_parcels op join parcel_units pu on pu.parcel_id = op.parcel_id
      where op.obstacle_id = o.id and pu.unit_id = any($2)
  ))
  and (cardinality($3::text[]) = 0 or o.cause = any($3))
  and ($4::text is null or o.scope = $4)
  and ($5::text is null or o.household_code = $5 or exists (
      select from obstacle_parcels op join parcels pa on pa.id = op.parcel_id
      where op.obstacle_id = o.id and pa.household_code = $5
  ))
  and ($6::bigint is null or exists (select from obstacle_parcels op where op.obstacle_id = o.id and op.parcel_id = $6))
  and ($7::text is null or o.responsible_unit_code = $7)
  and ($8::text is null or o.responsible_user_id = (select id from users where name = $8))
