-- $1 a day, $2 obstacles: the parcels that they hold up then, each once, written independently of the service
select count(*), coalesce(sum(coalesce(pa.recovered_area_m2, pa.legal_area_m2, pa.measured_area_m2, 0)), 0)::double precision
from parcels pa
where (pa.excluded_on is null or pa.excluded_on > $1) and (pa.handed_over_on is null or pa.handed_over_on > $1)
  and exists (
      select from obstacle_parcels op join obstacle_intervals i using (obstacle_id)
      where op.parcel_id = pa.id and op.obstacle_id = any($2) and i.opened_on <= $1 and (i.closed_on is null or i.closed_on > $1)
  )
