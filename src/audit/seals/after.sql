-- $1 number of a seal, $2 seals at most; gives the next ones
select
    number,
    -- A moment too far off to be read is brought near: it is not the one that was sealed, and the hash tells.
    least(greatest(sealed_at, '0001-01-01 UTC'), '9999-01-01 UTC') as "sealed_at!",
    drawn_through, settled_through, xid8send(xid) as "xid!", digests, hash,
    -- Only where there is one digest for each: what is said to go on for ever, or nearly so, cannot be listed.
    case when length(digests) = 32 * (
        select sum(coalesce(upper(piece)::numeric - lower(piece), 'Infinity')) from unnest(numbers) piece
    ) then array(
        select generate_series(lower(piece), upper(piece) - 1) from unnest(numbers) piece order by 1
    ) end as numbers
from public.audit_seals
where number > $1
order by number limit $2
