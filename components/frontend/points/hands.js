// What a visitor does with mouse, fingers and keys. Nothing of it asks the server; it is told what came of it.

const CLICK = 4 // pixels that a finger may move in a click
const GRASP = 8 // pixels from a point that still point at it
const NOTCH = 1.5 // a step of zoom by key or button
const STRIDE = 60 // pixels a step by key
const CORNER = 2 // pixels between corners of a lasso

/** @param {Sheet} sheet */
function listenToHands(sheet) {
  const { over, nearer, farther, whole, lasso, all, savePng } = sheet.parts
  over.onpointerdown = (event) => touch(sheet, event)
  over.onpointermove = (event) => (sheet.fingers.has(event.pointerId) ? dragTo(sheet, event) : pointTo(sheet, event.offsetX, event.offsetY))
  over.onpointerup = (event) => letGo(sheet, event)
  over.onpointercancel = (event) => forgetFinger(sheet, event.pointerId)
  over.onpointerleave = () => pointAtPlace(sheet, -1)
  over.onwheel = (event) => {
    event.preventDefault()
    const pixels = event.deltaY * (event.deltaMode ? 16 : 1)
    const factor = Math.exp(-Math.max(-400, Math.min(400, pixels)) * (event.ctrlKey ? 0.01 : 0.002)) // Ctrl: two fingers on a pad
    lookAt(sheet, zoomedAt(sheet, factor, event.offsetX, event.offsetY))
  }
  over.ondblclick = (event) => glideTo(sheet, zoomedAt(sheet, event.shiftKey ? 0.5 : 2, event.offsetX, event.offsetY))
  over.onkeydown = (event) => walkMap(sheet, event)
  over.onblur = () => {
    sheet.walked = false
    pointAtPlace(sheet, -1)
    drawSheet(sheet, false)
  }
  nearer.onclick = () => zoomBy(sheet, NOTCH)
  farther.onclick = () => zoomBy(sheet, 1 / NOTCH)
  whole.onclick = () => glideTo(sheet, wholeGaze(sheet))
  lasso.onclick = () => {
    sheet.lassoing = !sheet.lassoing
    lasso.setAttribute("aria-pressed", String(sheet.lassoing))
  }
  all.onclick = () => lightAll(sheet)
  savePng.onclick = () => savePoints(sheet)
}

/** @param {Sheet} sheet @param {number} factor */
const zoomBy = (sheet, factor) => glideTo(sheet, zoomedAt(sheet, factor, sheet.size.width / 2, sheet.size.height / 2))

/** @param {Sheet} sheet @param {PointerEvent} event */
function touch(sheet, event) {
  if (event.button) return
  sheet.parts.over.setPointerCapture(event.pointerId)
  sheet.fingers.set(event.pointerId, { x: event.offsetX, y: event.offsetY })
  sheet.walked = false
  if (sheet.fingers.size === 1) {
    sheet.dragged = false
    sheet.lasso = sheet.lassoing || event.shiftKey ? [fromStage(sheet, event.offsetX, event.offsetY)] : null
  } else sheet.lasso = null
}

/** @param {Sheet} sheet @param {PointerEvent} event */
function dragTo(sheet, event) {
  const finger = /** @type {Finger} */ (sheet.fingers.get(event.pointerId))
  const [x, y] = [event.offsetX, event.offsetY]
  const far = Math.hypot(x - finger.x, y - finger.y)
  if (!sheet.dragged && far < CLICK) return
  sheet.dragged = true
  pointAtPlace(sheet, -1)
  if (sheet.lasso) {
    if (far < CORNER) return
    sheet.lasso.push(fromStage(sheet, x, y))
    Object.assign(finger, { x, y })
    drawSheet(sheet, false)
    return
  }
  const other = [...sheet.fingers].find(([id]) => id !== event.pointerId)?.[1]
  const factor = other ? Math.hypot(x - other.x, y - other.y) / Math.max(1, Math.hypot(finger.x - other.x, finger.y - other.y)) : 1
  const middle = other ?? finger // two fingers pinch about the one that rests
  const gaze = zoomedAt(sheet, factor, middle.x, middle.y)
  const share = other ? 0 : 1
  lookAt(sheet, { ...gaze, x: gaze.x - (share * (x - finger.x)) / gaze.scale, y: gaze.y + (share * (y - finger.y)) / gaze.scale })
  Object.assign(finger, { x, y })
}

