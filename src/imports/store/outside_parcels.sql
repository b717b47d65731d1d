
-- $1 codes of the projects to which parcels may be added, $2 units in which they must lie; null: no limit. A parcel must
-- lie there now and, where the import changed it, before as well: one that had no shape lay nowhere.
select
    count(*) as rows,
    count(*) filter (where not p.code = any ($1)) as projects,
    count(*) filter (
        where $2 is not null
            and (
                not exists (select from parcel_units u where u.parcel_id = t.id and u.unit_id = any ($2))
                or exists (
                    select from import_before_parcels b
                    where b.id = t.id and not exists (
                        select from admin_unit_pieces piece
                        where piece.unit_id = any ($2) and st_intersects(piece.geom, b.interior_point)
                    )
                )
            )
    ) as units
from touched t
join projects p on p.id = t.project_id
