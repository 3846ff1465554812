// What lies around and over the marks: room for labels, grids, ticks, titles, lines and boxes, remarks.

/** @typedef {{left: number, top: number, width: number, height: number, right: number, bottom: number}} Frame */

/** @param {Axis} axis */
const labelled = ({ look }) => look.visible !== false && look.showticklabels !== false

/** @param {Axis} axis */
const titleOf = ({ look }) => (look.visible === false ? "" : (look.title?.text ?? (typeof look.title === "string" ? look.title : "")))

/**
 * How a horizontal axis writes its ticks: the angle, and the height that they take.
 * @param {CanvasRenderingContext2D} context @param {Plot} plot @param {Axis} axis
 */
function tickLook(context, { theme }, axis) {
  const ticks = ticksOf(axis)
  const size = axis.look.tickfont?.size ?? TICK
  const widest = Math.min(150, Math.max(0, ...ticks.map(({ text }) => widthOf(context, text, size, theme.font))))
  const room = Math.abs(axis.span[1] - axis.span[0]) / Math.max(1, ticks.length)
  const given = axis.look.tickangle
  const angle = !axis.across ? 0 : typeof given === "number" ? given : widest + 6 > room && axis.type === "category" ? -45 : 0
  const turn = Math.abs((angle * Math.PI) / 180)
  return { ticks, size, widest, angle, high: Math.sin(turn) * widest + Math.cos(turn) * size * 1.25 }
}

/**
 * The room that is needed at the four sides for labels, titles, scales and remarks.
 * @param {CanvasRenderingContext2D} context @param {Plot} plot
 */
function roomAround(context, plot) {
  const { layout } = plot.figure
  const all = [...plot.axes.values()].filter(({ look }) => look.visible !== false)
  const looks = new Map(all.map((axis) => [axis, tickLook(context, plot, axis)]))
  const titled = (/** @type {Axis} */ axis) => (titleOf(axis) ? readRich(titleOf(axis)).length * TITLE * 1.3 : 0) + 4
  const most = (/** @type {(axis: Axis) => boolean} */ which, /** @type {(axis: Axis) => number} */ room) => Math.max(14, ...all.filter(which).map(room))
  const high = (/** @type {Axis} */ axis) => (labelled(axis) ? (looks.get(axis)?.high ?? 0) + 6 : 0) + titled(axis)
  const wide = (/** @type {Axis} */ axis) => (labelled(axis) ? (looks.get(axis)?.widest ?? 0) + 8 : 0) + titled(axis)
  const atTop = (/** @type {Axis} */ axis) => axis.across && axis.look.side === "top"
  const scales = barsOfColor(plot)
  const flat = scales.some(({ colorbar }) => colorbar.orientation === "h")
  const remarks = (layout.annotations ?? []).some((/** @type {any} */ { yref, y }) => / domain|paper/.test(yref) && y > 0.95)
  const lean = most(atTop, (axis) => 0.58 * (looks.get(axis)?.high ?? 0) * Number(axis.look.tickangle < 0)) // of labels that slant
  return {
    left: most((axis) => !axis.across && (axis.look.domain?.[0] ?? 0) < 0.02 && !(partnerOf(plot, axis).look.domain?.[0] > 0.02), wide),
    top: most(atTop, high) + (remarks ? 20 : 4) + (flat ? 30 : 0) + (scales.length && !flat ? 16 : 0),
    bottom: most((axis) => axis.across && !atTop(axis), high),
    right: Math.max(12, layout.margin?.r ?? 0, lean, scales.length && !flat ? 62 : 0),
  }
}

/**
 * Gives every axis its pixels: what is left when all around has its room.
 * @param {CanvasRenderingContext2D} context @param {Plot} plot @param {number} width @param {number} height @returns {Frame}
 */
function layOut(context, plot, width, height) {
  const all = [...plot.axes.values()]
  for (const axis of all) spread(axis, { left: 40, top: 20, width: width - 60, height: height - 60, right: width, bottom: height })
  const { left, top, right, bottom } = roomAround(context, plot)
  const frame = { left, top, width: Math.max(20, width - left - right), height: Math.max(20, height - top - bottom), right: width, bottom: height }
  for (const axis of all) spread(axis, frame)
  for (const axis of all) keepShape(axis, plot.axes)
  return frame
}

