
-- $1 codes of the projects that may be changed, $2 whether projects may be begun
select
    count(*) as rows,
    count(*) filter (where case when is_new then not $2 else not code = any ($1) end) as projects,
    0::bigint as units
from touched
