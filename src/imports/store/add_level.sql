-- $1, $2 names of a new level, or null. Adds one level that is not known yet: one whose parents' level is, where there is any.
with missing as (
    select
        s.level,
        min(l.rank) filter (where l.rank is not null) as above,
        bool_or(above.level is not null) as waits
    from staged_units s
    left join admin_units u on u.code = s.parent_code
    left join staged_units p on p.code = s.parent_code and p.level <> s.level
    left join unit_levels l on l.level = coalesce(p.level, u.level)
    left join staged_units above on above.code = s.parent_code and above.level <> s.level
        and not exists (select from unit_levels known where known.level = above.level)
    where not exists (select from unit_levels known where known.level = s.level)
    group by s.level
)
insert into unit_levels (level, name_vi, name_en, rank)
select
    level,
    coalesce($1, level),
    coalesce($2, level),
    coalesce(above + 1, (select coalesce(max(rank), 0) + 1 from unit_levels))
from missing
order by waits, above nulls last, level
limit 1
