// One chart on the page: its legend, its canvas, the slider of its layers, what hovering tells, and its data as a table.

const GLIDING = 450 // milliseconds from one layer's place to the next
const PLAYING = 1100 // milliseconds a layer stays while playing
const REACH = 20 // pixels from which a point is still pointed at
const MOST_ROWS = 2000 // of a table in the page

/**
 * @typedef {object} Plot
 * @property {PlotFigure} figure
 * @property {Bars} bars
 * @property {Map<string, Axis>} axes
 * @property {Set<number>} hidden - the traces that the reader took out
 * @property {number} frame - the one shown, or glided to
 * @property {Spots[]} spots - where the points are now
 * @property {Target[]} targets - what can be pointed at, as it is drawn
 * @property {{columns: number[][], rows: number[][], z: any[][], say: (row: number, column: number) => string}[]} cells
 * @property {{text: string, grid: string, font: string}} theme
 * @property {ReturnType<typeof plotParts>} parts
 * @property {number} glide - counts them, so that a newer one stops those before it
 * @property {number | undefined} playing - the timer of the next layer
 */

/** @param {HTMLElement} place */
function plotParts(place) {
  const canvas = element("canvas", "", { role: "img" })
  const [tip, ring] = ["tip", "ring"].map((name) => element("div", name, { hidden: true }))
  const parts = { place, canvas, legend: element("div", "legend"), stage: element("div", "stage"), tip, ring }
  parts.stage.append(canvas, parts.ring, parts.tip)
  place.append(parts.legend, parts.stage)
  return parts
}

/**
 * Puts a chart into its place; the table of its data follows, and stands alone where the picture cannot be drawn.
 * @param {HTMLElement} place @param {{chart: any, alt: string, layer: number | null}} picture @returns {Plot | null}
 */
function beginPlot(place, { chart, alt, layer }) {
  const figure = readFigure(chart)
  const frame = Math.min(layer ?? figure.spots.length - 1, figure.spots.length - 1)
  if (!canDraw(figure)) {
    place.append(element("p", "", { textContent: shownText(alt) }))
    place.append(element("p", "said", { textContent: "Only the app draws this kind of picture. Here is its data." }))
    place.append(dataTable(figure, () => frame, true))
    return null
  }
  const bars = readBars(figure)
  /** @type {Plot} */
  const plot = {
    ...{ figure, bars, axes: readAxes(figure, bars), parts: plotParts(place), theme: { text: "", grid: "", font: "" } },
    ...{ hidden: new Set(), frame, spots: figure.spots[frame], targets: [], cells: [], glide: 0, playing: undefined },
  }
  const { canvas, stage } = plot.parts
  canvas.ariaLabel = shownText(alt)
  writePlotLegend(plot)
  if (figure.frames.length > 1) place.append(makePlayer(plot))
  place.append(dataTable(figure, () => plot.frame, false))
  stage.onpointermove = stage.onpointerdown = (event) => pointIn(plot, event)
  stage.onpointerleave = () => pointIn(plot, null)
  paintPlot(plot) // at once, so that one that cannot be drawn is told of
  new ResizeObserver(() => paintPlot(plot)).observe(stage)
  return plot
}

/** @param {Plot} plot @param {PlotTrace} trace @returns {[Axis, Axis]} */
const axesOf = ({ axes }, { xaxis, yaxis }) => [/** @type {Axis} */ (axes.get(xaxis)), /** @type {Axis} */ (axes.get(yaxis))]

/**
 * The height that the figure has in the app; less where a map whose shape must stay would leave it empty.
 * @param {Plot} plot @param {number} width
 */
function heightOf({ axes, figure }, width) {
  const height = Math.max(120, Math.min(1200, figure.layout.height ?? 420))
  const [x, y] = [axes.get("x"), axes.get("y")]
  if (!x || !y?.look.scaleanchor) return height
  const long = (/** @type {Axis} */ { range }) => Math.abs(range[1] - range[0])
  return Math.min(height, Math.max(160, (width * long(y)) / long(x) + 30))
}

/** @param {Plot} plot */
function paintPlot(plot) {
  const { parts, figure, spots, hidden } = plot
  const width = parts.stage.clientWidth
  if (!width) return
  const height = heightOf(plot, width)
  const { text, faint, font } = themeColors(parts.place)
  plot.theme = { text, grid: faint, font }
  plot.targets = []
  plot.cells = []
  const context = prepare(parts.canvas, width, height)
  const frame = layOut(context, plot, width, height)
  paintAxes(context, plot)
  paintShapes(context, plot, frame, true)
  figure.traces.forEach((trace, number) => {
    if (hidden.has(number)) return
    if (trace.type === "heatmap") paintCells(context, plot, number)
    else if (trace.type === "bar") paintBars(context, plot, number)
    else paintScatter(context, plot, number, spots[number])
  })
  paintShapes(context, plot, frame, false)
  paintColorBars(context, plot, frame)
  paintRemarks(context, plot, frame)
}

/** @param {Plot} plot @param {PointerEvent | null} event */
function pointIn(plot, event) {
  const { tip, ring, stage } = plot.parts
  const box = stage.getBoundingClientRect()
  const found = event && pointedAt(plot, event.clientX - box.left, event.clientY - box.top)
  tip.hidden = !found
  ring.hidden = !found?.radius
  if (!found) return
  showRich(tip, found.say())
  const size = 2 * found.radius + 8
  Object.assign(ring.style, { left: `${found.x - size / 2}px`, top: `${found.y - size / 2}px`, width: `${size}px`, height: `${size}px` })
  const left = found.x + 14 + tip.offsetWidth > box.width ? found.x - 14 - tip.offsetWidth : found.x + 14
  tip.style.left = `${Math.max(0, Math.min(box.width - tip.offsetWidth, left))}px`
  tip.style.top = `${Math.max(0, found.y - tip.offsetHeight - 6)}px`
}

