-- $1 whether new units may come without a shape
insert into refused_rows (feature, key, reason, first)
select s.feature, s.level || '/' || s.code, 'repeated', r.first
from staged_units s
join (
    select level, code, valid_from, min(feature) as first from staged_units group by 1, 2, 3 having count(*) > 1
) r on r.level = s.level and r.code = s.code and r.valid_from is not distinct from s.valid_from
where s.feature > r.first
union all
select s.feature, s.level || '/' || s.code, 'no_shape', null
from staged_units s
where not $1 and s.geom is null and not exists (
    select from admin_units u where u.level = s.level and u.code = s.code and u.valid_from is not distinct from s.valid_from
)
