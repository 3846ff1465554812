// What lies between the axes: points, lines and areas, bars, cells.

const DASHED = { dot: [1, 1], dash: [3, 3], longdash: [5, 5], dashdot: [3, 1, 1, 1], longdashdot: [5, 2, 1, 2] }
const INK = "#17202b" // on light colours
const SIDES = { left: 1, center: 0.5, right: 0, top: 1, middle: 0.5, bottom: 0 } // how much of a text lies before its point

/**
 * What can be pointed at: a point with a radius, or a box.
 * @typedef {{x: number, y: number, radius: number, box: {left: number, top: number, width: number, height: number} | null,
 *   say: () => string}} Target
 */

/**
 * Traces an outline of Plotly's symbols around a point; `size` is the circle's radius.
 * @param {CanvasRenderingContext2D} context @param {string} symbol @param {number} x @param {number} y @param {number} size
 */
function traceSymbol(context, symbol, x, y, size) {
  const corners = (/** @type {number[][]} */ places) => {
    places.forEach(([across, down], place) => context[place ? "lineTo" : "moveTo"](x + size * across, y + size * down))
    context.closePath()
  }
  const around = (/** @type {number} */ count, /** @type {number} */ far, /** @type {number} */ near) =>
    Array.from({ length: 2 * count }, (_, place) => {
      const [turn, reach] = [(Math.PI * place) / count - Math.PI / 2, place % 2 ? near : far]
      return [reach * Math.cos(turn), reach * Math.sin(turn)]
    })
  const [arm, end] = [0.4, 1.2]
  const cross = [[arm, -end], [arm, -arm], [end, -arm], [end, arm], [arm, arm], [arm, end], [-arm, end], [-arm, arm], [-end, arm], [-end, -arm], [-arm, -arm], [-arm, -end]]
  const half = Math.SQRT1_2
  context.beginPath()
  switch (symbol.replace(/-open$/, "")) {
    case "square": return corners([[-1, -1], [1, -1], [1, 1], [-1, 1]])
    case "diamond": return corners([[0, -1.3], [1.3, 0], [0, 1.3], [-1.3, 0]])
    case "triangle-up": return corners([[-1.155, 0.5], [1.155, 0.5], [0, -1]])
    case "cross": return corners(cross)
    case "x": return corners(cross.map(([across, down]) => [half * (across - down), half * (across + down)]))
    case "star": return corners(around(5, 1.4, 0.54))
    case "line-ns": return line(context, x, y - 1.4 * size, x, y + 1.4 * size)
    default: return context.arc(x, y, size, 0, 2 * Math.PI)
  }
}

/**
 * @param {CanvasRenderingContext2D} context @param {Plot} plot @param {number} number @param {Spots} spots
 */
function paintScatter(context, plot, number, spots) {
  const trace = plot.figure.traces[number]
  const [x, y] = axesOf(plot, trace)
  const points = spots.x.map((value, place) => [pixelOf(x, value), pixelOf(y, spots.y[place])])
  const { mode } = trace
  const color = colorOf(trace) ?? plot.theme.text
  context.save()
  if (trace.cliponaxis !== false) clipTo(context, x, y)
  context.globalAlpha = trace.opacity
  if (trace.fill === "toself") paintArea(context, points, trace.fillcolor ?? color)
  if (mode.includes("lines") && trace.line.width !== 0) paintLine(context, points, trace.line, color)
  paintErrors(context, trace, points, spots, x, y)
  context.restore()
  if (mode.includes("markers")) paintMarkers(context, trace, points, color)
  if (mode.includes("text")) paintTexts(context, plot, trace, points)
  if (trace.hoverinfo !== "skip") takeTargets(plot, trace, points, spots)
}

/**
 * The one colour of a trace, in the legend and of its line.
 * @param {PlotTrace} trace @returns {string | undefined}
 */
const colorOf = ({ line, marker }) => each(line.color, 0) ?? each(marker.color, 0)

