insert into merged_units (id, is_new, new_shape, fields, code, name, level, parent_code, valid_from, valid_to, geom)
select
    coalesce(u.id, nextval(pg_get_serial_sequence('admin_units', 'id'))::integer),
    u.id is null,
    s.geom is not null and s.geom is distinct from u.geom,
    case when u.id is null then '{}' else field_changes(
        to_jsonb(before) || jsonb_build_object('shape', shape_mark(u.geom)),
        to_jsonb(after) || jsonb_build_object('shape', shape_mark(coalesce(s.geom, u.geom)))
    ) end,
    s.code,
    after.name,
    s.level,
    after.parent_code,
    s.valid_from,
    after.valid_to,
    coalesce(s.geom, u.geom)
from staged_units s
left join admin_units u on u.level = s.level and u.code = s.code and u.valid_from is not distinct from s.valid_from
cross join lateral (select u.name, u.parent_code, u.valid_to) before
cross join lateral (
    select s.name, coalesce(s.parent_code, u.parent_code) as parent_code, coalesce(s.valid_to, u.valid_to) as valid_to
) after
