-- $1 whether repair was tried
insert into refused_rows (feature, key, reason, x, y)
select feature, key, case when $1 then 'irreparable' else reason end, x, y
from doubtful_shapes
where reason is not null and repaired is null
