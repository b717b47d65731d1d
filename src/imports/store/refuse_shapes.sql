insert into refused_rows (feature, key, reason, x, y)
select feature, key, reason, x, y from doubtful_shapes where reason is not null and repaired is null
