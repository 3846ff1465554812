// Texts of a figure: Plotly's <br> and <b> are read, everything else is text. And numbers, written as it writes them.

const INVISIBLE = /[\p{C}\p{Zl}\p{Zp}]/gu // controls, marks that turn the direction, halves of letters
const ENTITIES = new Map([["&amp;", "&"], ["&lt;", "<"], ["&gt;", ">"], ["&quot;", '"'], ["&#x27;", "'"], ["&#39;", "'"]])

/** @typedef {{text: string, bold: boolean}[][]} Rich - lines of parts */

/**
 * Makes a text fit to be shown: what no font draws becomes a dot, but for the joiners inside Persian words and emoji.
 * @param {unknown} text
 */
const shownText = (text) =>
  String(text ?? "").replace(/\p{Zs}/gu, " ").replace(INVISIBLE, (one) => ("\u200c\u200d".includes(one) ? one : "·"))

/** @param {unknown} text @returns {Rich} */
function readRich(text) {
  /** @type {Rich} */
  const lines = [[]]
  let bold = false
  for (const part of String(text ?? "").split(/(<br>|<b>|<\/b>)/))
    if (part === "<br>") lines.push([])
    else if (part === "<b>" || part === "</b>") bold = part === "<b>"
    else if (part) lines[lines.length - 1].push({ text: shownText(part.replace(/&[a-z#0-9]+;/g, (one) => ENTITIES.get(one) ?? one)), bold })
  return lines
}

/** @param {unknown} text */
const readPlain = (text) => readRich(text).map((line) => line.map((part) => part.text).join("")).join(" ")

/** @param {HTMLElement} place @param {unknown} text */
function showRich(place, text) {
  place.replaceChildren(
    ...readRich(text).map((line) => {
      const row = element("div", "", { dir: "auto" })
      row.append(...line.map(({ text: textContent, bold }) => element(bold ? "b" : "span", "", { textContent })))
      return row
    }),
  )
}

/**
 * Writes lines around a point; `across` and `down` say how much of them lies before it, 0 … 1.
 * @param {CanvasRenderingContext2D} context @param {unknown} text @param {number} x @param {number} y
 * @param {{size: number, family: string, color: string, across?: number, down?: number}} look
 */
function paintRich(context, text, x, y, { size, family, color, across = 0.5, down = 0.5 }) {
  const lines = readRich(text)
  const font = (/** @type {boolean} */ bold) => `${bold ? "bold " : ""}${size}px ${family}`
  context.fillStyle = color
  context.textAlign = "left"
  context.textBaseline = "middle"
  lines.forEach((line, row) => {
    const widths = line.map((part) => {
      context.font = font(part.bold)
      return context.measureText(part.text).width
    })
    let left = x - across * widths.reduce((sum, width) => sum + width, 0)
    const middle = y + (row + 0.5 - down * lines.length) * 1.25 * size
    line.forEach((part, place) => {
      context.font = font(part.bold)
      context.fillText(part.text, left, middle)
      left += widths[place]
    })
  })
}

/** @param {CanvasRenderingContext2D} context @param {unknown} text @param {number} size @param {string} family */
function widthOf(context, text, size, family) {
  const font = (/** @type {boolean} */ bold) => `${bold ? "bold " : ""}${size}px ${family}`
  const wide = (/** @type {{text: string, bold: boolean}} */ part) => {
    context.font = font(part.bold)
    return context.measureText(part.text).width
  }
  return Math.max(0, ...readRich(text).map((line) => line.reduce((sum, part) => sum + wide(part), 0)))
}

/**
 * Writes a number by one of the formats of d3 that our figures use: ".3f", "+.2f", ".1%", "~%", ",", "g".
 * @param {unknown} value @param {string} [format]
 */
function writeNumber(value, format = "") {
  if (typeof value !== "number") return shownText(value)
  if (!Number.isFinite(value)) return "–"
  const [, sign, comma, digits, kind] = /^(\+?)(,?)(?:\.(\d))?~?([f%g]?)$/.exec(format) ?? ["", "", "", undefined, ""]
  const size = Math.abs(kind === "%" ? 100 * value : value)
  const fixed = digits !== undefined && kind !== "g" ? size.toFixed(Number(digits)) : String(Number(size.toPrecision(6)))
  const whole = comma ? fixed.replace(/\B(?=(\d{3})+(?!\d))/g, ",") : fixed
  const minus = value < 0 && Number(fixed) !== 0
  return `${minus ? "−" : sign}${whole}${kind === "%" ? "%" : ""}`
}

/**
 * One of many, if there are many.
 * @param {any} values @param {number} place
 */
const each = (values, place) => (Array.isArray(values) ? values[place] : values)

/**
 * What hovering tells of one point: Plotly's template, filled in.
 * @param {PlotTrace} trace @param {number} place @param {Record<string, unknown>} known - x, y and z as they are named there
 * @param {[row: number, column: number] | null} cell - of a heat map
 */
function hoverText(trace, place, known, cell = null) {
  const one = (/** @type {any} */ values) => (cell && Array.isArray(values?.[0]) ? values[cell[0]]?.[cell[1]] : each(values, place))
  const values = new Map(Object.entries({ ...known, name: trace.name, "fullData.name": trace.name }))
  for (const name of ["text", "hovertext"]) values.set(name, one(trace[name]))
  values.set("customdata", cell && !Array.isArray(trace.customdata?.[0]) ? undefined : one(trace.customdata))
  const template = one(trace.hovertemplate)
  if (typeof template !== "string") return [...(trace.name ? [trace.name] : []), `${writeNumber(known.x)}, ${writeNumber(known.y)}`].join("<br>")
  return template.replace(/<extra>.*?<\/extra>/g, "").replace(/%\{([\w.]+)(?:\[(\d+)\])?(?::([^}]*))?\}/g, (_, name, index, format) => {
    const value = index === undefined ? values.get(name) : values.get(name)?.[index]
    return typeof value === "number" ? writeNumber(value, format) : String(value ?? "")
  })
}
