// Axes: what they reach, where a value lies on them, and their ticks.

const GAP = 0.06 // of the range, left free around points
const [TICK, TITLE] = [12, 13] // pixels, letters of ticks and titles

/**
 * @typedef {object} Axis
 * @property {string} name - "x", "y2"
 * @property {boolean} across
 * @property {Record<string, any>} look - as the figure's layout has it
 * @property {"linear" | "log" | "category"} type
 * @property {string[]} categories
 * @property {[number, number]} range - in powers of ten if it is logarithmic; the first may be the larger
 * @property {[number, number]} span - the pixels of both ends
 */
/** @typedef {{at: number, text: string}} Tick - where it is, as the axis counts */

/**
 * The axes that a figure's traces are drawn on, by name.
 * @param {PlotFigure} figure @param {Bars} bars @returns {Map<string, Axis>}
 */
function readAxes(figure, bars) {
  const names = new Set(["x", "y", ...figure.traces.flatMap(({ xaxis, yaxis }) => [xaxis, yaxis])])
  /** @type {Map<string, Axis>} */
  const axes = new Map()
  for (const name of names) {
    const across = name.startsWith("x")
    const look = figure.layout[name.replace(/^[xy]/, "$&axis")] ?? {}
    const values = valuesOf(figure, name)
    const words = values.some((value) => typeof value === "string" && !Number.isFinite(Number(value)))
    const type = look.type === "log" ? "log" : look.type === "category" || (!look.type && words) ? "category" : "linear"
    const given = Array.isArray(look.categoryarray) ? look.categoryarray : []
    const categories = type === "category" ? [...new Set([...given, ...values.filter((value) => value !== null)].map(String))] : []
    /** @type {Axis} */
    const axis = { name, across, look, type, categories, range: [0, 1], span: [0, 1] }
    axis.range = rangeOf(axis, figure, bars)
    axes.set(name, axis)
  }
  return axes
}

/**
 * The traces on an axis, by number.
 * @param {PlotFigure} figure @param {string} name
 */
const tracesOn = ({ traces }, name) => traces.flatMap((trace, number) => (trace[`${name[0]}axis`] === name ? [number] : []))

/**
 * Every value that lies on an axis, in all frames.
 * @param {PlotFigure} figure @param {string} name @returns {any[]}
 */
function valuesOf(figure, name) {
  const side = /** @type {"x" | "y"} */ (name[0])
  return tracesOn(figure, name).flatMap((number) => {
    const trace = figure.traces[number]
    if (trace.type === "heatmap") return trace[side] ?? Array.from({ length: side === "y" ? trace.z.length : (trace.z[0]?.length ?? 0) }, (_, place) => place)
    return [...new Set(figure.spots.map((spots) => spots[number][side]))].flat()
  })
}

/** @param {Axis} axis @param {PlotFigure} figure @param {Bars} bars @returns {[number, number]} */
function rangeOf(axis, figure, bars) {
  const { look, name, categories, type } = axis
  if (Array.isArray(look.range) && look.range.every((/** @type {unknown} */ end) => typeof end === "number")) return [look.range[0], look.range[1]]
  let [low, high] = reachOf(axis, figure, bars)
  if (type === "category") [low, high] = [Math.min(low, -0.5), Math.max(high, categories.length - 0.5)]
  if (low > high) [low, high] = [0, 1]
  if (low === high) [low, high] = [low - 1, high + 1]
  if (look.rangemode === "tozero") [low, high] = [Math.min(low, 0), Math.max(high, 0)]
  if (type === "linear" && bars.sizes.has(name)) {
    const room = GAP * (high - low) // beyond the bars' ends, but not below their foot
    low -= room * Number(low < 0)
    high += room * Number(high > 0)
  }
  return look.autorange === "reversed" ? [high, low] : [low, high]
}

/**
 * How far the points, bars and cells on an axis reach, and some room around points.
 * @param {Axis} axis @param {PlotFigure} figure @param {Bars} bars
 */
function reachOf(axis, figure, bars) {
  let [low, high] = [Infinity, -Infinity]
  const take = (/** @type {number} */ from, /** @type {number} */ to, room = 0) => {
    if (Number.isFinite(from) && Number.isFinite(to)) [low, high] = [Math.min(low, from - room), Math.max(high, to + room)]
  }
  const numbers = tracesOn(figure, axis.name)
  const points = numbers.filter((number) => figure.traces[number].type.startsWith("scatter"))
  const values = points.flatMap((number) => figure.spots.flatMap((spots) => spots[number][axis.across ? "x" : "y"])).map((value) => placeOn(axis, value)).filter(Number.isFinite)
  const [first, last] = values.reduce(([least, most], value) => [Math.min(least, value), Math.max(most, value)], [Infinity, -Infinity])
  const bare = axis.across && points.every((number) => !/markers|text/.test(figure.traces[number].mode))
  take(first, last, axis.type === "category" || bare ? 0 : GAP * (last - first))
  for (const number of numbers) {
    const trace = figure.traces[number]
    const cells = trace.type === "heatmap" ? valuesOf({ ...figure, traces: [trace], spots: [] }, axis.name) : []
    const places = cells.map((value) => placeOn(axis, value))
    if (places.length) take(Math.min(...places), Math.max(...places), (places.length > 1 ? Math.abs(places[1] - places[0]) : 1) / 2)
    for (const bar of bars.of.get(number) ?? []) {
      const side = placeOn(axis, bar.at) + bar.shift
      const [start, end] = bar.across === axis.across ? [bar.from, bar.to] : [side, side + bar.width]
      take(Math.min(start, end), Math.max(start, end))
    }
  }
  return [low, high]
}

