// One head, or several, as lines from the tokens that look (left) to those that are looked at (right). Only what is in
// sight is drawn, so that 512 tokens scroll as 16 do.

const NEAR = 6 // pixels from a line that still point at it
const FAINT = 0.01 // the dashes of weaker lines cannot be seen, but take ten times as long to draw
const LINES_A_FRAME = 256 // of the token pointed at: seven heads have 3,584 for one of 512 tokens

/** @typedef {Place & {weight: number, strength: number, color: string, dash: number[], bright: boolean}} Line */

/**
 * How far down a line is, 0 … 1, where it is so far across: all lines share one bend, a Bézier curve that is
 * 1.5 t − 1.5 t² + t³ across and 3 t² − 2 t³ down. The first is solved for t.
 * @param {number} across 0 … 1
 */
function bendAt(across) {
  const t = 0.5 + Math.sinh(Math.asinh(4 * (across - 0.5)) / 3)
  return 3 * t * t - 2 * t * t * t
}

/** @param {number} order - heads laid over lie beside each other */
const shift = (order) => 3 * (order % 2 ? (order + 1) / 2 : -order / 2)

/** @param {number} top @param {number} height @returns {(place: number) => boolean} */
const seen = (top, height) => (place) => (place + 1) * ROW > top && place * ROW < top + height

/** @param {Shown} head @param {Place} place @param {boolean} bright @returns {Line} */
function lineOf({ weights, color, dash }, { row, column, order }, bright) {
  const weight = weights.at(row, column)
  return { row, column, order, weight, strength: weight * (bright ? 1 : 0.25), color, dash, bright }
}

/** @param {View} view */
function drawLines(view) {
  const { hover, parts, data, stills } = view
  const width = parts.lines.clientWidth
  const height = Math.min(parts.scroll.clientHeight, ROW * Math.max(data.rows, data.columns))
  const top = parts.scroll.scrollTop
  const still = hover ? stills.pointed : stills.rest
  const name = hover ? `${hover.side} ${hover.place} ${!hover.line}` : "rest"
  if (still.name !== name) {
    Object.assign(still, { name, lines: linesInSight(view, hover, top, height) })
    prepare(still.canvas, width, height).globalCompositeOperation = "destination-over" // the strongest lie on top
  }
  const sight = { width, height, top }
  for (const line of still.lines.splice(0, hover ? LINES_A_FRAME : Infinity)) strokeLine(brush(still.canvas), line, sight)
  if (still.lines.length) draw(view, false)
  const context = prepare(parts.lines, width, height)
  context.drawImage(still.canvas, 0, 0, width, height)
  const pointed = hover?.line && shown(view)[hover.line.order]
  if (hover?.line && pointed) strokeLine(context, lineOf(pointed, hover.line, true), sight)
}

/**
 * Which lines to draw, the strongest first: of the token pointed at; else of the picked one, over the others as a haze.
 * @param {View} view @param {Hover | null} hover @param {number} top @param {number} height
 */
function linesInSight(view, hover, top, height) {
  const { data, selection } = view
  const [threshold, inSight] = [thresholdOf(view), seen(top, height)]
  const places = (/** @type {Side} */ side, /** @type {number} */ count) => (hover?.side === side ? [hover.place] : [...Array(count).keys()])
  const columns = places("to", data.columns)
  const columnsInSight = columns.filter(inSight)
  /** @type {Line[]} */
  const lines = []
  for (const [order, head] of shown(view).entries())
    for (const row of places("from", data.rows)) {
      const bright = hover ? !hover.line : selection.query === null || selection.query === row
      for (const column of inSight(row) ? columns : columnsInSight) {
        const line = lineOf(head, { row, column, order }, bright)
        if (line.weight > 0 && line.weight >= threshold) lines.push(line)
      }
    }
  return lines.sort((first, second) => second.strength - first.strength)
}

/** @typedef {{width: number, height: number, top: number}} Sight - what is in sight of all lines, in pixels */

