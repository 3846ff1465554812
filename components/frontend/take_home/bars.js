// Bars: where they begin and end, side by side or on top of each other.

/**
 * One bar: `at` a place of its axis, `shift` and `width` beside it; from one value to another. `across` says that it lies.
 * @typedef {{at: any, shift: number, width: number, from: number, to: number, across: boolean}} Bar
 */
/** @typedef {{of: Map<number, Bar[]>, sizes: Set<string>}} Bars - by trace, and the axes on which they end */

/** @param {PlotFigure} figure @returns {Bars} */
function readBars({ traces, layout }) {
  /** @type {Map<number, Bar[]>} */
  const of = new Map()
  /** @type {Set<string>} */
  const sizes = new Set()
  const numbers = traces.flatMap(({ type }, number) => (type === "bar" ? [number] : []))
  const onTop = layout.barmode === "relative" || layout.barmode === "stack"
  /** @type {Map<string, number>} */
  const filled = new Map()
  for (const number of numbers) {
    const trace = traces[number]
    const across = trace.orientation === "h"
    const { x, y } = spotsOf(trace)
    const [places, values] = across ? [y, x] : [x, y]
    const beside = numbers.filter((other) => traces[other].xaxis === trace.xaxis && traces[other].yaxis === trace.yaxis)
    const all = onTop ? 1 : beside.length
    const width = trace.width ?? (stepOf(places) * (1 - (layout.bargap ?? 0.2))) / all
    const shift = (beside.indexOf(number) % all) * width - (all * width) / 2
    sizes.add(across ? trace.xaxis : trace.yaxis)
    of.set(
      number,
      values.map((value, place) => {
        const key = `${trace.xaxis} ${trace.yaxis} ${places[place]} ${value < 0}`
        const from = onTop ? (filled.get(key) ?? 0) : 0
        if (typeof value === "number" && Number.isFinite(value)) filled.set(key, from + value)
        return { at: places[place], shift, width: each(width, place), from, to: typeof value === "number" ? from + value : NaN, across }
      }),
    )
  }
  return { of, sizes }
}

/**
 * The least distance of two places; 1 for names.
 * @param {any[]} places
 */
function stepOf(places) {
  const sorted = places.filter((place) => typeof place === "number").sort((one, other) => one - other)
  const steps = sorted.slice(1).map((place, number) => place - sorted[number])
  return Math.min(Infinity, ...steps.filter((step) => step > 0), steps.some((step) => step > 0) ? Infinity : 1)
}

/**
 * A bar's box in pixels.
 * @param {Bar} bar @param {Axis} x @param {Axis} y
 */
function boxOf({ at, shift, width, from, to, across }, x, y) {
  const [along, over] = across ? [x, y] : [y, x]
  const middle = placeOn(over, at) + shift
  const [a, b] = [pixelAt(along, from), pixelAt(along, to)]
  const [c, d] = [pixelAt(over, middle), pixelAt(over, middle + width)]
  const [[x1, x2], [y1, y2]] = across ? [[a, b], [c, d]] : [[c, d], [a, b]]
  return { left: Math.min(x1, x2), top: Math.min(y1, y2), width: Math.abs(x2 - x1), height: Math.abs(y2 - y1) }
}

/**
 * Lays a pattern over a bar, the second cue beside its colour.
 * @param {CanvasRenderingContext2D} context @param {ReturnType<typeof boxOf>} box @param {string} shape
 */
function paintPattern(context, { left, top, width, height }, shape) {
  if (!shape) return
  context.save()
  context.beginPath()
  context.rect(left, top, width, height)
  context.clip()
  context.strokeStyle = context.fillStyle = "rgba(20,26,34,0.55)"
  context.lineWidth = 1.2
  context.beginPath()
  const step = 7
  const reach = Math.min(width + height, 9999)
  for (let place = -reach; place < reach; place += step) {
    if ("/x".includes(shape)) line(context, left + place, top + height, left + place + height, top)
    if ("\\x".includes(shape)) line(context, left + place, top, left + place + height, top + height)
    if ("-+".includes(shape) && place > 0) line(context, left, top + place, left + width, top + place)
    if ("|+".includes(shape) && place > 0) line(context, left + place, top, left + place, top + height)
    if (shape === ".") for (let down = step / 2; down < height; down += step) context.fillRect(left + place, top + down, 1.8, 1.8)
  }
  context.stroke()
  context.restore()
}

/** @param {CanvasRenderingContext2D} context @param {number} x1 @param {number} y1 @param {number} x2 @param {number} y2 */
function line(context, x1, y1, x2, y2) {
  context.moveTo(x1, y1)
  context.lineTo(x2, y2)
}
