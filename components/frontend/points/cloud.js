// The points as they are packed in engine/corpus/point_bytes.py (their classes come apart), sorted into the cells of a grid: what is near on the map
// is then near in memory, so that counting is quick, and what is out of sight need not be looked at.

const CELLS = 256 // along a side; a cell is 256 steps of the 65,536 wide
const NO_KIND = 255

/**
 * The points in the order of their cells; a `place` is a number in this order.
 * @typedef {object} Cloud
 * @property {number} n
 * @property {number[]} box - left, bottom and side in Python's own terms
 * @property {Uint16Array} x - 0 … 65,535, to the right
 * @property {Uint16Array} y - 0 … 65,535, upwards
 * @property {Uint8Array} kind - the class
 * @property {Uint32Array} number - the point's number in Python
 * @property {Uint32Array} starts - the first place of each cell, and n
 * @property {number[]} ends - left, right, bottom and top of what there is
 * @property {number} crowd - points in the fullest cell
 * @property {number[]} sizes - points of each class
 */

/** @param {number} step 0 … 65,535, or beyond @returns the cell along one side */
const cellAlong = (step) => Math.max(0, Math.min(CELLS - 1, Math.floor(step / 256)))

/** @param {Uint8Array} packed all but the classes @returns {Cloud} */
function readCloud(packed) {
  const { buffer } = packed.slice() // so that the numbers are aligned
  const head = new DataView(buffer)
  const n = head.getUint32(0, true)
  const box = [4, 8, 12].map((at) => head.getFloat32(at, true))
  const [across, up] = [new Uint16Array(buffer, 16, n), new Uint16Array(buffer, 16 + 2 * n, n)]
  const starts = new Uint32Array(CELLS * CELLS + 1)
  for (let point = 0; point < n; point++) starts[(up[point] & 0xff00) + (across[point] >> 8) + 1]++
  const crowd = starts.reduce((most, size) => Math.max(most, size), 0)
  for (let cell = 0; cell < CELLS * CELLS; cell++) starts[cell + 1] += starts[cell]
  const next = starts.slice()
  const cloud = { x: new Uint16Array(n), y: new Uint16Array(n), kind: new Uint8Array(n), number: new Uint32Array(n) }
  const ends = [Infinity, -Infinity, Infinity, -Infinity]
  for (let point = 0; point < n; point++) {
    const [x, y] = [across[point], up[point]]
    const place = next[(y & 0xff00) + (x >> 8)]++
    cloud.x[place] = x
    cloud.y[place] = y
    cloud.number[place] = point
    if (x < ends[0]) ends[0] = x
    if (x > ends[1]) ends[1] = x
    if (y < ends[2]) ends[2] = y
    if (y > ends[3]) ends[3] = y
  }
  return { ...cloud, n, box, starts, ends, crowd, sizes: [] }
}

/** @param {Cloud} cloud @param {Uint8Array} kinds the class of each point, by its number */
function giveKinds(cloud, kinds) {
  cloud.sizes = new Array(CELLS).fill(0)
  for (let place = 0; place < cloud.n; place++) cloud.sizes[(cloud.kind[place] = kinds[cloud.number[place]])]++
}

/**
 * The places in the cells that a rectangle touches, as [first, one past the last] row by row.
 * @param {Cloud} cloud @param {number} left @param {number} right @param {number} bottom @param {number} top
 */
function stretches({ starts }, left, right, bottom, top) {
  const [first, last] = [cellAlong(left), cellAlong(right)]
  const found = []
  for (let row = cellAlong(bottom); row <= cellAlong(top); row++) {
    const stretch = [starts[row * CELLS + first], starts[row * CELLS + last + 1]]
    if (stretch[0] < stretch[1]) found.push(stretch)
  }
  return found
}

/**
 * The nearest point within reach, a lit one before any other; -1 if there is none.
 * @param {Cloud} cloud @param {Uint8Array | null} lit @param {number} x @param {number} y @param {number} reach
 */
function nearestTo(cloud, lit, x, y, reach) {
  let [nearest, least] = [-1, 2 * reach * reach]
  for (const [from, to] of stretches(cloud, x - reach, x + reach, y - reach, y + reach))
    for (let place = from; place < to; place++) {
      const [across, up] = [cloud.x[place] - x, cloud.y[place] - y]
      const far = across * across + up * up
      if (far > reach * reach) continue
      const rank = lit && !lit[place] ? far + reach * reach : far
      if (rank < least) [nearest, least] = [place, rank]
    }
  return nearest
}

/**
 * The points inside a polygon, one bit a point by its number (even-odd rule; its edges belong to one side only).
 * @param {Cloud} cloud @param {number[][]} corners
 */
function bitsInside(cloud, corners) {
  const bits = new Uint8Array(Math.ceil(cloud.n / 8))
  const edges = corners.map((corner, at) => [corner, corners[(at + corners.length - 1) % corners.length]])
  const [across, up] = [corners.map(([x]) => x), corners.map(([, y]) => y)]
  const [left, right, bottom, top] = [Math.min(...across), Math.max(...across), Math.min(...up), Math.max(...up)]
  for (const [from, to] of stretches(cloud, left, right, bottom, top)) {
    const low = cloud.y[from] & 0xff00 // of this row of cells
    const crossing = edges.filter(([[, a], [, b]]) => Math.max(a, b) >= low && Math.min(a, b) <= low + 255)
    for (let place = from; place < to; place++) {
      const number = cloud.number[place]
      if (isInside(crossing, cloud.x[place], cloud.y[place])) bits[number >> 3] |= 1 << (number & 7)
    }
  }
  return bits
}

/** @param {number[][][]} edges @param {number} x @param {number} y */
function isInside(edges, x, y) {
  let inside = false
  for (const [[x1, y1], [x0, y0]] of edges)
    if (y1 > y !== y0 > y && x < ((x0 - x1) * (y - y1)) / (y0 - y1) + x1) inside = !inside
  return inside
}

/**
 * What is lit: each place whose bit is set and whose class is among those chosen; null if that is all.
 * @param {Cloud} cloud @param {Uint8Array | null} bits by number @param {Set<number>} kinds none is all
 */
function litPlaces({ n, kind, number }, bits, kinds) {
  if (!bits && !kinds.size) return null
  const lit = new Uint8Array(n)
  const chosen = Uint8Array.from({ length: CELLS }, (_, one) => Number(!kinds.size || kinds.has(one)))
  for (let place = 0; place < n; place++) {
    const bit = bits ? (bits[number[place] >> 3] >> (number[place] & 7)) & 1 : 1
    lit[place] = bit & chosen[kind[place]]
  }
  return lit
}

/** The places of some points, by their numbers. @param {Cloud} cloud @param {Iterable<number>} numbers */
function placesOf({ number }, numbers) {
  const sought = new Set(numbers)
  const places = []
  if (sought.size) for (let place = 0; place < number.length; place++) if (sought.has(number[place])) places.push(place)
  return places
}