/** @param {CanvasRenderingContext2D} context @param {Line} line @param {Sight} sight */
function strokeLine(context, { row, column, order, weight, color, dash, bright }, sight) {
  const [from, to] = [row, column].map((place) => place * ROW + ROW / 2 - sight.top + shift(order))
  const solid = weight < FAINT
  context.globalAlpha = (solid ? inkOf(dash) : 1) * opacity(weight, bright)
  context.strokeStyle = color
  context.lineWidth = 0.6 + 3 * weight
  context.setLineDash(solid ? [] : dash)
  context.beginPath()
  trace(context, from, to, sight)
  context.stroke()
}

/**
 * Traces what is in sight of a line: to cut thousands of dashes that are not takes long.
 * @param {CanvasRenderingContext2D} context @param {number} from @param {number} to @param {Sight} sight
 */
function trace(context, from, to, { width, height }) {
  const cut = (/** @type {number} */ y) => Math.max(-ROW, Math.min(height + ROW, y))
  const timeAt = (/** @type {number} */ y) => 0.5 - Math.sin(Math.asin(1 - (2 * (y - from)) / (to - from)) / 3)
  const [start, end] = from === to ? [0, 1] : [timeAt(cut(from)), timeAt(cut(to))]
  const third = (end - start) / 3
  // Where the line is at a time, and a step from there along its slope
  const x = (/** @type {number} */ t, step = 0) => width * (1.5 * t - 1.5 * t * t + t * t * t + step * (1.5 - 3 * t + 3 * t * t))
  const y = (/** @type {number} */ t, step = 0) => from + (to - from) * (3 * t * t - 2 * t * t * t + step * (6 * t - 6 * t * t))
  context.moveTo(x(start), y(start))
  context.bezierCurveTo(x(start, third), y(start, third), x(end, -third), y(end, -third), x(end), y(end))
}

/** @param {number} weight @param {boolean} bright */
const opacity = (weight, bright) => (bright ? 1 : 0.22) * Math.min(1, 0.06 + 0.94 * Math.sqrt(weight))

/** @param {number[]} dash - how much of a line it draws, 0 … 1 */
function inkOf(dash) {
  const drawn = dash.reduce((sum, part, place) => sum + (place % 2 ? 0 : part), 0)
  return dash.length ? drawn / dash.reduce((sum, part) => sum + part) : 1
}

/**
 * The line under the pointer. Of each token on the side nearer to the pointer, or rather across from it, only the line
 * or two that pass there are looked at.
 * @param {View} view @param {number} x @param {number} y @returns {Place | null}
 */
function lineAt(view, x, y) {
  const { parts, data } = view
  const { scrollTop: top } = parts.scroll
  const [threshold, inSight] = [thresholdOf(view), seen(top, parts.lines.clientHeight)]
  const bend = bendAt(x / parts.lines.clientWidth)
  const byRow = bend >= 0.5 // from row to row, the columns at which its lines pass; else the other way round
  const share = byRow ? bend : 1 - bend // how much a step on that other side moves a line
  const [count, others] = byRow ? [data.rows, data.columns] : [data.columns, data.rows]
  const reach = NEAR / ROW / share
  /** @type {Place | null} */
  let best = null
  let most = 0
  for (const [order, { weights }] of shown(view).entries()) {
    const level = (y + top - shift(order)) / ROW - 0.5
    for (let one = 0; one < count; one++) {
      const middle = (level - one * (1 - share)) / share
      for (let other = Math.max(0, Math.ceil(middle - reach)); other <= Math.min(others - 1, middle + reach); other++) {
        const [row, column] = byRow ? [one, other] : [other, one]
        const weight = weights.at(row, column)
        const pull = weight / (1 + ROW * share * Math.abs(other - middle))
        if (pull > most && weight >= threshold && (inSight(row) || inSight(column))) [best, most] = [{ row, column, order }, pull]
      }
    }
  }
  return best
}
