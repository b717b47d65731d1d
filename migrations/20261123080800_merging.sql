-- What an import needs to merge a file into what is stored.
create function imported_value(stored anyelement, given anyelement, field text, held text[]) returns anyelement
language sql immutable parallel safe
as $$ select case when given is null or field = any (held) then stored else given end $$;
comment on function imported_value is 'The value of a field after an import: what the file gives, unless it gives nothing or the field is held.';

create function field_changes(before jsonb, after jsonb) returns jsonb
language sql immutable parallel safe
as $$
    select coalesce(jsonb_object_agg(key, jsonb_build_array(o.value, n.value)), '{}')
    from jsonb_each(before) o join jsonb_each(after) n using (key)
    where o.value is distinct from n.value
$$;
comment on function field_changes is 'The fields that differ, each with its value before and after, as events hold them.';

create function shape_mark(shape geometry) returns text
language sql immutable parallel safe
as $$ select left(md5(st_asbinary(shape)), 8) $$;
comment on function shape_mark is 'A short mark of a shape for events: two shapes with the same mark are the same.';
