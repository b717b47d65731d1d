with refused as (
    select s.feature, s.code as key, 'repeated' as reason, r.first
    from staged_projects s
    join (select code, min(feature) as first from staged_projects group by code having count(*) > 1) r using (code)
    where s.feature > r.first
    union all
    select s.feature, s.code, 'no_name', null
    from staged_projects s
    where s.name is null and not exists (select from projects p where p.code = s.code)
),
once as (
    select distinct on (feature) * from refused order by feature, reason desc
)
select *, count(*) over () as total from once order by feature limit 1000
