// A map of up to a million points, drawn on the processor: density far out, points and their sentences near. Pan, zoom,
// pointing and lasso happen here; Python is told what was picked, what a lasso holds, and which texts are to be seen.

/** @type {WeakMap<ShadowRoot, Sheet>} */
const sheets = new WeakMap()

/** @param {FrontendRendererArgs<PointsSent>} given */
export default function showPoints({ data, parentElement, setTriggerValue, setStateValue }) {
  const sheet = sheets.get(parentElement) ?? beginSheet(parentElement, data)
  sheet.report = (name, value) => (name === "wanted" ? setStateValue(name, value) : setTriggerValue(name, value))
  sheet.sent = data
  sheet.parts.points.style.setProperty("--height", `${data.height}px`)
  sheet.look = lookOf(sheet.parts.points, sheet.data) // the theme may be another
  writeLegendOfMap(sheet)
  takeBytes(sheet)
  drawSheet(sheet)
  const turn = ++sheet.turn
  return () => {
    if (sheet.turn !== turn) return // a later message of the same map has taken over
    sheets.delete(parentElement)
    sheet.observer.disconnect()
    window.removeEventListener("sensescope-bytes", sheet.onBytes)
    clearTimeout(sheet.settling ?? undefined)
    if (sheet.frame !== null) cancelAnimationFrame(sheet.frame)
  }
}

/** @param {ShadowRoot} root @param {PointsSent} sent @returns {Sheet} */
function beginSheet(root, sent) {
  const parts = findPointsParts(root)
  /** @type {Facts} */
  const data = { points: "", kinds: "", mask: null, classes: [], ramp: null, regions: [], chosen: [], texts: [], alt: "", title: "", about: "" }
  /** @type {Sheet} */
  const sheet = {
    ...{ sent, read: null, data, cloud: null, bits: null, masked: null, lassoed: false, kinded: "", kinds: new Set(), lit: null },
    ...{ gaze: { x: 0, y: 0, scale: 1 }, texts: new Map(), asked: "", pointed: -1, ringed: [], inSight: null, seen: 0 },
    ...{ lassoing: false, lasso: null, fingers: new Map(), dragged: false, walked: false },
    ...{ moving: false, settling: null, frame: null, stale: true, pixels: null, size: { width: 0, height: 0 }, turn: 0 },
    ...{ look: lookOf(parts.points, data), parts, report: () => {} },
    observer: new ResizeObserver(() => drawSheet(sheet, false)),
    onBytes: () => takeBytes(sheet),
  }
  sheets.set(root, sheet)
  sheet.observer.observe(parts.stage)
  window.addEventListener("sensescope-bytes", sheet.onBytes)
  listenToHands(sheet)
  return sheet
}

/** Takes what has come under the names that it knows, in whatever order. @param {Sheet} sheet */
function takeBytes(sheet) {
  const facts = carriedAs(sheet.sent.facts)
  if (facts && facts !== sheet.read) takeFacts(sheet, facts)
  const [packed, classes] = [carriedAs(sheet.data.points), carriedAs(sheet.data.kinds)]
  if (packed && classes && !sheet.cloud) spreadPoints(sheet, packed)
  if (!sheet.cloud) return
  if (classes && sheet.kinded !== sheet.data.kinds) colourPoints(sheet, classes)
  maskPoints(sheet, sheet.data.mask)
}

/** @param {Sheet} sheet @param {string | null} mask */
function maskPoints(sheet, mask) {
  const bits = mask === null ? null : carriedAs(mask)
  if (bits === undefined || sheet.masked === mask) return
  Object.assign(sheet, { bits, masked: mask })
  light(sheet)
}

/** @param {Sheet} sheet @param {Uint8Array} facts */
function takeFacts(sheet, facts) {
  const before = sheet.data
  sheet.read = facts
  sheet.data = JSON.parse(new TextDecoder().decode(facts))
  const { points, alt, texts, chosen } = sheet.data
  sheet.look = lookOf(sheet.parts.points, sheet.data)
  sheet.parts.over.ariaLabel = alt
  if (before.points !== points) {
    Object.assign(sheet, { cloud: null, bits: null, masked: null, lassoed: false, kinded: "", pointed: -1, asked: "", lasso: null })
    sheet.texts.clear()
  }
  for (const [number, ...text] of texts) sheet.texts.set(number, text)
  if (!sheet.cloud) return
  sheet.ringed = placesOf(sheet.cloud, chosen)
  writeLegendOfMap(sheet)
  drawSheet(sheet)
}

/** @param {Sheet} sheet @param {Uint8Array} packed */
function spreadPoints(sheet, packed) {
  const { data, sent, parts } = sheet
  sheet.cloud = readCloud(packed)
  sheet.size = { width: parts.stage.clientWidth, height: parts.stage.clientHeight }
  const kept = gazes.get(sent.name)
  sheet.gaze = kept?.points === data.points ? kept.gaze : wholeGaze(sheet)
  sheet.ringed = placesOf(sheet.cloud, data.chosen)
}

/** @param {Sheet} sheet @param {Uint8Array} classes */
function colourPoints(sheet, classes) {
  if (sheet.cloud) giveKinds(sheet.cloud, classes)
  sheet.kinded = sheet.data.kinds
  sheet.kinds.clear()
  writeLegendOfMap(sheet)
  light(sheet)
}