/**
 * A value as a number on its axis: of a category its number; NaN for none.
 * @param {Axis} axis @param {any} value
 */
function placeOn({ type, categories }, value) {
  if (value === null || value === undefined || value === "") return NaN
  if (type === "category") {
    const found = categories.indexOf(String(value))
    return found < 0 && typeof value === "number" ? value : found < 0 ? NaN : found
  }
  return type === "log" ? Math.log10(Number(value)) : Number(value)
}

/** @param {Axis} axis @param {number} place */
const pixelAt = ({ range: [from, to], span: [start, end] }, place) => start + ((place - from) / (to - from)) * (end - start)

/** @param {Axis} axis @param {any} value */
const pixelOf = (axis, value) => pixelAt(axis, placeOn(axis, value))

/**
 * The ticks that have room, each with its text; none outside the range.
 * @param {Axis} axis @returns {Tick[]}
 */
function ticksOf(axis) {
  const [low, high] = [Math.min(...axis.range), Math.max(...axis.range)]
  const length = Math.abs(axis.span[1] - axis.span[0])
  const { look, categories, type } = axis
  const inside = (/** @type {Tick} */ { at }) => at >= low - 1e-9 && at <= high + 1e-9
  /** @type {Tick[]} */
  let ticks
  if (Array.isArray(look.tickvals)) ticks = givenTicks(axis)
  else if (type === "category") ticks = categories.map((text, at) => ({ at, text }))
  else if (type === "log") ticks = powers(low, high).map((at) => ({ at, text: writeNumber(10 ** at, look.tickformat) }))
  else ticks = evenTicks(axis, low, high, length)
  ticks = ticks.filter(inside)
  const least = axis.across ? (type === "linear" && !look.tickvals ? 8 + 7 * Math.max(0, ...ticks.map(({ text }) => text.length)) : 11) : 11
  const every = Math.max(1, Math.ceil((least * ticks.length) / length))
  return ticks.filter((_, place) => place % every === 0)
}

/** @param {Axis} axis @returns {Tick[]} */
const givenTicks = (axis) =>
  axis.look.tickvals.map((/** @type {any} */ value, /** @type {number} */ place) => {
    return { at: placeOn(axis, value), text: axis.look.ticktext?.[place] ?? writeNumber(value, axis.look.tickformat) }
  })

/** @param {number} low @param {number} high */
const powers = (low, high) => Array.from({ length: Math.max(0, Math.min(99, Math.floor(high) - Math.ceil(low) + 1)) }, (_, place) => Math.ceil(low) + place)

/** @param {Axis} axis @param {number} low @param {number} high @param {number} length @returns {Tick[]} */
function evenTicks({ across, look }, low, high, length) {
  const count = Math.max(2, Math.min(look.nticks || 12, length / (across ? 55 : 45)))
  const rough = (high - low) / count
  const power = 10 ** Math.floor(Math.log10(rough))
  const nice = [1, 2, 5, 10].map((factor) => factor * power).find((step) => step >= 0.8 * rough) ?? rough
  const step = typeof look.dtick === "number" && look.dtick > 0 && (high - low) / look.dtick < 500 ? look.dtick : nice
  const digits = Math.max(0, Math.min(9, -Math.floor(Math.log10(step) + 1e-9)))
  const first = Math.ceil(low / step - 1e-9)
  return Array.from({ length: Math.max(0, Math.floor(high / step + 1e-9) - first + 1) }, (_, place) => {
    const at = (first + place) * step
    return { at, text: writeNumber(at, look.tickformat || (digits ? `.${digits}f` : ",")) }
  })
}

/**
 * How a value is called on an axis: by its tick, if it has one with a text of its own.
 * @param {Axis} axis @param {any} value
 */
function labelOn(axis, value) {
  const { tickvals, ticktext } = axis.look
  if (!Array.isArray(tickvals)) return value
  return ticktext?.[tickvals.findIndex((one) => placeOn(axis, one) === placeOn(axis, value))] ?? value
}
