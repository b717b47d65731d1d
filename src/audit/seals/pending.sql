-- $1 rows at most; gives the rows to be sealed next, the lowest numbers first, and where the chain ends
select
    clock_timestamp() as "now!",
    array(
        select a.number from public.audit a
        where a.number > coalesce(last.settled_through, 0)
            and not exists (select from public.audit_seals s where s.number >= 1 and s.numbers @> a.number)
        order by a.number limit $1
    ) as "numbers!",
    -- Whoever drew a number up to this one has ended, and what they wrote is visible here.
    coalesce((
        select s.drawn_through from public.audit_seals s
        where s.xid < pg_snapshot_xmin(pg_current_snapshot())
        order by s.number desc limit 1
    ), 0) as "settling!",
    coalesce(last.number, 0) as "last_number!",
    last.hash as "last_hash?",
    coalesce(last.drawn_through, 0) as "drawn_through!",
    coalesce(last.settled_through, 0) as "settled_through!"
from (select) as always
left join lateral (
    select number, hash, drawn_through, settled_through from public.audit_seals order by number desc limit 1
) last on true
