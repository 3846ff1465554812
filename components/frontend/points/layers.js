// What is drawn: the points below; over them names of regions, sentences where there is room, rings, the lasso.

const LARGEST = 6 // the radius of a point, pixels of the page
const RINGS = 200 // no more are told apart
const LEAST = 80 // pixels in which a sentence says something
const SLOW = 12 // milliseconds a frame, from which a screen of fine pixels is drawn coarser while it moves

/** @param {HTMLCanvasElement | OffscreenCanvas} canvas */
const contextOf = (canvas) => /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d", { willReadFrequently: true }))

const tried = contextOf(new OffscreenCanvas(1, 1))

/** @param {string} color any that the browser knows @returns red, green, blue */
function partsOfColor(color) {
  tried.fillStyle = color
  tried.fillRect(0, 0, 1, 1)
  return [...tried.getImageData(0, 0, 1, 1).data].slice(0, 3)
}

/**
 * The theme's colours, and one for each class; of amounts, from nearly the ground's to a strong blue; without either, blue.
 * @param {Element} element @param {Facts} data
 */
function lookOf(element, { classes, ramp }) {
  const style = getComputedStyle(element)
  const read = (/** @type {string} */ name) => style.getPropertyValue(`--st-${name}`).trim()
  const [ground, ink] = [read("background-color") || "#ffffff", read("text-color") || "#000000"]
  const rest = partsOfColor("#8a929e")
  const dark = partsOfColor(ground).reduce((sum, part) => sum + part, 0) < 384
  const [low, high] = [partsOfColor(`color-mix(in srgb, ${ground} 75%, ${ink})`), partsOfColor(dark ? "#56b4e9" : "#0072b2")]
  const colors = new Uint8Array(3 * CELLS)
  for (let kind = 0; kind < CELLS; kind++) {
    const shade = low.map((part, at) => part + ((high[at] - part) * kind) / (NO_KIND - 1))
    const color = ramp ? shade : classes[kind] && partsOfColor(classes[kind].color)
    colors.set(!ramp && !classes.length ? high : kind === NO_KIND || !color ? rest : color, 3 * kind)
  }
  return { ground, ink, faint: read("border-color"), font: read("font") || "sans-serif", rest, colors }
}

/**
 * The radius of a point: all together cover about a tenth of the map, and a little less of it the nearer one looks, so
 * that what there is to draw does not grow.
 * @param {Sheet} sheet
 */
function radiusOf(sheet) {
  const whole = wholeGaze(sheet).scale
  const far = Math.sqrt(((whole * 65536) ** 2 * 0.1) / Math.PI / (sheet.cloud?.n || 1))
  return Math.min(LARGEST, Math.min(3, far) * Math.max(1, sheet.gaze.scale / whole) ** 0.9)
}

/** @param {Sheet} sheet @param {number} width @param {number} height @param {number} ratio pixels drawn a pixel of the page @returns {Look} */
function howToLook(sheet, width, height, ratio) {
  const scale = sheet.gaze.scale * ratio
  const [left, top] = [(width / 2) * ratio - sheet.gaze.x * scale, (height / 2) * ratio + sheet.gaze.y * scale]
  const { lit, look: { colors, rest } } = sheet
  return { left, top, scale, radius: Math.max(0.5, radiusOf(sheet) * ratio), lit, colors, rest }
}

/** @param {number} width @param {number} height @param {number} ratio */
const pixelsFor = (width, height, ratio) => makePixels(Math.round(width * ratio), Math.round(height * ratio), Math.ceil(2 * LARGEST * ratio) + 2)