/** @param {Plot} plot @param {PlotTrace} trace @param {number[][]} points @param {Spots} spots */
function takeTargets(plot, trace, points, spots) {
  const [x, y] = axesOf(plot, trace)
  points.forEach(([left, top], place) => {
    if (!Number.isFinite(left) || !Number.isFinite(top)) return
    const say = () => hoverText(trace, place, { x: labelOn(x, spots.x[place]), y: labelOn(y, spots.y[place]) })
    plot.targets.push({ x: left, y: top, radius: sizeOf(trace, place) / 2, box: null, say })
  })
}

/** @param {CanvasRenderingContext2D} context @param {Axis} x @param {Axis} y */
function clipTo(context, { span: [left, right] }, { span: [top, bottom] }) {
  context.beginPath()
  context.rect(Math.min(left, right) - 3, Math.min(top, bottom) - 3, Math.abs(right - left) + 6, Math.abs(bottom - top) + 6)
  context.clip()
}

/** @param {CanvasRenderingContext2D} context @param {number[][]} points @param {string} color */
function paintArea(context, points, color) {
  context.fillStyle = color
  context.beginPath()
  for (const [left, top] of points) if (Number.isFinite(left + top)) context.lineTo(left, top)
  context.fill()
}

/** @param {Record<string, any>} look - of a line, as Plotly has it */
const dashesOf = ({ dash, width }) => (DASHED[/** @type {keyof typeof DASHED} */ (dash)] ?? []).map((part) => part * Math.max(width, 3))

/** @param {CanvasRenderingContext2D} context @param {number[][]} points @param {Record<string, any>} look @param {string} color */
function paintLine(context, points, look, color) {
  const width = look.width ?? 2
  context.strokeStyle = color
  context.lineWidth = width
  context.lineJoin = "round"
  context.setLineDash(dashesOf({ ...look, width }))
  context.beginPath()
  let broken = true
  points.forEach(([left, top], place) => {
    if (!Number.isFinite(left + top)) return (broken = true)
    const [before] = points.slice(place - 1, place)
    if (broken) context.moveTo(left, top)
    else if (look.shape === "spline") context.bezierCurveTo((before[0] + left) / 2, before[1], (before[0] + left) / 2, top, left, top)
    else context.lineTo(left, top)
    return (broken = false)
  })
  context.stroke()
  context.setLineDash([])
}

/**
 * Draws the intervals around points, or around the ends of bars.
 * @param {CanvasRenderingContext2D} context @param {PlotTrace} trace @param {number[][]} points @param {Spots} spots
 * @param {Axis} x @param {Axis} y
 */
function paintErrors(context, { error_x, error_y }, points, spots, x, y) {
  paintIntervals(context, error_x, spots.x, x, points, (along, place, over) => [along, points[place][1] + over])
  paintIntervals(context, error_y, spots.y, y, points, (along, place, over) => [points[place][0] + over, along])
}

/**
 * @param {CanvasRenderingContext2D} context @param {Record<string, any> | undefined} error @param {any[]} values @param {Axis} axis
 * @param {number[][]} points @param {(along: number, place: number, over: number) => number[]} at - a pixel along the axis, and beside it
 */
function paintIntervals(context, error, values, axis, points, at) {
  if (!Array.isArray(error?.array)) return
  context.strokeStyle = error.color ?? "#8a929e"
  context.lineWidth = error.thickness ?? 2
  context.beginPath()
  points.forEach((_, place) => {
    const [low, high] = [values[place] - (error.arrayminus ?? error.array)[place], values[place] + error.array[place]].map((value) => pixelOf(axis, value))
    const ends = [[low, 0], [high, 0], [low, -4], [low, 4], [high, -4], [high, 4]].map(([along, over]) => at(along, place, over))
    if (!ends.flat().every(Number.isFinite)) return
    for (let end = 0; end < 6; end += 2) line(context, ends[end][0], ends[end][1], ends[end + 1][0], ends[end + 1][1])
  })
  context.stroke()
}

/** @param {PlotTrace} trace @param {number} place */
const sizeOf = ({ marker }, place) => each(marker.size, place) ?? 6

