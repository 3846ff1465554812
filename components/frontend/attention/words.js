// Everything that is said in words: the name of the picture, what is left out, the legend, the numbers of one token.

const TOLD = 6 // tokens in the readout

/** @param {View} view */
function write(view) {
  const { data, parts, selection: { layer, head } } = view
  const note = data.notes[layer * data.heads + head]
  parts.name.textContent = data.title || `Layer ${layer + 1}, head ${head + 1}${note ? ` · ${note}` : ""}`
  const weights = opened(view)
  parts.note.textContent = [data.reading, weights ? leftOut(view, weights) : "Loading this head …"].filter(Boolean).join(" ")
}

/**
 * Says how much is left out; counted once for a head and a threshold, because it goes through all weights.
 * @param {View} view @param {Head} head
 */
function leftOut(view, head) {
  const threshold = thresholdOf(view)
  if (!threshold) return ""
  if (view.left?.head === head && view.left.threshold === threshold) return view.left.words
  let [total, drawn] = [0, 0]
  for (let row = 0; row < head.rows; row++)
    for (let column = 0; column < head.columns; column++) {
      const weight = head.at(row, column)
      total += weight
      if (weight >= threshold) drawn += weight
    }
  const words = `Weights below ${percent(threshold)} are not drawn: ${percent(1 - drawn / total)} of this head’s attention.`
  view.left = { head, threshold, words }
  return words
}

/** @param {View} view */
function writeLegend(view) {
  const names = named(view)
  const { legend } = view.parts
  const said = JSON.stringify([names, view.laying, view.data.grid])
  if (view.legend === said) return // so that a button keeps its focus
  view.legend = said
  const root = /** @type {ShadowRoot} */ (legend.getRootNode())
  const held = [...legend.children].findIndex((button) => button === root.activeElement)
  const buttons = names.slice(1).map(({ layer, head, color, dash }) => {
    const button = element("button", "", { type: "button", onclick: () => lay(view, layer, head) })
    const swatch = element("span", "swatch")
    swatch.style.borderTop = `3px ${dash.length ? "dashed" : "solid"} ${color}`
    button.append(swatch, `layer ${layer + 1}, head ${head + 1} ✕`)
    return button
  })
  if (view.data.grid) {
    const textContent = view.laying ? `Laying over: click heads, ${DASHES.length - 1} at most` : "Lay heads over"
    const toggle = () => {
      view.laying = !view.laying
      draw(view)
    }
    buttons.unshift(element("button", "", { type: "button", textContent, ariaPressed: String(view.laying), onclick: toggle }))
  }
  legend.replaceChildren(...buttons)
  if (held >= 0) buttons[Math.min(held, buttons.length - 1)]?.focus()
}

/**
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag @param {string} className @param {Partial<HTMLElementTagNameMap[Tag]>} rest
 */
const element = (tag, className, rest = {}) => Object.assign(document.createElement(tag), { className }, rest)

/** @param {View} view */
function writeReadout(view) {
  const { data, parts, selection } = view
  const lines = selection.mode === "lines"
  const focus = focusOf(view)
  const over = focus?.line?.order ? shown(view)[focus.line.order] : null // a line of a head laid over
  const head = over?.weights ?? opened(view)
  const canvas = lines ? parts.lines : parts.matrix
  canvas.ariaLabel = `${parts.name.textContent}. ${data.rows} by ${data.columns}.`
  if (head && focus) canvas.ariaLabel += ` ${tell(view, head, focus, over)}.`
  else if (lines) parts.readout.textContent = "Point at a token or a line. Click to keep it; arrow keys walk."
  else parts.readout.textContent = "Point at a cell. Click to keep its row; arrow keys walk."
}

/**
 * Tells the largest weights of one token as bars, and returns the first in one sentence.
 * @param {View} view @param {Head} head @param {Hover} focus @param {Shown | null} over
 */
function tell({ data, parts }, head, { side, place: at, line }, over) {
  const from = side === "from"
  const [mine, others] = from ? [data.queries, data.keys] : [data.keys, data.queries]
  const weights = weightsOf(head, side, at).map((weight, place) => ({ weight, place, marked: place === line?.column }))
  weights.sort((first, second) => second.weight - first.weight)
  const most = weights.slice(0, TOLD)
  const pointed = weights.findIndex(({ marked }) => marked)
  if (pointed >= TOLD) most[TOLD - 1] = weights[pointed] // what is pointed at is always told
  const title = element("div", "")
  const whose = over ? ` (layer ${over.layer + 1}, head ${over.head + 1})` : ""
  title.append(element("strong", "", { textContent: mine[at].text }), from ? " looks at" : " is looked at by", whose)
  const rest = element("div", "note")
  const sum = weights.reduce((total, one) => total + (most.includes(one) ? 0 : one.weight), 0)
  if (weights.length > TOLD && from) rest.textContent = `the other ${weights.length - TOLD} together ${percent(sum)}`
  const bars = most.map(({ weight, place, marked }) => barLine(others[place], weight, marked))
  parts.readout.replaceChildren(title, ...bars, rest)
  const facts = most.slice(0, 3).map(({ weight, place }) => `${others[place].text} ${percent(weight)}`)
  return `${title.textContent} ${facts.join(", ")}`
}

/** @param {Unit} unit @param {number} weight @param {boolean} marked */
function barLine({ text, title }, weight, marked) {
  const line = element("div", "line")
  const word = element("span", "word", { textContent: text, title })
  if (marked) word.style.fontWeight = "bold"
  const amount = element("div", "amount")
  amount.style.width = `${Math.min(100, 100 * weight)}%`
  const track = element("span", "track")
  track.append(amount)
  line.append(word, track, element("span", "share", { textContent: percent(weight) }))
  return line
}