/** @param {Sheet} sheet @param {number} width @param {number} height */
function paintUnder(sheet, width, height) {
  const { parts: { under, points }, cloud } = sheet
  if (!cloud) return
  const start = performance.now()
  const fine = window.devicePixelRatio || 1
  const ratio = sheet.moving && Number(points.dataset.took) * fine > SLOW ? Math.min(1, fine) : fine
  const [across, down] = [Math.round(width * ratio), Math.round(height * ratio)]
  if (sheet.pixels?.width !== across || sheet.pixels.height !== down) sheet.pixels = pixelsFor(width, height, ratio)
  if (under.width !== across || under.height !== down) Object.assign(under, { width: across, height: down })
  const { held, seen, inSight } = paintCloud(sheet.pixels, cloud, howToLook(sheet, width, height, ratio), MOST_TEXTS)
  contextOf(under).putImageData(sheet.pixels.image, -sheet.pixels.pad, -sheet.pixels.pad)
  Object.assign(sheet, { seen, inSight })
  points.dataset.held = String(held)
  points.dataset.took = (performance.now() - start).toFixed(1)
  points.dataset.frames = String(Number(points.dataset.frames ?? 0) + 1)
}

/** @param {Sheet} sheet @param {number} width @param {number} height */
function paintOver(sheet, width, height) {
  const { parts: { over }, look, cloud, pointed } = sheet
  const ratio = window.devicePixelRatio || 1
  const [across, down] = [Math.round(width * ratio), Math.round(height * ratio)]
  if (over.width !== across || over.height !== down) Object.assign(over, { width: across, height: down })
  const context = contextOf(over)
  context.reset()
  context.scale(ratio, ratio)
  if (!cloud) return
  writeOnMap(sheet, context, width, height)
  const radius = radiusOf(sheet) + 2.5
  for (const place of sheet.ringed.slice(0, RINGS)) ringAt(sheet, context, place, radius + 1.5)
  if (pointed >= 0) ringAt(sheet, context, pointed, radius)
  context.strokeStyle = context.fillStyle = look.ink
  context.lineWidth = 1
  if (sheet.walked) paintPath(context, [[-8, 0], [8, 0], [0, 0], [0, -8], [0, 8], [0, 0]].map(([x, y]) => [width / 2 + x, height / 2 + y]))
  context.setLineDash([5, 4])
  if (sheet.lasso) paintPath(context, sheet.lasso.map(([x, y]) => toStage(sheet, x, y)))
  writeTip(sheet, width, height)
  tellSight(sheet)
}

/** @param {CanvasRenderingContext2D} context @param {number[][]} corners */
function paintPath(context, corners) {
  context.beginPath()
  for (const [x, y] of corners) context.lineTo(x, y)
  context.closePath()
  context.stroke()
  context.globalAlpha = 0.08
  context.fill()
  context.globalAlpha = 1
}

/** @param {Sheet} sheet @param {CanvasRenderingContext2D} context @param {number} place @param {number} radius */
function ringAt(sheet, context, place, radius) {
  if (!sheet.cloud) return
  const [across, down] = toStage(sheet, sheet.cloud.x[place], sheet.cloud.y[place])
  context.setLineDash([])
  for (const [color, thick] of [[sheet.look.ground, 4.5], [sheet.look.ink, 2]]) {
    context.strokeStyle = String(color)
    context.lineWidth = Number(thick)
    context.beginPath()
    context.arc(across, down, radius, 0, 2 * Math.PI)
    context.stroke()
  }
}

/**
 * Writes the names of regions and, where few points are in sight, their sentences; what would lie over another is left out.
 * @param {Sheet} sheet @param {CanvasRenderingContext2D} context @param {number} width @param {number} height
 */
