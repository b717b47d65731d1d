-- $1 numbers of audit rows, $2 a moment; gives the digest of each of these that is there: SHA-256 of the row as a JSON
-- array, whose last element is that of its events, reckoned in the same way. Every column stands in it.
select
    a.number,
    sha256(convert_to(jsonb_build_array(
        a.number, a.op_id, a.at at time zone 'UTC', a.actor, a.door, a.action, a.subject, encode(e.digest, 'hex')
    )::text, 'UTF8')) as "digest!",
    -- The demo tells of days past. No transaction is open for a day.
    coalesce(a.at < $2::timestamptz - interval '1 day' and a.door <> 'demo', false) as "backdated!"
from audit a
cross join lateral (
    select sha256(coalesce(string_agg(sha256(convert_to(jsonb_build_array(
        id, entity, entity_id, project_id, action, effective_on, fields, note
    )::text, 'UTF8')), '' order by id), '')) as digest
    from events where op_id = a.op_id
) e
where a.number = any ($1)
order by a.number
