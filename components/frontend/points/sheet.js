// What one map on the page holds: the data it was sent, where its visitor looks, what is lit, and when it draws.

const MARGIN = 28 // pixels around the points when all are in sight
const CLOSEST = 4 // pixels a step of the 65,536
const SETTLE = 250 // milliseconds without movement that count as rest
const SWING = 250 // milliseconds of a glide to another place
const MOST_TEXTS = 30 // beside points, when no more of them are in sight

/**
 * What Python sends once: under what name the facts come (carry.js), the map's own name and its height.
 * @typedef {{facts: string, name: string, height: number}} PointsSent
 * What may change. `points`, `kinds` (their classes) and `mask` name bytes that come by themselves as well. `ramp` names the two ends of amounts
 * that stand in place of classes. A region is [name, x, y, size], in Python's own terms. `chosen` are the numbers of
 * points to ring. A text is [number, before, the word, after].
 * @typedef {object} Facts
 * @property {string} points @property {string} kinds @property {string | null} mask
 * @property {{name: string, color: string}[]} classes
 * @property {[string, string] | null} ramp
 * @property {[string, number, number, number][]} regions
 * @property {number[]} chosen
 * @property {[number, string, string, string][]} texts
 * @property {string} alt @property {string} title @property {string} about
 */

/**
 * Where a visitor looks: the steps in the middle of the window, and pixels a step.
 * @typedef {{x: number, y: number, scale: number}} Gaze
 * @typedef {{x: number, y: number}} Finger
 */

/**
 * @typedef {object} Sheet
 * @property {PointsSent} sent
 * @property {Uint8Array | null} read - the facts that `data` was read from
 * @property {Facts} data
 * @property {Cloud | null} cloud - once its bytes are there
 * @property {Uint8Array | null} bits - what is lit, by number: Python's mask, or the last lasso
 * @property {string | null} masked - the name of Python's mask that was taken last
 * @property {boolean} lassoed - the visitor drew a lasso and has not let it go
 * @property {string} kinded - the name of the classes that were taken last
 * @property {Set<number>} kinds - the classes that the legend lights; none is all
 * @property {Uint8Array | null} lit - by place
 * @property {Gaze} gaze
 * @property {Map<number, string[]>} texts - those known, by number
 * @property {string} asked - the texts that Python was last asked for
 * @property {number} pointed - the place under the pointer, -1 if there is none
 * @property {number[]} ringed - the places of the chosen points
 * @property {number[] | null} inSight - the lit places in sight, if they are few
 * @property {number} seen - how many lit points are in sight
 * @property {boolean} lassoing - dragging draws a lasso
 * @property {number[][] | null} lasso - its corners in steps, while it is drawn
 * @property {Map<number, Finger>} fingers - that are down, the mouse's too
 * @property {boolean} dragged - since the first went down
 * @property {boolean} walked - by the keyboard, so that the middle counts as pointed at
 * @property {boolean} moving
 * @property {number | null} settling @property {number | null} frame
 * @property {{width: number, height: number}} size - of the window onto the map, in pixels of the page
 * @property {boolean} stale - the points are to be drawn anew, not only what lies over them
 * @property {Pixels | null} pixels
 * @property {{ground: string, ink: string, faint: string, font: string, rest: number[], colors: Uint8Array}} look
 * @property {ReturnType<typeof findPointsParts>} parts
 * @property {(name: "picked" | "lassoed" | "wanted", value: unknown) => void} report
 * @property {ResizeObserver} observer
 * @property {() => void} onBytes
 * @property {number} turn - counts the messages
 */

/** Where visitors looked last, by map: a map may leave the page and come back. @type {Map<string, {points: string, gaze: Gaze}>} */
const gazes = new Map()

/** @param {string} name */
const carriedAs = (name) => window.sensescopeBytes?.get(name)

/** @param {ShadowRoot} root */
function findPointsParts(root) {
  const find = (/** @type {string} */ name) => /** @type {HTMLElement} */ (root.querySelector(name))
  const [under, over] = /** @type {NodeListOf<HTMLCanvasElement>} */ (root.querySelectorAll("canvas"))
  return {
    ...{ points: find(".points"), stage: find(".stage"), under, over, tip: find(".tip"), legend: find(".legend") },
    ...{ nearer: find(".nearer"), farther: find(".farther"), whole: find(".whole"), lasso: find(".lasso") },
    ...{ all: find(".all"), savePng: find(".save-png"), said: find(".said") },
  }
}

/** @param {Sheet} sheet @returns {Gaze} all points in sight */
function wholeGaze(sheet) {
  const { width, height } = sheet.size
  const [left, right, bottom, top] = sheet.cloud?.ends ?? [0, 65535, 0, 65535]
  const across = (width - 2 * MARGIN) / Math.max(1, right - left)
  const up = (height - 2 * MARGIN) / Math.max(1, top - bottom)
  return { x: (left + right) / 2, y: (bottom + top) / 2, scale: Math.min(across, up, CLOSEST) }
}

/** From steps to the window. @param {Sheet} sheet @param {number} x @param {number} y */
function toStage(sheet, x, y) {
  const { width, height } = sheet.size
  return [(x - sheet.gaze.x) * sheet.gaze.scale + width / 2, height / 2 - (y - sheet.gaze.y) * sheet.gaze.scale]
}

