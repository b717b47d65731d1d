// The ground that everything stands on: metres east and north of the middle of the province, and its nine districts.
import { chance } from './chance.mjs'

const [LON, LAT] = [105.83, 21.72]
const METRES_PER_DEGREE = 110_900
const SHRINKING = Math.cos((LAT * Math.PI) / 180)

/** Half the width of the province, metres. */
export const REACH = 39_000

/** Longitude and latitude of a place in metres. */
export const toDegrees = ([x, y]) => [LON + x / (METRES_PER_DEGREE * SHRINKING), LAT + y / METRES_PER_DEGREE]

const NAMES = [
  ['H01', 'Huyện Bắc Sơn Hạ'],
  ['H02', 'Huyện Định Khê'],
  ['H03', 'Huyện Phú Lạc'],
  ['H04', 'Huyện Đại Phong'],
  ['H05', 'Thành phố Sông Cầu'],
  ['H06', 'Huyện Đồng Trạch'],
  ['H07', 'Huyện Phổ Thuận'],
  ['H08', 'Thành phố Tân Công'],
  ['H09', 'Huyện Võ Bình'],
]
const ACROSS = 3
const POINTS_PER_SIDE = 24

/** Corner of districts in column i and row j. */
function corner(i, j) {
  const at = (number) => (number / ACROSS) * 2 * REACH - REACH
  const moved = (salt) => (chance(i, j, salt, 11) - 0.5) * REACH * 0.25
  return [at(i) + moved(1), at(j) + moved(2)]
}

/** Boundary between two corners, without the second; winding, and the same from both sides. */
function side([i, j], [k, l]) {
  const isBackwards = k < i || l < j
  const [from, to] = isBackwards ? [corner(k, l), corner(i, j)] : [corner(i, j), corner(k, l)]
  const bend = (chance(Math.min(i, k), Math.min(j, l), 3, i === k ? 12 : 13) - 0.5) * 0.3
  const points = Array.from({ length: POINTS_PER_SIDE + 1 }, (_, place) => {
    const share = place / POINTS_PER_SIDE
    const off = bend * Math.sin(share * Math.PI) * Math.cos(share * 9)
    const [dx, dy] = [to[0] - from[0], to[1] - from[1]]
    return [from[0] + dx * share - dy * off, from[1] + dy * share + dx * off]
  })
  return (isBackwards ? points.reverse() : points).slice(0, -1)
}

/** Districts: code, name and outline, counterclockwise. */
export const districts = NAMES.map(([code, name], place) => {
  const [i, j] = [place % ACROSS, Math.floor(place / ACROSS)]
  const corners = [
    [i, j],
    [i + 1, j],
    [i + 1, j + 1],
    [i, j + 1],
  ]
  return { code, name, outline: corners.flatMap((from, number) => side(from, corners[(number + 1) % 4])) }
})

function contains(outline, [x, y]) {
  let isInside = false
  for (let place = 0, last = outline.length - 1; place < outline.length; last = place++) {
    const [ax, ay] = outline[place]
    const [bx, by] = outline[last]
    if (ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax) isInside = !isInside
  }
  return isInside
}

let latest = districts[0]

/** The district of a place; next to the last place asked for it is found at once. */
export function districtOf(place) {
  if (!contains(latest.outline, place))
    latest = districts.find(({ outline }) => contains(outline, place)) ?? latest
  return latest
}
