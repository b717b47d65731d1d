-- $1 codes of the projects that the file may speak of, $2 units in which its parcels must lie; null: no limit. A parcel
-- must lie there now and, where the file changed it, before as well: one that had no shape lay nowhere.
select
    count(*),
    count(*) filter (where not p.code = any ($1)),
    count(*) filter (
        where not exists (select from parcel_units u where u.parcel_id = r.id and u.unit_id = any ($2))
            or exists (
                select from import_before_parcels b
                where b.id = r.id and not exists (
                    select from admin_unit_pieces piece
                    where piece.unit_id = any ($2) and st_intersects(piece.geom, b.interior_point)
                )
            )
    ) * (case when $2 is null then 0 else 1 end)
from resolved_parcels r
join projects p on p.id = r.project_id
