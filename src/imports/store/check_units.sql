-- $1 whether new units may come without a shape
with refused as (
    select s.feature, 'repeated' as reason, r.first
    from staged_units s
    join (
        select level, code, valid_from, min(feature) as first from staged_units group by 1, 2, 3 having count(*) > 1
    ) r on r.level = s.level and r.code = s.code and r.valid_from is not distinct from s.valid_from
    where s.feature > r.first
    union all
    select s.feature, 'no_shape', null
    from staged_units s
    where not $1 and s.geom is null and not exists (
        select from admin_units u where u.level = s.level and u.code = s.code and u.valid_from is not distinct from s.valid_from
    )
),
once as (
    select distinct on (feature) * from refused order by feature, reason desc
)
select o.feature, s.level || '/' || s.code as key, o.reason, o.first, count(*) over () as total
from once o
join staged_units s using (feature)
order by o.feature
limit 1000