/** @param {CanvasRenderingContext2D} context @param {PlotTrace} trace @param {number[][]} points @param {string} color */
function paintMarkers(context, trace, points, color) {
  const { marker, opacity } = trace
  points.forEach(([left, top], place) => {
    if (!Number.isFinite(left + top)) return
    const fill = each(marker.color, place) ?? color
    const symbol = String(each(marker.symbol, place) ?? "circle")
    const open = symbol.endsWith("-open")
    const edge = { width: open ? 2 : 0, color: "rgba(30,30,30,0.55)", ...marker.line }
    context.globalAlpha = (each(marker.opacity, place) ?? 1) * opacity
    traceSymbol(context, symbol, left, top, sizeOf(trace, place) / 2)
    context.fillStyle = fill
    if (!open) context.fill()
    context.lineWidth = each(edge.width, place)
    context.strokeStyle = open ? fill : each(edge.color, place)
    if (each(edge.width, place)) context.stroke()
  })
  context.globalAlpha = 1
}

/** @param {CanvasRenderingContext2D} context @param {Plot} plot @param {PlotTrace} trace @param {number[][]} points */
function paintTexts(context, { theme }, trace, points) {
  const font = { size: TICK, family: theme.font, color: theme.text, ...trace.textfont }
  points.forEach(([left, top], place) => {
    if (!Number.isFinite(left + top)) return
    const [vertical, side] = String(each(trace.textposition, place) ?? "middle center").split(" ")
    const [down, across] = [SIDES[/** @type {keyof typeof SIDES} */ (vertical)] ?? 0.5, SIDES[/** @type {keyof typeof SIDES} */ (side)] ?? 0.5]
    const room = trace.mode.includes("markers") ? sizeOf(trace, place) / 2 + 2 : 0
    const look = { size: each(font.size, place), family: font.family, color: each(font.color, place), across, down }
    paintRich(context, each(trace.text, place), left + room * (1 - 2 * across), top + room * (1 - 2 * down), look)
  })
}

/** @param {CanvasRenderingContext2D} context @param {Plot} plot @param {number} number */
function paintBars(context, plot, number) {
  const trace = plot.figure.traces[number]
  const [x, y] = axesOf(plot, trace)
  const { marker } = trace
  const bars = plot.bars.of.get(number) ?? []
  for (const [place, bar] of bars.entries()) {
    const box = boxOf(bar, x, y)
    if (!Number.isFinite(box.left + box.top + box.width + box.height)) continue
    const value = each(marker.color, place)
    const fill = typeof value === "number" ? scaleColor(marker.colorscale ?? trace.colorscale, (value - marker.cmin) / (marker.cmax - marker.cmin)) : value
    context.fillStyle = fill ?? "#56B4E9"
    context.fillRect(box.left, box.top, box.width, box.height)
    paintPattern(context, box, String(each(marker.pattern?.shape, place) ?? ""))
    if (trace.text !== undefined) paintBarText(context, plot, trace, place, bar, box)
    const say = () => hoverText(trace, place, { x: bar.across ? trace.x[place] : labelOn(x, bar.at), y: bar.across ? labelOn(y, bar.at) : trace.y[place] })
    plot.targets.push({ x: box.left + box.width / 2, y: box.top + box.height / 2, radius: 0, box, say })
  }
  const middles = bars.map((bar) => boxOf(bar, x, y)).map((box) => [box.left + box.width / 2, box.top + box.height / 2])
  paintErrors(context, trace, middles, spotsOf(trace), x, y)
}

/**
 * Writes beside the end of a bar, or inside it where that is asked for or has room.
 * @param {CanvasRenderingContext2D} context @param {Plot} plot @param {PlotTrace} trace @param {number} place
 * @param {Bar} bar @param {ReturnType<typeof boxOf>} box
 */
function paintBarText(context, { theme }, trace, place, { across, from, to }, { left, top, width, height }) {
  const text = each(trace.text, place)
  const room = across ? height > TICK : height > 2 * TICK
  const inside = trace.textposition !== "outside" && room && width > widthOf(context, text, TICK, theme.font) + 8
  const look = { size: TICK, family: theme.font, color: inside ? INK : theme.text }
  const forwards = to >= from === across // to the right, or down: the end has the larger pixel
  const before = Number(forwards === inside) // whether the text lies before the end
  const step = before ? -4 : 4
  if (across) paintRich(context, text, (forwards ? left + width : left) + step, top + height / 2, { ...look, across: before })
  else paintRich(context, text, left + width / 2, (forwards ? top + height : top) + step, { ...look, down: before })
}
