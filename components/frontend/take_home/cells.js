// Heat maps: cells coloured by a scale, with their numbers or words, and the scale beside them.

/** @type {Map<string, number[]>} */
const knownColors = new Map()

/**
 * Reads a colour the browser knows, as red, green, blue (0 … 255) and opacity (0 … 1).
 * @param {string} color
 */
function readColor(color) {
  const known = knownColors.get(color)
  if (known) return known
  const context = brush(document.createElement("canvas"))
  context.fillStyle = color // "#rrggbb" if it is opaque, else "rgba(…)"
  const written = String(context.fillStyle)
  const hex = written.startsWith("#") ? [1, 3, 5].map((start) => parseInt(written.slice(start, start + 2), 16)) : null
  const parts = hex ? [...hex, 1] : (written.match(/[\d.]+/g) ?? ["0", "0", "0", "1"]).map(Number)
  knownColors.set(color, parts)
  return parts
}

/**
 * The colour of a share, 0 … 1, on a scale of [share, colour] steps.
 * @param {[number, string][]} scale @param {number} share
 */
function scaleColor(scale, share) {
  const [red, green, blue, opacity] = scaleParts(scale, share)
  return `rgba(${red.toFixed(0)},${green.toFixed(0)},${blue.toFixed(0)},${opacity.toFixed(3)})`
}

/** @param {[number, string][]} scale @param {number} share */
function scaleParts(scale, share) {
  const at = Math.max(0, Math.min(1, share))
  const above = Math.max(1, scale.findIndex(([step]) => step >= at))
  const [[from, first], [to, second]] = [scale[above - 1], scale[above]]
  const [low, high] = [readColor(first), readColor(second)]
  const part = (at - from) / (to - from || 1)
  return low.map((value, place) => value + part * (high[place] - value))
}

/** @param {PlotTrace} trace - the lowest and the highest number of its scale */
function limitsOf({ z, zmin, zmax }) {
  if (typeof zmin === "number" && typeof zmax === "number") return [zmin, zmax]
  const values = z.flat().filter(Number.isFinite)
  return [zmin ?? Math.min(...values), zmax ?? Math.max(...values)]
}

/**
 * The pixels at which cells begin and end along an axis.
 * @param {Axis} axis @param {any[] | undefined} names @param {number} count
 */
function edgesOf(axis, names, count) {
  const middles = Array.from({ length: count }, (_, place) => placeOn(axis, names?.[place] ?? place))
  const half = (count > 1 ? Math.abs(middles[1] - middles[0]) : 1) / 2
  return middles.map((middle) => [pixelAt(axis, middle - half), pixelAt(axis, middle + half)].sort((one, other) => one - other))
}

/** @param {CanvasRenderingContext2D} context @param {Plot} plot @param {number} number */
function paintCells(context, plot, number) {
  const trace = plot.figure.traces[number]
  const [x, y] = axesOf(plot, trace)
  const { z, colorscale, xgap = 0, ygap = 0 } = trace
  const [low, high] = limitsOf(trace)
  const [columns, rows] = [edgesOf(x, trace.x, z[0]?.length ?? 0), edgesOf(y, trace.y, z.length)]
  z.forEach((/** @type {any[]} */ line, /** @type {number} */ row) =>
    line.forEach((value, column) => {
      if (typeof value !== "number" || !Number.isFinite(value)) return
      const [[left, right], [top, bottom]] = [columns[column], rows[row]]
      context.fillStyle = scaleColor(colorscale, (value - low) / (high - low || 1))
      context.fillRect(left + xgap / 2, top + ygap / 2, Math.max(0.5, right - left - xgap), Math.max(0.5, bottom - top - ygap))
    }),
  )
  if (trace.texttemplate) writeCells(context, plot, trace, columns, rows)
  if (trace.hoverinfo !== "skip") plot.cells.push({ columns, rows, say: (row, column) => hoverText(trace, -1, cellKnown(trace, x, y, row, column), [row, column]), z })
}

/** @param {PlotTrace} trace @param {Axis} x @param {Axis} y @param {number} row @param {number} column */
function cellKnown(trace, x, y, row, column) {
  return { x: labelOn(x, trace.x?.[column] ?? column), y: labelOn(y, trace.y?.[row] ?? row), z: trace.z[row][column] }
}

/**
 * Writes into each cell, in letters that fit the widest.
 * @param {CanvasRenderingContext2D} context @param {Plot} plot @param {PlotTrace} trace
 * @param {number[][]} columns @param {number[][]} rows
 */
function writeCells(context, { theme }, trace, columns, rows) {
  const font = trace.textfont ?? {}
  const [size, family] = [font.size ?? TICK, theme.font]
  const texts = /** @type {any[][]} */ (trace.text)
  const widest = Math.max(1, ...texts.flat().map((text) => widthOf(context, text, size, family)))
  const room = Math.min(...columns.map(([left, right]) => right - left)) - 2
  const fitting = Math.min(size, (size * room) / widest)
  if (fitting < 6) return // hovering tells them
  const look = { size: fitting, family, color: font.color ?? theme.text }
  texts.forEach((line, row) =>
    line.forEach((text, column) => {
      const [[left, right], [top, bottom]] = [columns[column], rows[row]]
      if (typeof trace.z[row]?.[column] === "number") paintRich(context, text, (left + right) / 2, (top + bottom) / 2, look)
    }),
  )
}

/**
 * The colour scales to be drawn, above the picture or right of it.
 * @param {Plot} plot
 */
const barsOfColor = ({ figure }) => figure.traces.filter((trace) => trace.type === "heatmap" && trace.showscale !== false && trace.colorbar)

/** @param {CanvasRenderingContext2D} context @param {Plot} plot @param {Frame} frame */
function paintColorBars(context, plot, { left, top, width, height, right }) {
  for (const trace of barsOfColor(plot)) {
    const { colorbar, colorscale } = trace
    const [low, high] = limitsOf(trace)
    const flat = colorbar.orientation === "h"
    const long = flat ? 0.5 * width : height
    const [x, y, thick] = flat ? [left + width - long, top - 26, 8] : [right - 52, top, 12]
    for (let step = 0; step < long; step++) {
      context.fillStyle = scaleColor(colorscale, flat ? step / long : 1 - step / long)
      if (flat) context.fillRect(x + step, y, 1.2, thick)
      else context.fillRect(x, y + step, thick, 1.2)
    }
    const look = { size: 11, family: plot.theme.font, color: plot.theme.text }
    const given = colorbar.tickvals ?? [low, (low + high) / 2, high]
    given.forEach((/** @type {number} */ value, /** @type {number} */ place) => {
      const share = (value - low) / (high - low || 1)
      const text = colorbar.ticktext?.[place] ?? writeNumber(value, ".2f")
      if (flat) paintRich(context, text, x + share * long, y + thick + 2, { ...look, down: 0, across: share })
      else paintRich(context, text, x + thick + 4, y + (1 - share) * long, { ...look, across: 0 })
    })
    const title = colorbar.title?.text ?? colorbar.title ?? ""
    if (flat) paintRich(context, title, x - 8, y + thick / 2, { ...look, size: 12, across: 1 })
    else paintRich(context, title, right - 2, y - 4, { ...look, size: 12, across: 1, down: 1 })
  }
}
