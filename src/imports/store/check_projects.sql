insert into refused_rows (feature, key, reason, first)
select s.feature, s.code, 'repeated', r.first
from staged_projects s
join (select code, min(feature) as first from staged_projects group by code having count(*) > 1) r using (code)
where s.feature > r.first
union all
select s.feature, s.code, 'no_name', null
from staged_projects s
where s.name is null and not exists (select from projects p where p.code = s.code)
