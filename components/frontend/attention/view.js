// What the attention microscope knows, and what every part of it needs: its colours, its heads, when to draw.

/**
 * One microscope on the page.
 * @typedef {object} View
 *
 * Sent by Python:
 * @property {Message} data
 *
 * Picked by the visitor, or by Python in a push; it goes to Python as it is:
 * @property {Picked} selection
 * @property {() => void} tell - sends it
 *
 * Of this browser alone:
 * @property {Hover | null} hover - what is pointed at
 * @property {number | null} chosen - the threshold that the visitor set
 * @property {boolean} laying - whether a click lays a head over instead of opening it
 *
 * Derived, so as not to be made anew:
 * @property {Colors} colors - of the theme
 * @property {{rest: Still, pointed: Still}} stills
 * @property {{of: Message, color: string, canvas: HTMLCanvasElement} | null} small - all small pictures
 * @property {{head: Head, threshold: number, words: string} | null} left - out of the picture, in words
 * @property {string} legend - what the legend shows
 * @property {Map<HTMLElement, string>} shaded - the shaded tokens, and how much
 *
 * The page:
 * @property {Parts} parts
 * @property {ResizeObserver} observer
 * @property {number | null} frame - the drawing that is due
 * @property {boolean} stale - whether that draws everything, not only what is pointed at
 * @property {number} turn - counts the messages
 */

/** @typedef {"lines" | "matrix"} Mode */
/** @typedef {"from" | "to"} Side - tokens that look, or are looked at */
/** @typedef {{row: number, column: number, order: number}} Place - a weight of the `order`th shown head */
/** @typedef {{side: Side, place: number, line?: Place}} Hover - a token, and the line of it that is pointed at */
/** @typedef {{layer: number, head: number, color: string, dash: number[]}} Named - a head that is to be shown */
/** @typedef {Named & {weights: Head}} Shown */
/** @typedef {ReturnType<typeof themeColors>} Colors */
/** @typedef {ReturnType<typeof findParts>} Parts */

/**
 * A picture without what is pointed at, so that pointing costs a copy of it. `name` says of what; "" is out of date.
 * @typedef {{name: string, canvas: HTMLCanvasElement, lines: Line[]}} Still
 */

/**
 * @typedef {object} Picked
 * @property {string | null} key - the slide that it was made in
 * @property {number} push - the last of Python's own choices that is in it
 * @property {number} layer
 * @property {number} head
 * @property {number | null} query - a row
 * @property {number | null} column - of a cell or line that was clicked
 * @property {[layer: number, head: number][]} overlay - heads laid over the opened one
 * @property {Mode} mode
 */

const DASHES = [[], [7, 3], [2, 3], [9, 3, 2, 3], [12, 4], [4, 2], [1, 2]]
const LIGHT = ["#0072b2", "#d55e00", "#009e73", "#b0568a", "#7a5c00", "#56b4e9", "#e69f00"]
const DARK = ["#56b4e9", "#e69f00", "#2fc79a", "#cc79a7", "#f0e442", "#ff8a3d", "#5aa5ff"]
const PICKED = "#cc79a7"

/** @param {ShadowRoot} root */
function findParts(root) {
  const find = (/** @type {string} */ name) => /** @type {HTMLElement} */ (root.querySelector(name))
  const canvas = (/** @type {string} */ name) => /** @type {HTMLCanvasElement} */ (root.querySelector(name))
  return {
    ...{ microscope: find(".microscope"), name: find(".name"), asLines: find(".as-lines"), asMatrix: find(".as-matrix") },
    ...{ threshold: /** @type {HTMLInputElement} */ (root.querySelector("input")), share: find("output") },
    ...{ opened: find(".opened"), scroll: find(".scroll"), from: find(".from"), to: find(".to") },
    ...{ lines: canvas(".scroll canvas"), matrix: canvas(".matrix") },
    ...{ note: find(".foot .note"), saveSvg: find(".save-svg"), savePng: find(".save-png") },
    ...{ side: find(".side"), grid: find(".grid"), gridCanvas: canvas(".grid canvas"), cells: find(".cells") },
    ...{ legend: find(".legend"), readout: find(".readout") },
  }
}

/** @param {Element} element */
function themeColors(element) {
  const style = getComputedStyle(element)
  const read = (/** @type {string} */ name) => style.getPropertyValue(`--st-${name}`).trim()
  const ground = read("background-color") || "#ffffff"
  const dark = rgb(ground).reduce((sum, part) => sum + part, 0) < 384
  const panel = read("secondary-background-color")
  return { ground, text: read("text-color"), faint: read("border-color"), panel, font: read("font"), heads: dark ? DARK : LIGHT }
}

/**
 * Reads any colour the browser can, as red, green and blue.
 * @param {string} color
 */
function rgb(color) {
  const context = brush(document.createElement("canvas"))
  context.fillStyle = color
  context.fillRect(0, 0, 1, 1)
  return [...context.getImageData(0, 0, 1, 1).data].slice(0, 3)
}

