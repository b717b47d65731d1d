-- $1 internal numbers, $2 the day: obstacles raised up to it, in no order
select o.id, p.code as project_code, o.scope as "scope: Scope", o.household_code, o.cause, o.description,
       o.responsible_unit_code, coalesce(u.name, '') as "responsible_account!", coalesce(u.full_name, '') as "responsible_name!",
       o.next_action, o.due_on, o.state as "state: State", i.opened_on, i.closed_on, o.result, o.raised_by, o.version,
       (select count(*) from obstacle_parcels where obstacle_id = o.id) as "parcel_count!",
       array(
           select distinct pu.unit_id from obstacle_parcels op join parcel_units pu using (parcel_id)
           where op.obstacle_id = o.id
       ) as "unit_ids!",
       (select count(*) from obstacle_comments where obstacle_id = o.id) as "comment_count!",
       (select count(*) from obstacle_attachments where obstacle_id = o.id and removed_at is null) as "attachment_count!"
from obstacles o
join projects p on p.id = o.project_id
left join users u on u.id = o.responsible_user_id
cross join lateral (
    select opened_on, case when closed_on <= $2 then closed_on end as closed_on
    from obstacle_intervals where obstacle_id = o.id and opened_on <= $2 order by opened_on desc limit 1
) i
where o.id = any($1)
