// Points counted into pixels and pixels coloured, on the processor: many machines have no graphics card. A point is a disc
// of some pixels, far out a single one; its cover of each, in sixteenths, is added up together with its colour. What
// is seen is the mean colour of a pixel's points, and how many they are, on a logarithmic scale.

const FULL = 16 // a pixel's cover by one point; 16 × 255 × 1,000,000 points still fit 32 bits
const TONES = 4096 // of covers so large the tone is looked up, of larger ones computed

/**
 * A picture under way. What lies `pad` pixels around it may be written, so that discs need no looking for its edges.
 * @typedef {object} Pixels
 * @property {number} width @property {number} height @property {number} pad
 * @property {ImageData} image
 * @property {Uint32Array} colors - of the image, as alpha, blue, green, red from the highest byte down
 * @property {Uint32Array} slots - by pixel: its row in `sums`, 0 if nothing is there yet
 * @property {Uint32Array} spots - by slot: its pixel
 * @property {Uint32Array} sums - by slot: cover, and red, green, blue times cover
 * @property {Uint32Array} greys - by slot: cover by what is not lit
 */

/**
 * A disc of pixels about a centre: how far each is from it in memory, and its cover.
 * @typedef {{reach: number, offsets: Int32Array, covers: Uint8Array, whole: number}} Stamp
 * How to look: a point's pixel is x · scale + left, top − y · scale; colours are red, green, blue by class.
 * @typedef {{left: number, top: number, scale: number, radius: number, lit: Uint8Array | null, colors: Uint8Array, rest: number[]}} Look
 */

/** @param {number} width @param {number} height @param {number} pad @returns {Pixels} */
function makePixels(width, height, pad) {
  const image = new ImageData(width + 2 * pad, height + 2 * pad)
  const size = image.width * image.height
  const bySlot = { spots: new Uint32Array(0), sums: new Uint32Array(0), greys: new Uint32Array(0) }
  return { width, height, pad, image, colors: new Uint32Array(image.data.buffer), slots: new Uint32Array(size), ...bySlot }
}

/** @param {number} radius in pixels @param {number} across pixels in a row of the picture @returns {Stamp} */
function makeStamp(radius, across) {
  const reach = radius < 0.75 ? 0 : Math.ceil(radius)
  const [offsets, covers] = /** @type {number[][]} */ ([[], []])
  for (let down = -reach; down <= reach; down++)
    for (let right = -reach; right <= reach; right++) {
      const cover = reach ? Math.round(FULL * Math.max(0, Math.min(1, radius + 0.5 - Math.hypot(right, down)))) : FULL
      if (cover) offsets.push(down * across + right)
      if (cover) covers.push(cover)
    }
  const whole = covers.reduce((sum, cover) => sum + cover, 0)
  return { reach, offsets: Int32Array.from(offsets), covers: Uint8Array.from(covers), whole }
}

/**
 * Draws the points; returns how many the pixels hold, how many lit ones are in sight, and their places if they are
 * no more than `most`.
 * @param {Pixels} pixels @param {Cloud} cloud @param {Look} look @param {number} most
 */
function paintCloud(pixels, cloud, look, most) {
  const { pad, image } = pixels
  const [x, y] = [(/** @type {number} */ px) => (px - look.left) / look.scale, (/** @type {number} */ py) => (look.top - py) / look.scale]
  const found = stretches(cloud, x(-pad), x(pixels.width + pad), y(pixels.height + pad), y(-pad))
  const stamp = makeStamp(look.radius, image.width)
  const points = found.reduce((sum, [from, to]) => sum + to - from, 0)
  makeRoom(pixels, Math.min(image.width * image.height, points * stamp.offsets.length) + 1)
  const { used, seen } = countInto(pixels, cloud, look, stamp, found)
  const held = colourPixels(pixels, used, tonesOf(cloud, look, stamp), look.rest) / stamp.whole
  return { held: Math.round(held), seen, inSight: seen <= most ? placesInSight(pixels, cloud, look, found) : null }
}

/** @param {Pixels} pixels @param {number} slots */
function makeRoom(pixels, slots) {
  if (pixels.spots.length >= slots) return
  const room = Math.min(pixels.slots.length + 1, 2 * slots)
  pixels.spots = new Uint32Array(room)
  pixels.greys = new Uint32Array(room)
  pixels.sums = new Uint32Array(4 * room)
}

/**
 * Adds every point to its pixels; returns how many pixels have any, and how many lit points are in sight.
 * @param {Pixels} pixels @param {Cloud} cloud @param {Look} look @param {Stamp} stamp @param {number[][]} found
 */
