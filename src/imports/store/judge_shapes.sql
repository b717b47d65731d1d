-- Why each doubtful shape is invalid, and where; a valid one has no reason.
update doubtful_shapes d
set reason = v.reason, x = st_x(v.location), y = st_y(v.location), area_m2 = st_area(d.geom::geography)
from (select feature, (st_isvaliddetail(geom)).* from doubtful_shapes) v
where v.feature = d.feature and not v.valid
