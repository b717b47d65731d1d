-- $1 numbers of audit rows, $2 a moment; gives of each of these that is there what its digest is over: the row and each
-- of its events, as JSON arrays. Every column stands in them.
select
    a.number,
    jsonb_build_array(a.number, a.op_id, a.at at time zone 'UTC', a.actor, a.door, a.action, a.subject)::text as "said!",
    array(
        select jsonb_build_array(id, entity, entity_id, project_id, action, effective_on, fields, note)::text
        from public.events where op_id = a.op_id order by id
    ) as "events!",
    -- The demo tells of days past. No transaction is open for a day.
    coalesce(a.at < $2::timestamptz - interval '1 day' and a.door <> 'demo', false) as "backdated!"
from public.audit a
where a.number = any ($1)
order by a.number
