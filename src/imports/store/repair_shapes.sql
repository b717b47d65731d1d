-- What the invalid shapes become: the area that their rings enclose, to a billionth of a degree as everything that is stored.
update doubtful_shapes d
set repaired = r.geom, repaired_area_m2 = st_area(r.geom::geography)
from (
    select feature, st_forcepolygonccw(st_multi(st_reduceprecision(
        st_collectionextract(st_makevalid(geom, 'method=structure'), 3), 1e-9))) as geom
    from doubtful_shapes
    where reason is not null
) r
where r.feature = d.feature and not st_isempty(r.geom) and st_isvalid(r.geom)