/** @param {HTMLCanvasElement} canvas */
const brush = (canvas) => /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"))

/**
 * Fits a canvas to its place and the screen's resolution, and clears it.
 * @param {HTMLCanvasElement} canvas @param {number} width @param {number} height
 */
function prepare(canvas, width, height) {
  const scale = window.devicePixelRatio || 1
  const [across, down] = [Math.round(width * scale), Math.round(height * scale)]
  if (canvas.width !== across || canvas.height !== down) Object.assign(canvas, { width: across, height: down })
  if (canvas.style.height !== `${height}px`) canvas.style.height = `${height}px`
  const context = brush(canvas)
  context.reset()
  context.scale(scale, scale)
  return context
}

/** @param {number} share */
const percent = (share) => `${(100 * share).toFixed(share > 0 && share < 0.1 ? 1 : 0)}%`

/** @param {View} view - of a long text only what is strong is drawn, until the visitor chooses */
const thresholdOf = ({ chosen, data }) => chosen ?? (Math.max(data.rows, data.columns) > 100 ? 0.02 : 0)

/**
 * The opened head and those laid over it, each with a colour and a dash of its own.
 * @param {View} view @returns {Named[]}
 */
function named({ colors, selection: { layer, head, overlay } }) {
  const others = overlay.filter(([l, h]) => l !== layer || h !== head)
  const all = [[layer, head], ...others].slice(0, DASHES.length)
  return all.map(([layer, head], order) => ({ layer, head, color: colors.heads[order], dash: DASHES[order] }))
}

/**
 * Those of them whose weights are here.
 * @param {View} view @returns {Shown[]}
 */
function shown(view) {
  return named(view).flatMap((one) => {
    const weights = view.data.weights.get(`${one.layer},${one.head}`)
    return weights ? [{ ...one, weights }] : []
  })
}

/** @param {View} view */
const opened = ({ data, selection }) => data.weights.get(`${selection.layer},${selection.head}`)

/**
 * The token whose weights are told: the one pointed at, or else the picked one.
 * @param {View} view @returns {Hover | null}
 */
const focusOf = ({ hover, selection: { query } }) => hover ?? (query === null ? null : { side: "from", place: query })

/**
 * Takes over what the visitor picked, draws it at once and tells Python.
 * @param {View} view @param {Partial<Picked>} change
 */
function select(view, change) {
  Object.assign(view.selection, change)
  draw(view)
  view.tell()
}

/** @param {View} view @param {number} layer @param {number} head */
function lay(view, layer, head) {
  const { overlay } = view.selection
  const others = overlay.filter(([l, h]) => l !== layer || h !== head)
  const more = others.length < overlay.length ? others : [...overlay, /** @type {[number, number]} */ ([layer, head])]
  select(view, { overlay: more.slice(-DASHES.length + 1) })
}

/** @param {View} view @param {number} query @param {number | null} column */
function pick(view, query, column = null) {
  const { selection } = view
  if (selection.query !== query || selection.column !== column) return select(view, { query, column })
  Object.assign(selection, { query: null, column }) // a second click lets go, for this browser alone
  return draw(view)
}

/** @param {View} view @param {Hover | null} hover */
function point(view, hover) {
  if (JSON.stringify(view.hover) === JSON.stringify(hover)) return
  view.hover = hover
  draw(view, false)
}

/** @param {View} view @param {Place | null} line */
function pointAtLine(view, line) {
  point(view, line && { side: "from", place: line.row, line })
}

/**
 * Draws everything, or only what is pointed at, in the next frame.
 * @param {View} view
 */
function draw(view, everything = true) {
  view.stale ||= everything
  view.frame ??= requestAnimationFrame(() => drawNow(view))
}

/** @param {View} view */
function drawNow(view) {
  view.frame = null
  if (!view.parts.opened.clientWidth) return // off the page; the observer tells when it is back
  if (view.stale) drawRest(view)
  view.stale = false
  if (view.selection.mode === "lines") drawLines(view)
  else drawMatrix(view)
  shadeTokens(view)
  writeReadout(view)
}

/**
 * Everything that no pointing changes.
 * @param {View} view
 */
function drawRest(view) {
  const { parts, data, selection, stills } = view
  const lines = selection.mode === "lines"
  parts.asLines.setAttribute("aria-pressed", String(lines))
  parts.asMatrix.setAttribute("aria-pressed", String(!lines))
  parts.scroll.hidden = !lines
  parts.matrix.hidden = lines
  parts.share.textContent = percent(thresholdOf(view))
  parts.opened.classList.toggle("waiting", !opened(view))
  stills.rest.name = stills.pointed.name = ""
  markPicked(view)
  if (data.grid) drawGrid(view)
  write(view)
  writeLegend(view)
  parts.microscope.dataset.rows = String(data.rows)
  parts.microscope.dataset.drawn = opened(view) ? `${selection.layer + 1},${selection.head + 1}` : ""
}