function writeOnMap(sheet, context, width, height) {
  const { look, cloud, data } = sheet
  if (!cloud) return
  context.lineJoin = "round"
  context.textBaseline = "middle"
  context.strokeStyle = look.ground
  context.fillStyle = look.ink
  const taken = /** @type {number[][]} */ ([])
  const isFree = (/** @type {number[]} */ box) => taken.every((one) => box[0] > one[2] || box[2] < one[0] || box[1] > one[3] || box[3] < one[1])
  const [left, bottom, side] = cloud.box
  const sizes = data.regions.map(([, , , size]) => size)
  const most = Math.max(...sizes, 1)
  for (const [name, x, y, size] of [...data.regions].sort((one, other) => other[3] - one[3])) {
    const letters = 12 + 5 * Math.sqrt(size / most)
    context.font = `600 ${letters}px ${look.font}`
    const [across, down] = toStage(sheet, ((x - left) / side) * 65535, ((y - bottom) / side) * 65535)
    const half = context.measureText(name).width / 2
    const middle = keptInside(across, half + 4, width)
    const box = [middle - half - 4, down - letters * 0.7, middle + half + 4, down + letters * 0.7]
    if (!isFree(box)) continue
    taken.push(box)
    if (box[2] > 0 && box[0] < width && box[3] > 0 && box[1] < height) writeWithHalo(context, name, middle - half, down)
  }
  const places = (sheet.inSight ?? []).filter((place) => place !== sheet.pointed)
  for (const place of places) {
    const [x, y] = toStage(sheet, cloud.x[place], cloud.y[place])
    taken.push([x - 2, y - 2, x + 2, y + 2]) // no sentence over another's point
  }
  for (const place of places) writeSentence(sheet, context, place, isFree, taken)
}

/** The middle of a name that no edge is to cut; what is out of sight stays so. @param {number} across @param {number} half @param {number} width */
function keptInside(across, half, width) {
  return across < 0 || across > width ? across : Math.max(half, Math.min(width - half, across))
}

/** @param {CanvasRenderingContext2D} context @param {string} text @param {number} across @param {number} down */
function writeWithHalo(context, text, across, down) {
  context.lineWidth = 4
  context.strokeText(text, across, down)
  context.fillText(text, across, down)
}

/**
 * Writes a sentence on the side of its point where there is more room, or else on the other.
 * @param {Sheet} sheet @param {CanvasRenderingContext2D} context @param {number} place
 * @param {(box: number[]) => boolean} isFree @param {number[][]} taken
 */
function writeSentence(sheet, context, place, isFree, taken) {
  const { look, cloud, texts, size: { width } } = sheet
  const text = cloud && texts.get(cloud.number[place])
  if (!text) return
  const [x, down] = toStage(sheet, cloud.x[place], cloud.y[place])
  const gap = radiusOf(sheet) + 6
  for (const leftwards of x > width * 0.6 ? [true, false] : [false, true]) {
    const room = Math.min(380, (leftwards ? x : width - x) - gap - 6)
    if (room < LEAST) continue
    const bits = sentenceFitted(context, text, room, look.font)
    const long = bits.reduce((sum, bit) => sum + bit.long, 0)
    let across = leftwards ? x - gap - long : x + gap
    const box = [across, down - 9, across + long, down + 9]
    if (!isFree(box) || box[0] < 0 || box[2] > width) continue
    taken.push(box)
    for (const { font, said, long: breadth } of bits) {
      context.font = font
      writeWithHalo(context, said, across, down)
      across += breadth
    }
    return
  }
}

/**
 * A sentence cut to some room, the word in bold and always in it.
 * @param {CanvasRenderingContext2D} context @param {string[]} text before, the word, after @param {number} room @param {string} font
 */
function sentenceFitted(context, [before, word, after], room, font) {
  const fonts = [`13px ${font}`, `bold 13px ${font}`, `13px ${font}`]
  const measure = (/** @type {string[]} */ said) =>
    said.map((part, at) => {
      context.font = fonts[at]
      return { said: part, font: fonts[at], long: context.measureText(part).width }
    })
  let [first, last] = [[...before], [...after]]
  if (word && first.length > 24) first = [..."… ", ...first.slice(-22).join("").replace(/^\S*\s/, "")]
  let bits = measure([first.join(""), word, last.join("")])
  while (bits.reduce((sum, bit) => sum + bit.long, 0) > room && (last.length > 2 || first.length > 2)) {
    if (last.length > 2) last = [...last.slice(0, Math.floor(last.length * 0.85) - 1), "…"]
    else first = word ? ["…", ...first.slice(2)] : [...first.slice(0, Math.floor(first.length * 0.85) - 1), "…"]
    bits = measure([first.join(""), word, last.join("")])
  }
  return bits
}
