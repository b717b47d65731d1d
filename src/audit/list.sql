-- $1 first day, $2 last day, $3 actor, $4 action or the beginning of it, $5 door, $6 part of the subject, $7 position:
-- number of the last row of the page before, $8 page size
select a.number, a.op_id as id, a.at, a.actor, a.door, a.action, a.subject,
       (select min(s.number) from audit_seals s where s.numbers @> a.number) as seal
from audit a
where ($1::date is null or a.at >= $1::date::timestamp at time zone 'Asia/Ho_Chi_Minh')
  and ($2::date is null or a.at < ($2::date + 1)::timestamp at time zone 'Asia/Ho_Chi_Minh')
  and ($3::text is null or a.actor = $3)
  and ($4::text is null or a.action = $4 or starts_with(a.action, $4 || '.'))
  and ($5::text is null or a.door = $5)
  and ($6::text is null or strpos(lower(a.subject), lower($6)) > 0)
  and ($7::bigint is null or a.number < $7)
order by a.number desc
limit $8
