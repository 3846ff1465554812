// A Plotly figure as our own renderer takes it: its arrays unpacked, and where every trace's points are in each frame.

const ARRAYS = { i1: Int8Array, u1: Uint8Array, i2: Int16Array, u2: Uint16Array, i4: Int32Array, u4: Uint32Array, f4: Float32Array, f8: Float64Array }
const BLUES = [[0, "rgba(38,128,204,0)"], [1, "rgba(38,128,204,1)"]]
const DEFAULTS = { type: "scatter", mode: "lines+markers", opacity: 1, xaxis: "x", yaxis: "y", marker: {}, line: {}, textfont: {}, colorscale: BLUES }
const DRAWN = new Set(["scatter", "scattergl", "bar", "heatmap"])

/** @typedef {Record<string, any>} PlotTrace - as Plotly names its parts; colours, sizes and the like are one or many */
/** @typedef {{x: any[], y: any[]}} Spots - where the points of a trace are */

/**
 * @typedef {object} PlotFigure
 * @property {PlotTrace[]} traces
 * @property {Record<string, any>} layout
 * @property {string[]} frames - their names; none if nothing moves
 * @property {Spots[][]} spots - of each frame, or of the one picture: of each trace
 */

/** @param {string} text */
const bytesOf = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0))

/**
 * Unpacks the arrays in any part of a figure.
 * @param {any} value @returns {any}
 */
function unpackArrays(value) {
  if (Array.isArray(value)) return value.map(unpackArrays)
  if (typeof value !== "object" || value === null) return value
  if (typeof value.bdata !== "string") return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, unpackArrays(part)]))
  const numbers = [...new ARRAYS[/** @type {keyof typeof ARRAYS} */ (value.dtype)](bytesOf(value.bdata).buffer)]
  const [rows, columns] = String(value.shape ?? "").split(",").map(Number)
  return columns ? Array.from({ length: rows }, (_, row) => numbers.slice(row * columns, (row + 1) * columns)) : numbers
}

/**
 * The parts that are not null.
 * @param {object} parts
 */
const given = (parts) => Object.fromEntries(Object.entries(parts).filter(([, part]) => part !== null))

/** @param {any} chart - the figure as JSON @returns {PlotFigure} */
function readFigure(chart) {
  const { data, layout, frames } = unpackArrays(chart)
  /** @type {PlotTrace[]} */
  const traces = data.map((/** @type {PlotTrace} */ trace) => ({ ...DEFAULTS, ...given(trace) }))
  const first = traces.map(spotsOf)
  const spots = frames.map((/** @type {any} */ frame) => {
    const moved = [...first]
    frame.data.forEach((/** @type {PlotTrace} */ part, /** @type {number} */ place) => {
      const number = frame.traces?.[place] ?? place
      if (traces[number]) moved[number] = { x: part.x ?? first[number].x, y: part.y ?? first[number].y }
    })
    return moved
  })
  return { traces, layout, frames: frames.map((/** @type {any} */ { name }) => String(name)), spots: spots.length ? spots : [first] }
}

/**
 * Where a trace's points are; who gives one axis alone counts along the other.
 * @param {PlotTrace} trace @returns {Spots}
 */
function spotsOf({ x, y, type }) {
  if (type === "heatmap") return { x: [], y: [] }
  const count = (/** @type {any} */ others) => Array.from({ length: others?.length ?? 0 }, (_, place) => place)
  return { x: Array.isArray(x) ? x : count(y), y: Array.isArray(y) ? y : count(x) }
}

/** @param {PlotFigure} figure */
const canDraw = ({ traces }) => traces.every(({ type }) => DRAWN.has(type))

/**
 * The points between two frames, of which the second is so far reached, 0 … 1.
 * @param {Spots[]} before @param {Spots[]} after @param {number} share @returns {Spots[]}
 */
function spotsBetween(before, after, share) {
  if (share >= 1) return after
  const between = (/** @type {any[]} */ from, /** @type {any[]} */ to) =>
    to.map((end, place) => (typeof end === "number" && typeof from[place] === "number" ? from[place] + share * (end - from[place]) : end))
  return after.map(({ x, y }, number) => (before[number] === after[number] ? after[number] : { x: between(before[number].x, x), y: between(before[number].y, y) }))
}

/** @param {any} value @returns {any[]} */
const listOf = (value) => (Array.isArray(value) ? value : [])

/**
 * A trace's data: a row a point, or a cell, or a link of a flow.
 * @param {PlotTrace} trace @param {Spots} spots @returns {unknown[][]}
 */
function rowsOf(trace, spots) {
  const name = readPlain(trace.name)
  if (trace.type === "heatmap") return listOf(trace.z).flatMap((row, y) => listOf(row).map((z, x) => [name, trace.x?.[x] ?? x, trace.y?.[y] ?? y, z, ""]))
  if (trace.type === "sankey") {
    const called = (/** @type {any} */ number) => readPlain(trace.node?.label?.[number])
    return listOf(trace.link?.value).map((share, place) => [name, called(trace.link.source?.[place]), called(trace.link.target?.[place]), share, ""])
  }
  if (trace.hoverinfo === "skip" && trace.name === undefined) return [] // trails, bands and rings
  return spots.x.map((one, place) => [name, one, spots.y[place], trace.z?.[place] ?? "", readPlain(each(trace.hovertext ?? trace.text, place))])
}

/**
 * A figure's data as a table, in one frame.
 * @param {PlotFigure} figure @param {number} frame @returns {{columns: string[], rows: unknown[][]}}
 */
function tableOf({ traces, spots }, frame) {
  const rows = traces.flatMap((trace, number) => rowsOf(trace, spots[frame][number]))
  const columns = traces[0]?.type === "sankey" ? ["", "from", "to", "share", ""] : ["name", "x", "y", "value", "text"]
  const kept = columns.map((_, column) => rows.some((row) => row[column] !== "" && row[column] !== undefined && row[column] !== null))
  const short = (/** @type {unknown[]} */ row) => row.filter((_, column) => kept[column])
  return { columns: short(columns).map(String), rows: rows.map(short) }
}
