// Makes a province up: nine districts, 120 projects and N parcels with their steps, always the same for the same N.
// node benches/parcels.mjs N FOLDER writes districts.geojson, projects.geojson and parcels.ndjson (730 MB a million).
//
// A project is a lattice of cells, along a winding road or over a blob of ground. Corners and the extra points of edges
// are moved by a hash of their place in the lattice: neighbours share them without anything being kept in memory.
import { closeSync, mkdirSync, openSync, writeFileSync, writeSync } from 'node:fs'
import { numbersFrom } from './parcels/chance.mjs'
import { areaPlan, roadPlan } from './parcels/lattice.mjs'
import { districts, toDegrees } from './parcels/province.mjs'
import { attributesOf } from './parcels/register.mjs'

const PROJECTS = 120
const ROADS_IN_TEN = 6
const BUFFER_BYTES = 1 << 20

const [count, folder] = [Number(process.argv[2]), process.argv[3]]
if (!Number.isInteger(count) || count < PROJECTS || !folder) {
  console.error(`usage: node benches/parcels.mjs N FOLDER (N at least ${PROJECTS})`)
  process.exit(2)
}
mkdirSync(folder, { recursive: true })

const position = (point) => {
  const [lon, lat] = toDegrees(point)
  return `[${lon.toFixed(7)},${lat.toFixed(7)}]`
}
const ring = (points) => `[${[...points, points[0]].map(position).join(',')}]`
const feature = (properties, type, coordinates) =>
  `{"type":"Feature","properties":${JSON.stringify(properties)},"geometry":{"type":"${type}","coordinates":${coordinates}}}`
const collection = (features) => `{"type":"FeatureCollection","features":[\n${features.join(',\n')}\n]}\n`

/** Parcels of each project: a few are large, none is empty. */
function sizes() {
  const weights = Array.from({ length: PROJECTS }, (_, project) => Math.exp(1.4 * numbersFrom(project, 1)()))
  const sum = weights.reduce((total, weight) => total + weight, 0)
  let [weighed, given] = [0, 0]
  return weights.map((weight) => {
    weighed += weight
    const size = Math.round((count * weighed) / sum) - given
    given += size
    return size
  })
}

function planOf(project, size) {
  const code = String(project + 1).padStart(3, '0')
  const deadline = new Date(Date.UTC(2024, 3 + ((project * 7) % 33), 15)).toISOString().slice(0, 10)
  if (project % 10 < ROADS_IN_TEN) {
    const plan = roadPlan(project, size)
    const properties = {
      code: `DG${code}`,
      name: `Đường tỉnh ${code}`,
      sector: 'transport',
      corridor_width_m: Math.ceil(plan.width),
    }
    return {
      ...plan,
      properties: { ...properties, investor: 'Ban QLDA giao thông', clearance_deadline: deadline },
    }
  }
  const sector = project % 2 ? 'industrial' : 'urban'
  const name = `${project % 2 ? 'Cụm công nghiệp' : 'Khu dân cư'} ${code}`
  const properties = {
    code: `KV${code}`,
    name,
    sector,
    investor: 'Ban QLDA xây dựng',
    clearance_deadline: deadline,
  }
  return { ...areaPlan(project, size), properties }
}

const projects = []
const file = openSync(`${folder}/parcels.ndjson`, 'w')
let [buffer, bytes] = [[], 0]
const flush = () => {
  writeSync(file, buffer.join(''))
  buffer = []
  bytes = 0
}
for (const [project, size] of sizes().entries()) {
  const plan = planOf(project, size)
  const isRoad = plan.properties.sector === 'transport'
  projects.push(
    isRoad
      ? feature(plan.properties, 'LineString', `[${plan.outline.map(position).join(',')}]`)
      : feature(plan.properties, 'Polygon', `[${ring(plan.outline)}]`),
  )
  const register = attributesOf(project, plan.properties.code)
  let made = 0
  for (const cell of plan.cells()) {
    if (made++ === size) break
    const line = `${feature(register(cell), 'Polygon', `[${ring(cell.points)}]`)}\n`
    buffer.push(line)
    bytes += line.length
    if (bytes > BUFFER_BYTES) flush()
  }
}
flush()
closeSync(file)
writeFileSync(`${folder}/projects.geojson`, collection(projects))
writeFileSync(
  `${folder}/districts.geojson`,
  collection(
    districts.map(({ code, name, outline }) => feature({ code, name }, 'Polygon', `[${ring(outline)}]`)),
  ),
)
