// Copies the parcels of DATABASE_URL into one flat table in a database of its own, as other servers have them.
// node benches/flat.mjs
import { psql, run } from './measuring.mjs'

const { DATABASE_URL } = process.env
const FLAT = DATABASE_URL.replace('/matbang?', '/flat?')

const COLUMNS = `id bigint primary key, project_code text, district_code text, map_sheet int, parcel_no int, owner text,
  land_use text, stage text, area_m2 float8, compensation_vnd bigint, geom geometry(Polygon, 4326)`
const PARCELS = `
  select parcels.id, code, register_unit_code, map_sheet::int, parcel_no::int, holder_name, land_use,
    case when handed_over_on is not null then 'cleared' when recovery_decided_on is not null then 'handover'
      when paid_on is not null then 'recovery' when plan_approved_on is not null then 'payment'
      when plan_posted_on is not null then 'approval' when inventoried_on is not null then 'plan'
      when notified_on is not null then 'inventory' else 'notice' end,
    legal_area_m2, compensation_vnd, st_geometryn(geom, 1)
  from parcels join projects on projects.id = project_id left join parcel_persons on parcel_id = parcels.id`

await psql('create database flat')
await psql('create extension postgis', FLAT)
await psql(`create table parcels(${COLUMNS})`, FLAT)
const copy = 'psql -q "$0" -c "copy ($1) to stdout" | psql -q "$2" -c "copy parcels from stdin"'
await run('bash', ['-o', 'pipefail', '-c', copy, DATABASE_URL, PARCELS, FLAT])
await psql('create index parcels_geom on parcels using gist (geom)', FLAT)
await psql('cluster parcels using parcels_geom', FLAT)
await psql('vacuum analyze parcels', FLAT)
