select jsonb_build_object(
    'parcels', (
        select jsonb_agg(
            to_jsonb(p) - array['version', 'shape_version', 'updated_at', 'updated_by', 'geom', 'interior_point']
                || jsonb_build_object('geom', encode(st_asbinary(geom), 'hex'), 'point', encode(st_asbinary(interior_point), 'hex'))
            order by id
        )
        from parcels p
    ),
    'persons', (select jsonb_agg(to_jsonb(p) - 'salt' order by parcel_id) from parcel_persons p),
    'documents', (select jsonb_agg(to_jsonb(d) order by parcel_id, step) from step_documents d),
    'units_of_parcels', (select jsonb_agg(to_jsonb(u) order by parcel_id, unit_id) from parcel_units u),
    'projects', (
        select jsonb_agg(
            to_jsonb(p) - array['version', 'boundary', 'alignment']
                || jsonb_build_object('boundary', encode(st_asbinary(boundary), 'hex'), 'alignment', encode(st_asbinary(alignment), 'hex'))
            order by id
        )
        from projects p
    ),
    'units', (
        select jsonb_agg(
            to_jsonb(u) - array['version', 'geom'] || jsonb_build_object('geom', encode(st_asbinary(geom), 'hex'))
            order by id
        )
        from admin_units u
    ),
    'pieces', (
        select jsonb_agg(jsonb_build_array(unit_id, st_area(geom)) order by unit_id, st_area(geom))
        from (select unit_id, st_union(geom) as geom from admin_unit_pieces group by unit_id) of_unit
    ),
    'levels', (select jsonb_agg(to_jsonb(l) order by level) from unit_levels l)
)