/** From the window to steps. @param {Sheet} sheet @param {number} across @param {number} down */
function fromStage(sheet, across, down) {
  const { width, height } = sheet.size
  return [(across - width / 2) / sheet.gaze.scale + sheet.gaze.x, (height / 2 - down) / sheet.gaze.scale + sheet.gaze.y]
}

/**
 * Looks elsewhere, but never so far off that no point can be in sight.
 * @param {Sheet} sheet @param {Gaze} gaze
 */
function lookAt(sheet, { x, y, scale }) {
  const [left, right, bottom, top] = sheet.cloud?.ends ?? [0, 65535, 0, 65535]
  const within = (/** @type {number} */ value, /** @type {number} */ low, /** @type {number} */ high) => Math.max(low, Math.min(high, value))
  const farthest = wholeGaze(sheet).scale / 2
  sheet.gaze = { x: within(x, left, right), y: within(y, bottom, top), scale: within(scale, farthest, CLOSEST) }
  gazes.set(sheet.sent.name, { points: sheet.data.points, gaze: sheet.gaze })
  sheet.moving = true
  settleLater(sheet)
  drawSheet(sheet)
}

/** The gaze after a zoom that leaves what is under the pointer where it is. @param {Sheet} sheet @param {number} factor @param {number} across @param {number} down @returns {Gaze} */
function zoomedAt(sheet, factor, across, down) {
  const scale = Math.max(wholeGaze(sheet).scale / 2, Math.min(CLOSEST, sheet.gaze.scale * factor))
  const { width, height } = sheet.size
  const [x, y] = fromStage(sheet, across, down)
  return { x: x - (across - width / 2) / scale, y: y - (height / 2 - down) / scale, scale }
}

/** @param {Sheet} sheet @param {Gaze} to */
function glideTo(sheet, to) {
  if (window.matchMedia("(prefers-reduced-motion: reduce)").matches) return lookAt(sheet, to)
  const [from, start] = [sheet.gaze, performance.now()]
  const glide = () => {
    if (sheet.gaze !== from && sheet.gaze !== last) return // the visitor has taken over
    const done = Math.min(1, (performance.now() - start) / SWING)
    const eased = done * (2 - done)
    const scale = from.scale * (to.scale / from.scale) ** eased
    // along the way that keeps one point of the map where it is
    const way = to.scale === from.scale ? eased : (1 / from.scale - 1 / scale) / (1 / from.scale - 1 / to.scale)
    lookAt(sheet, done < 1 ? { x: from.x + (to.x - from.x) * way, y: from.y + (to.y - from.y) * way, scale } : to)
    last = sheet.gaze
    if (done < 1) requestAnimationFrame(glide)
  }
  let last = from
  glide()
}

/** @param {Sheet} sheet */
function settleLater(sheet) {
  clearTimeout(sheet.settling ?? undefined)
  sheet.settling = setTimeout(() => {
    sheet.settling = null
    sheet.moving = false
    drawSheet(sheet)
    askForTexts(sheet)
  }, SETTLE)
}

/** Tells Python which texts are to be seen and not known. @param {Sheet} sheet */
function askForTexts(sheet) {
  const { cloud, inSight, pointed, texts, data } = sheet
  if (!cloud) return
  const places = [...(inSight ?? []), ...(pointed < 0 ? [] : [pointed])]
  const numbers = [...new Set(places.map((place) => cloud.number[place]))].filter((number) => !texts.has(number))
  const asked = `${data.points} ${numbers}`
  if (!numbers.length || asked === sheet.asked) return
  sheet.asked = asked
  sheet.report("wanted", { points: data.points, numbers })
}

/** Notes how large the window is; who had all points in sight still has. @param {Sheet} sheet */
function fitStage(sheet) {
  const { clientWidth: width, clientHeight: height } = sheet.parts.stage
  const whole = sheet.gaze.scale === wholeGaze(sheet).scale
  const changed = width !== sheet.size.width || height !== sheet.size.height
  sheet.stale ||= changed
  sheet.size = { width, height }
  if (whole && changed && width) sheet.gaze = wholeGaze(sheet)
  return sheet.size
}

/** @param {Sheet} sheet */
function pointAtMiddle(sheet) {
  const { cloud, lit, gaze, size } = sheet
  if (cloud) sheet.pointed = nearestTo(cloud, lit, gaze.x, gaze.y, Math.min(size.width, size.height) / 3 / gaze.scale)
}

/** Draws in the next frame everything, or only what lies over the points. @param {Sheet} sheet */
function drawSheet(sheet, everything = true) {
  sheet.stale ||= everything
  sheet.frame ??= requestAnimationFrame(() => {
    sheet.frame = null
    const { width, height } = fitStage(sheet)
    if (!width || !height) return // off the page; the observer tells when it is back
    if (sheet.stale) paintUnder(sheet, width, height)
    sheet.stale = false
    if (sheet.walked) pointAtMiddle(sheet)
    paintOver(sheet, width, height)
  })
}

/** @param {Sheet} sheet */
function light(sheet) {
  if (!sheet.cloud) return
  sheet.lit = litPlaces(sheet.cloud, sheet.bits, sheet.kinds)
  writeKinds(sheet)
  drawSheet(sheet)
  settleLater(sheet) // other points may be few enough for their texts
}
