// What the register says about a parcel: its key, land use, household, money, and the days of its steps.
import { chance, numbersFrom, weighed } from './chance.mjs'
import { districtOf } from './province.mjs'

const STEPS = [
  'notified_on',
  'inventoried_on',
  'plan_posted_on',
  'plan_approved_on',
  'paid_on',
  'resettled_on',
  'recovery_decided_on',
  'handed_over_on',
]
const RESETTLED = 5
/** How many in a hundred have a land use, and its price, million VND a m². */
const LAND_USES = [
  [27, 'LUC', 0.9],
  [19, 'ONT', 3.1],
  [16, 'CLN', 0.8],
  [14, 'BHK', 0.7],
  [13, 'RSX', 0.3],
  [6, 'NTS', 0.6],
  [5, 'ODT', 7.5],
]
const FAMILIES = ['Nguyễn', 'Trần', 'Lê', 'Phạm', 'Hoàng', 'Đặng', 'Dương', 'Ma', 'Nông', 'Triệu']
const MIDDLES = ['Văn', 'Thị', 'Hữu', 'Ngọc', 'Đình', 'Thanh']
const GIVEN = [
  'An',
  'Bình',
  'Chi',
  'Dũng',
  'Giang',
  'Hạnh',
  'Khôi',
  'Lan',
  'Mai',
  'Phúc',
  'Quý',
  'Sơn',
  'Thảo',
  'Yến',
]
/** Parcels along the side of a map sheet. */
const SHEET = 20
const DAY_MS = 86_400_000
/** Nothing happened later, whenever this is run. */
const LAST_DAY = Date.UTC(2026, 5, 30) / DAY_MS
const days = new Map()

function text(day) {
  if (!days.has(day)) days.set(day, new Date(day * DAY_MS).toISOString().slice(0, 10))
  return days.get(day)
}

function areaOf(points) {
  let [twice, [lastX, lastY]] = [0, points.at(-1)]
  for (const [x, y] of points) {
    twice += lastX * y - x * lastY
    ;[lastX, lastY] = [x, y]
  }
  return Math.abs(twice) / 2
}

function holder(seed, household) {
  const pick = (list, salt) => list[Math.floor(chance(seed, household, salt, 30) * list.length)]
  return `${pick(FAMILIES, 1)} ${pick(MIDDLES, 2)} ${pick(GIVEN, 3)}`
}

/** Days of the first so many steps, two to six weeks apart. */
function stepDays(first, done, needsResettlement, random) {
  const properties = {}
  let day = first
  for (const [step, name] of STEPS.entries()) {
    if (step >= done || day > LAST_DAY) break
    if (step === RESETTLED && !needsResettlement) continue
    properties[name] = text(day)
    day += 14 + Math.floor(random(step) * 28)
  }
  return properties
}

/** What makes the properties of one cell of a project after the other. */
export function attributesOf(seed, project) {
  const ofProject = numbersFrom(seed, 4)
  const start = Date.UTC(2023, Math.floor(ofProject() * 24), 1) / DAY_MS
  const progress = ofProject() * STEPS.length
  let household = 0
  return ({ i, j, points }) => {
    const random = (salt) => chance(seed, i, j, 40 + salt)
    // A household has a few parcels, side by side.
    if (random(0) < 0.45) household += 1
    const [, use, price] = weighed(LAND_USES, random(1))
    const area = areaOf(points)
    const needsResettlement = (use === 'ONT' || use === 'ODT') && random(2) < 0.4
    const done = Math.round(progress + (random(3) + random(4) + random(5) - 1.5) * 4)
    const first = start + Math.floor(random(6) * 300)
    return {
      project_code: project,
      register_unit_code: districtOf(points[0]).code,
      map_sheet: 1 + Math.floor(i / SHEET) + 1000 * Math.floor(j / SHEET),
      parcel_no: 1 + (i % SHEET) + SHEET * (j % SHEET),
      land_use: use,
      household_code: `H${String(household).padStart(5, '0')}`,
      holder_name: holder(seed, household),
      legal_area_m2: Math.round(area * 10) / 10,
      compensation_vnd: Math.round(area * price * (0.8 + random(7) * 0.4)) * 1_000_000,
      needs_resettlement: needsResettlement,
      ...stepDays(first, done, needsResettlement, (step) => random(8 + step)),
    }
  }
}
