-- Parcels of the file that lie outside the boundary and the corridor of their project, or stick out of the boundary by more
-- ground than stays with the land user; $1 tolerated area, m²
with outlines as materialized (
    select
        p.id,
        p.boundary is not null as bounded,
        coalesce(st_union(area, corridor), area, corridor) as geom
    from projects p
    cross join lateral (
        select
            st_makevalid(p.boundary) as area,
            st_buffer(p.alignment::geography, p.corridor_width_m / 2)::geometry as corridor
    ) ground
    where p.id in (select project_id from resolved_parcels) and (area is not null or corridor is not null)
),
pieces as materialized (
    select id, st_subdivide(geom, 64) as geom from outlines
),
-- A parcel within one piece is within the outline: only the others are measured.
doubtful as materialized (
    select r.feature, o.bounded, x.*
    from resolved_parcels r
    join outlines o on o.id = r.project_id
    join parcels x on x.id = r.id
    where x.geom is not null and not exists (
        select from pieces i where i.id = r.project_id and i.geom && x.geom and st_contains(i.geom, x.geom)
    )
)
select
    d.feature,
    concat_ws('/', p.code, d.register_unit_code, d.map_sheet, d.parcel_no) as key,
    m.inside_m2 <= $1 as wholly,
    d.measured_area_m2 - m.inside_m2 as outside_m2
from doubtful d
join projects p on p.id = d.project_id
cross join lateral (
    select coalesce(sum(st_area(st_intersection(i.geom, d.geom)::geography)), 0) as inside_m2
    from pieces i
    where i.id = d.project_id and i.geom && d.geom
) m
where d.measured_area_m2 - m.inside_m2 > $1
    and (
        m.inside_m2 <= $1
        or d.bounded and (d.recovered_area_m2 is null or m.inside_m2 < d.recovered_area_m2 - $1)
    )
order by d.feature
