-- The boundaries and corridors of the projects that the file speaks of, in small pieces
with grounds as materialized (
    select
        p.id,
        p.boundary,
        st_buffer(p.alignment::geography, p.corridor_width_m / 2)::geometry as corridor
    from projects p
    where p.id in (select project_id from resolved_parcels) and (p.boundary is null or st_isvalid(p.boundary))
)
select id, boundary is not null, st_asbinary(st_subdivide(coalesce(st_union(boundary, corridor), boundary, corridor), 32))
from grounds
where boundary is not null or corridor is not null