/** @param {Sheet} sheet @param {PointerEvent} event */
function letGo(sheet, event) {
  if (!sheet.fingers.has(event.pointerId)) return
  forgetFinger(sheet, event.pointerId, false)
  if (sheet.fingers.size) return
  if (sheet.dragged && sheet.lasso) endLasso(sheet)
  else if (!sheet.dragged) {
    pointTo(sheet, event.offsetX, event.offsetY) // a finger has not pointed before
    pickPointed(sheet)
  }
  sheet.lasso = null
  drawSheet(sheet, false)
}

/** @param {Sheet} sheet @param {number} id */
function forgetFinger(sheet, id, drops = true) {
  sheet.fingers.delete(id)
  if (drops) sheet.lasso = null
}

/** @param {Sheet} sheet */
function endLasso(sheet) {
  const { cloud, lasso, parts } = sheet
  if (!cloud || !lasso) return
  const bits = bitsInside(cloud, lasso)
  Object.assign(sheet, { lassoed: true, bits })
  parts.points.dataset.lasso = JSON.stringify(lasso)
  sheet.report("lassoed", { points: sheet.data.points, bits: inBase64(bits) })
  light(sheet)
}

/** @param {Uint8Array} bytes */
function inBase64(bytes) {
  let letters = ""
  for (let at = 0; at < bytes.length; at += 0x8000) letters += String.fromCharCode(...bytes.subarray(at, at + 0x8000))
  return btoa(letters)
}

/** Forgets what the legend and the lasso light; what Python lights is Python's. @param {Sheet} sheet */
function lightAll(sheet) {
  if (sheet.lassoed) sheet.report("lassoed", { points: sheet.data.points, bits: "" })
  Object.assign(sheet, { lassoed: false, bits: (sheet.data.mask && carriedAs(sheet.data.mask)) ?? null })
  sheet.kinds.clear()
  light(sheet)
}

/** @param {Sheet} sheet @param {number} across @param {number} down */
function pointTo(sheet, across, down) {
  if (!sheet.cloud) return
  const reach = Math.max(GRASP, radiusOf(sheet) + 3) / sheet.gaze.scale
  const [x, y] = fromStage(sheet, across, down)
  sheet.walked = false
  pointAtPlace(sheet, nearestTo(sheet.cloud, sheet.lit, x, y, reach))
}

/** @param {Sheet} sheet @param {number} place */
function pointAtPlace(sheet, place) {
  if (sheet.pointed === place) return
  sheet.pointed = place
  if (place >= 0) settleLater(sheet)
  drawSheet(sheet, false)
}

/** @param {Sheet} sheet */
function pickPointed(sheet) {
  if (!sheet.cloud || sheet.pointed < 0) return
  sheet.ringed = [sheet.pointed]
  sheet.report("picked", { points: sheet.data.points, number: sheet.cloud.number[sheet.pointed] })
}

/**
 * Arrows walk, + and − zoom, 0 shows all, Enter picks the point nearest to the middle, Escape lights all.
 * @type {Record<string, (sheet: Sheet) => void>}
 */
const KEYS = {
  ArrowLeft: (sheet) => walkBy(sheet, -STRIDE, 0),
  ArrowRight: (sheet) => walkBy(sheet, STRIDE, 0),
  ArrowUp: (sheet) => walkBy(sheet, 0, STRIDE),
  ArrowDown: (sheet) => walkBy(sheet, 0, -STRIDE),
  "+": (sheet) => zoomBy(sheet, NOTCH),
  "=": (sheet) => zoomBy(sheet, NOTCH),
  "-": (sheet) => zoomBy(sheet, 1 / NOTCH),
  0: (sheet) => glideTo(sheet, wholeGaze(sheet)),
  Enter: pickPointed,
  Escape: lightAll,
}

/** @param {Sheet} sheet @param {number} across @param {number} up pixels */
function walkBy(sheet, across, up) {
  const { x, y, scale } = sheet.gaze
  lookAt(sheet, { x: x + across / scale, y: y + up / scale, scale })
}

/** @param {Sheet} sheet @param {KeyboardEvent} event */
function walkMap(sheet, event) {
  if (event.ctrlKey || event.metaKey || event.altKey || !KEYS[event.key]) return
  event.preventDefault()
  KEYS[event.key](sheet)
  sheet.walked = true
}