/**
 * The nearest point, or else the bar or the cell under the pointer.
 * @param {Plot} plot @param {number} x @param {number} y @returns {Target | null}
 */
function pointedAt({ targets, cells }, x, y) {
  const away = (/** @type {Target} */ target) => Math.hypot(target.x - x, target.y - y)
  const points = targets.filter((target) => !target.box && away(target) < Math.max(REACH, target.radius))
  if (points.length) return points.reduce((best, target) => (away(target) <= away(best) ? target : best))
  const under = targets.find(({ box }) => box && x >= box.left - 2 && x <= box.left + box.width + 2 && y >= box.top - 4 && y <= box.top + box.height + 4)
  if (under) return under
  for (const { columns, rows, z, say } of cells) {
    const inside = (/** @type {number[][]} */ edges, /** @type {number} */ at) => edges.findIndex(([from, to]) => at >= from && at < to)
    const [row, column] = [inside(rows, y), inside(columns, x)]
    if (typeof z[row]?.[column] === "number") return { x, y, radius: 0, box: null, say: () => say(row, column) }
  }
  return null
}

/** @param {Plot} plot */
function makePlayer(plot) {
  const last = plot.figure.frames.length - 1
  const player = element("div", "player")
  const play = element("button", "play", { type: "button", textContent: "▶", ariaLabel: "Play all layers" })
  const slider = document.createElement("input")
  Object.assign(slider, { type: "range", min: "0", max: String(last), step: "1", value: String(plot.frame), ariaLabel: "Layer" })
  const output = element("output", "", { textContent: plot.figure.frames[plot.frame] })
  const stop = () => {
    clearTimeout(plot.playing)
    plot.playing = undefined
    play.textContent = "▶"
  }
  const move = (/** @type {number} */ frame) => {
    slider.value = String(frame)
    output.textContent = plot.figure.frames[frame]
    slider.setAttribute("aria-valuetext", `layer ${output.textContent} of ${plot.figure.frames[last]}`)
    goTo(plot, frame)
  }
  const step = (/** @type {number} */ frame) => {
    move(frame)
    if (frame >= last) stop()
    else plot.playing = setTimeout(() => step(frame + 1), PLAYING)
  }
  play.onclick = () => {
    if (plot.playing !== undefined) return stop()
    play.textContent = "❚❚"
    return step(plot.frame >= last ? 0 : plot.frame + 1)
  }
  slider.oninput = () => {
    stop()
    move(Number(slider.value))
  }
  player.append(play, element("span", "", { textContent: "Layer" }), slider, output)
  return player
}

/**
 * Lets the points glide to their places in another frame.
 * @param {Plot} plot @param {number} frame
 */
function goTo(plot, frame) {
  const [before, after, turn] = [plot.spots, plot.figure.spots[frame], ++plot.glide]
  const still = window.matchMedia("(prefers-reduced-motion: reduce)").matches
  const begun = performance.now()
  plot.frame = frame
  pointIn(plot, null)
  const show = () => {
    if (plot.glide !== turn) return
    const share = still ? 1 : Math.min(1, (performance.now() - begun) / GLIDING)
    plot.spots = spotsBetween(before, after, share < 0.5 ? 4 * share ** 3 : 1 - (2 - 2 * share) ** 3 / 2)
    paintPlot(plot)
    if (share < 1) requestAnimationFrame(show)
    else plot.spots = after
  }
  show()
}

/**
 * The traces by name, each a button that takes it out or puts it back.
 * @param {Plot} plot
 */
function writePlotLegend(plot) {
  const { figure: { traces, layout }, parts } = plot
  const listed = traces.flatMap((trace, number) => (trace.showlegend !== false && trace.type !== "heatmap" && trace.name !== undefined ? [number] : []))
  const wanted = layout.showlegend ?? (listed.length > 1 || listed.some((number) => traces[number].showlegend))
  if (!wanted) return
  parts.legend.append(
    ...listed.map((number) => {
      const button = element("button", "", { type: "button", ariaPressed: "true" })
      const name = element("span", "", { dir: "auto", textContent: readPlain(traces[number].name) })
      button.append(swatchOf(traces[number]), name)
      button.onclick = () => {
        if (!plot.hidden.delete(number)) plot.hidden.add(number)
        button.ariaPressed = String(!plot.hidden.has(number))
        paintPlot(plot)
      }
      return button
    }),
  )
}

/** @param {PlotTrace} trace */
function swatchOf(trace) {
  const canvas = element("canvas", "", { ariaHidden: "true" })
  const context = prepare(canvas, 30, 16)
  canvas.style.width = "30px"
  const color = colorOf(trace) ?? "#8a929e"
  if (trace.type === "bar") {
    context.fillStyle = color
    context.fillRect(8, 2, 14, 12)
    paintPattern(context, { left: 8, top: 2, width: 14, height: 12 }, String(each(trace.marker.pattern?.shape, 0) ?? ""))
    return canvas
  }
  const { mode, line: look, marker } = trace
  if (mode.includes("lines")) paintLine(context, [[2, 8], [28, 8]], { ...look, width: Math.min(3, look.width ?? 2) }, color)
  if (mode.includes("markers")) paintMarkers(context, { ...trace, marker: { ...marker, size: 10 } }, [[15, 8]], color)
  return canvas
}