/** @param {Axis} axis @param {Frame} frame */
function spread(axis, { left, top, width, height }) {
  const [from, to] = Array.isArray(axis.look.domain) ? axis.look.domain : [0, 1]
  axis.span = axis.across ? [left + from * width, left + to * width] : [top + (1 - from) * height, top + (1 - to) * height]
}

/**
 * Makes a unit as long on one axis as on the other, where the figure asks for that; the room left stays empty.
 * @param {Axis} axis @param {Map<string, Axis>} axes
 */
function keepShape(axis, axes) {
  const other = axes.get(axis.look.scaleanchor)
  if (!other) return
  const scale = (/** @type {Axis} */ { range, span }) => Math.abs((span[1] - span[0]) / (range[1] - range[0]))
  const least = Math.min(scale(axis), scale(other))
  for (const one of [axis, other]) {
    const [half, middle] = [((one.span[1] - one.span[0]) * least) / scale(one) / 2, (one.span[0] + one.span[1]) / 2]
    one.span = [middle - half, middle + half]
  }
}

/** @param {CanvasRenderingContext2D} context @param {Plot} plot */
function paintAxes(context, plot) {
  for (const axis of plot.axes.values()) {
    if (axis.look.visible === false) continue
    const partner = partnerOf(plot, axis)
    const { ticks, size, angle, high, widest } = tickLook(context, plot, axis)
    paintGrid(context, plot, axis, partner, ticks)
    const atTop = axis.across && axis.look.side === "top"
    const edge = axis.across ? (atTop ? Math.min(...partner.span) : Math.max(...partner.span)) : Math.min(...partner.span)
    const look = { size, family: plot.theme.font, color: plot.theme.text }
    if (labelled(axis)) for (const tick of ticks) paintTick(context, axis, tick, edge, angle, look)
    const away = labelled(axis) ? (axis.across ? high + 8 : widest + 10) : 4
    paintTitle(context, plot, axis, edge, atTop ? -away : away)
  }
}

/** @param {Plot} plot @param {Axis} axis - the axis across it, that it is drawn at @returns {Axis} */
function partnerOf({ axes, figure }, axis) {
  const name = axis.look.anchor ?? figure.traces.find((trace) => (trace[`${axis.name[0]}axis`] ?? axis.name[0]) === axis.name)?.[axis.across ? "yaxis" : "xaxis"]
  return axes.get(name) ?? /** @type {Axis} */ (axes.get(axis.across ? "y" : "x"))
}

/** @param {CanvasRenderingContext2D} context @param {Plot} plot @param {Axis} axis @param {Axis} partner @param {Tick[]} ticks */
function paintGrid(context, { theme }, axis, partner, ticks) {
  const grid = axis.look.showgrid ?? (!axis.across && axis.type !== "category")
  context.strokeStyle = theme.grid
  const draw = (/** @type {number} */ place, /** @type {number} */ width) => {
    const at = pixelAt(axis, place)
    context.lineWidth = width
    context.beginPath()
    if (axis.across) line(context, at, partner.span[0], at, partner.span[1])
    else line(context, partner.span[0], at, partner.span[1], at)
    context.stroke()
  }
  if (grid) for (const { at } of ticks) draw(at, 1)
  if (axis.look.zeroline && axis.type === "linear" && Math.min(...axis.range) <= 0 && Math.max(...axis.range) >= 0) draw(0, axis.look.zerolinewidth ?? 1)
}

/**
 * @param {CanvasRenderingContext2D} context @param {Axis} axis @param {Tick} tick @param {number} edge @param {number} angle
 * @param {{size: number, family: string, color: string}} look
 */
function paintTick(context, axis, { at, text }, edge, angle, look) {
  const pixel = pixelAt(axis, at)
  if (!axis.across) return paintRich(context, text, edge - 6, pixel, { ...look, across: 1 })
  const atTop = axis.look.side === "top"
  if (!angle) return paintRich(context, text, pixel, edge + (atTop ? -5 : 5), { ...look, down: atTop ? 1 : 0 })
  context.save()
  context.translate(pixel, edge + (atTop ? -6 : 8))
  context.rotate((angle * Math.PI) / 180)
  paintRich(context, text, 0, 0, { ...look, across: atTop === angle < 0 ? 0 : 1 })
  context.restore()
}