function countInto(pixels, { x, y, kind }, look, stamp, found) {
  const { image, width, height, pad } = pixels
  const { lit, scale } = look
  const { reach } = stamp
  const [left, top, across] = [look.left + pad, look.top + pad, image.width]
  const [wide, high] = [across - 2 * reach, image.height - 2 * reach]
  let [used, seen] = [0, 0]
  for (const [from, to] of found)
    for (let place = from; place < to; place++) {
      const px = Math.floor(x[place] * scale + left)
      const py = Math.floor(top - y[place] * scale)
      if ((px - reach) >>> 0 >= wide || (py - reach) >>> 0 >= high) continue // negative ones become large
      const bright = lit === null || lit[place] !== 0
      if (bright && (px - pad) >>> 0 < width && (py - pad) >>> 0 < height) seen++
      used = addPoint(pixels, stamp, py * across + px, bright ? look.colors : null, 3 * kind[place], used)
    }
  return { used, seen }
}

/**
 * Adds a point to the pixels around its own; without colours it is one of the rest. Returns how many pixels have any.
 * @param {Pixels} pixels @param {Stamp} stamp @param {number} centre @param {Uint8Array | null} colors
 * @param {number} color where the point's stands @param {number} used pixels until now
 */
function addPoint({ slots, spots, sums, greys }, { offsets, covers }, centre, colors, color, used) {
  for (let part = 0; part < offsets.length; part++) {
    const spot = centre + offsets[part]
    const cover = covers[part]
    let slot = slots[spot]
    if (slot === 0) {
      slot = slots[spot] = ++used
      spots[slot] = spot
      greys[slot] = sums[4 * slot] = sums[4 * slot + 1] = sums[4 * slot + 2] = sums[4 * slot + 3] = 0
    }
    if (colors) {
      sums[4 * slot] += cover
      sums[4 * slot + 1] += cover * colors[color]
      sums[4 * slot + 2] += cover * colors[color + 1]
      sums[4 * slot + 3] += cover * colors[color + 2]
    } else greys[slot] += cover
  }
  return used
}

/**
 * Gives every pixel that has points its colour, and empties the counts; returns the cover of all.
 * @param {Pixels} pixels @param {number} used @param {(cover: number) => number} toneOf @param {number[]} rest
 */
function colourPixels({ colors, slots, spots, sums, greys }, used, toneOf, rest) {
  let held = 0
  colors.fill(0)
  const grey = (rest[2] << 16) | (rest[1] << 8) | rest[0]
  for (let slot = 1; slot <= used; slot++) {
    const spot = spots[slot]
    slots[spot] = 0
    const cover = sums[4 * slot]
    held += cover + greys[slot]
    if (cover === 0) colors[spot] = ((toneOf(greys[slot]) >> 1) << 24) | grey
    else {
      const [red, green, blue] = [sums[4 * slot + 1] / cover, sums[4 * slot + 2] / cover, sums[4 * slot + 3] / cover]
      colors[spot] = (toneOf(cover) << 24) | (blue << 16) | (green << 8) | red
    }
  }
  return held
}

/**
 * How opaque a pixel is for its cover: one point is well seen, and as many as the fullest cell of the grid would give
 * are full. That depends on the zoom alone, so that nothing changes its tone while the map is moved.
 * @param {Cloud} cloud @param {Look} look @param {Stamp} stamp
 */
function tonesOf({ crowd }, { scale, radius }, { whole }) {
  const full = Math.max(2, ((crowd / (scale * 256) ** 2) * whole) / FULL)
  const least = 0.55 + 0.35 * Math.min(1, Math.max(0, (radius - 0.5) / 2.5))
  const compute = (/** @type {number} */ cover) => {
    const points = cover / FULL
    if (points < 1) return 255 * least * points
    return 255 * (least + (1 - least) * Math.min(1, Math.log(points) / Math.log(full)))
  }
  const tones = Uint8Array.from({ length: TONES }, (_, cover) => compute(cover))
  return (/** @type {number} */ cover) => (cover < TONES ? tones[cover] : Math.floor(compute(cover)))
}

/** @param {Pixels} pixels @param {Cloud} cloud @param {Look} look @param {number[][]} found */
function placesInSight({ width, height }, { x, y }, { left, top, scale, lit }, found) {
  const places = []
  for (const [from, to] of found)
    for (let place = from; place < to; place++) {
      const [px, py] = [x[place] * scale + left, top - y[place] * scale]
      if ((!lit || lit[place]) && px >= 0 && px < width && py >= 0 && py < height) places.push(place)
    }
  return places
}