/** @param {CanvasRenderingContext2D} context @param {Plot} plot @param {Axis} axis @param {number} edge @param {number} away */
function paintTitle(context, { theme }, axis, edge, away) {
  const title = titleOf(axis)
  if (!title) return
  const middle = (axis.span[0] + axis.span[1]) / 2
  const look = { size: TITLE, family: theme.font, color: theme.text }
  if (axis.across) return paintRich(context, title, middle, edge + away, { ...look, down: away < 0 ? 1 : 0 })
  context.save()
  context.translate(edge - away, middle)
  context.rotate(-Math.PI / 2)
  paintRich(context, title, 0, 0, { ...look, down: 1 })
  context.restore()
}

/**
 * The pixel of a shape's or a remark's place: of the paper, of an axis' length, or a value.
 * @param {Plot} plot @param {Frame} frame @param {string} reference @param {any} value @param {boolean} across
 */
function pixelIn({ axes }, frame, reference, value, across) {
  const [name, domain] = String(reference ?? (across ? "x" : "y")).split(" ")
  if (name === "paper") return across ? frame.left + value * frame.width : frame.top + (1 - value) * frame.height
  const axis = axes.get(name) ?? /** @type {Axis} */ (axes.get(across ? "x" : "y"))
  return domain ? axis.span[0] + value * (axis.span[1] - axis.span[0]) : pixelOf(axis, value)
}

/** @param {CanvasRenderingContext2D} context @param {Plot} plot @param {Frame} frame @param {boolean} below - the marks, or over them */
function paintShapes(context, plot, frame, below) {
  for (const shape of plot.figure.layout.shapes ?? []) {
    if ((shape.layer === "below") !== below) continue
    const [x0, x1] = [shape.x0, shape.x1].map((value) => pixelIn(plot, frame, shape.xref, value, true))
    const [y0, y1] = [shape.y0, shape.y1].map((value) => pixelIn(plot, frame, shape.yref, value, false))
    const look = { color: plot.theme.text, width: 2, dash: "solid", ...shape.line }
    context.save()
    context.globalAlpha = shape.opacity ?? 1
    context.strokeStyle = look.color
    context.fillStyle = shape.fillcolor ?? "rgba(0,0,0,0)"
    context.lineWidth = look.width
    context.setLineDash(dashesOf(look))
    traceShape(context, shape.type, { x: Math.min(x0, x1), y: Math.min(y0, y1), width: Math.abs(x1 - x0), height: Math.abs(y1 - y0) })
    context.fill()
    context.stroke()
    context.restore()
  }
}

/**
 * Our lines are upright or level, so that a box of no width holds them.
 * @param {CanvasRenderingContext2D} context @param {string} type @param {{x: number, y: number, width: number, height: number}} box
 */
function traceShape(context, type, { x, y, width, height }) {
  context.beginPath()
  if (type === "line") line(context, x, y, x + width, y + height)
  else if (type === "circle") context.ellipse(x + width / 2, y + height / 2, width / 2, height / 2, 0, 0, 2 * Math.PI)
  else context.rect(x, y, width, height)
}

/** @param {CanvasRenderingContext2D} context @param {Plot} plot @param {Frame} frame */
function paintRemarks(context, plot, frame) {
  const shares = { left: 0, center: 0.5, right: 1, top: 0, middle: 0.5, bottom: 1 }
  for (const remark of plot.figure.layout.annotations ?? []) {
    const x = pixelIn(plot, frame, remark.xref, remark.x, true) + (remark.xshift ?? 0)
    const y = pixelIn(plot, frame, remark.yref, remark.y, false) - (remark.yshift ?? 0)
    const [across, down] = [shares[/** @type {keyof typeof shares} */ (remark.xanchor)] ?? 0.5, shares[/** @type {keyof typeof shares} */ (remark.yanchor)] ?? 0.5]
    const look = { size: remark.font?.size ?? TICK, family: plot.theme.font, color: remark.font?.color ?? plot.theme.text, across, down }
    if (Number.isFinite(x + y)) paintRich(context, remark.text, x, y, look)
  }
}
