// The attention microscope: all heads as small pictures, one opened as lines or as a matrix, others laid over it.
// It draws what it has at once and tells Python afterwards; what it has not, Python then sends.
// Every handler is assigned, not added, and every instance has one observer, which ends with it.

const views = new WeakMap()

export default function ({ data, parentElement, setStateValue }) {
  const view = views.get(parentElement) ?? start(parentElement)
  view.tell = () =>
    setStateValue("selection", {
      layer: view.layer,
      head: view.head,
      query: view.query,
      column: view.column ?? null,
      overlay: view.overlay,
      mode: view.mode,
      key: view.data.key,
      push: view.push,
    })
  const turn = (view.turn = (view.turn ?? 0) + 1)
  receive(view, data)
  return () => {
    if (view.turn !== turn) return // a later message of the same view has taken over
    view.observer.disconnect()
    cancelAnimationFrame(view.frame)
    views.delete(parentElement)
  }
}

function start(parent) {
  const view = { part: (name) => parent.querySelector(name), overlay: [], hover: null, query: null, mode: "lines", threshold: 0, push: 0 }
  views.set(parent, view)
  view.observer = new ResizeObserver(() => draw(view))
  view.observer.observe(view.part(".microscope"))
  view.part(".scroll").onscroll = () => draw(view)
  view.part(".as-lines").onclick = () => show(view, "lines")
  view.part(".as-matrix").onclick = () => show(view, "matrix")
  view.part(".save-svg").onclick = () => opened(view) && saveSvg(view)
  view.part(".save-png").onclick = () => opened(view) && savePng(view)
  view.part(".threshold input").oninput = (event) => {
    Object.assign(view, { threshold: event.target.value / 100, chosen: true })
    draw(view)
  }
  const lines = view.part(".scroll canvas")
  lines.onpointermove = (event) => pointAtLine(view, lineAt(view, event.offsetX, event.offsetY))
  lines.onpointerleave = () => point(view, null)
  lines.onclick = (event) => {
    const line = lineAt(view, event.offsetX, event.offsetY) // a finger has not pointed before
    if (line) pick(view, line.row, line.column)
  }
  const matrix = view.part(".matrix")
  matrix.onpointermove = (event) => pointAtLine(view, cellAt(view, event.offsetX, event.offsetY))
  matrix.onpointerleave = () => point(view, null)
  matrix.onclick = (event) => {
    const cell = cellAt(view, event.offsetX, event.offsetY)
    if (cell) pick(view, cell.row, cell.column)
  }
  matrix.tabIndex = 0
  matrix.onblur = () => point(view, null)
  matrix.onkeydown = (event) => walkCells(view, event)
  return view
}

// Takes a message. Python's choice of head and token counts when it is new, or when the text is.
function receive(view, bytes) {
  const data = readMessage(bytes)
  const other = view.data?.key !== data.key
  view.data = data
  view.colors = themeColors(view)
  if (other || data.push.number !== view.push) {
    Object.assign(view, { layer: data.push.layer, head: data.push.head, query: data.push.query, push: data.push.number, column: null })
    view.hover = null
  }
  view.overlay = view.overlay.filter(([layer, head]) => layer < data.layers && head < data.heads)
  if (other) view.mode = data.mode
  if (other && !view.chosen) view.threshold = Math.max(data.rows, data.columns) > 100 ? 0.02 : 0
  const microscope = view.part(".microscope")
  microscope.style.setProperty("--height", `${data.height}px`)
  microscope.style.setProperty("--row", `${ROW}px`)
  microscope.style.setProperty("--side", `${LABEL + Math.min(34, Math.max(10, Math.floor(290 / data.heads))) * data.heads}px`)
  microscope.style.setProperty("--shade", view.colors.single)
  microscope.classList.toggle("single", !data.grid)
  view.part(".grid").hidden = !data.grid
  view.part(".threshold input").value = view.threshold * 100
  if (other) drawTokens(view)
  draw(view)
  if (other && view.query !== null) reveal(view, view.query)
}

function themeColors(view) {
  const style = getComputedStyle(view.part(".microscope"))
  const read = (name) => style.getPropertyValue(`--st-${name}`).trim()
  const ground = read("background-color") || "#ffffff"
  const dark = rgb(ground).reduce((sum, part) => sum + part, 0) < 384
  const heads = dark ? ["#56b4e9", "#e69f00", "#2fc79a", "#cc79a7", "#f0e442", "#ff8a3d", "#5aa5ff"] : ["#0072b2", "#d55e00", "#009e73", "#b0568a", "#7a5c00", "#56b4e9", "#e69f00"]
  return { ground, text: read("text-color"), faint: read("border-color"), panel: read("secondary-background-color"), font: read("font"), heads, single: heads[0] }
}

// Reads any colour the browser can, as red, green and blue.
function rgb(color) {
  const context = document.createElement("canvas").getContext("2d")
  context.fillStyle = color
  context.fillRect(0, 0, 1, 1)
  return [...context.getImageData(0, 0, 1, 1).data].slice(0, 3)
}

const DASHES = [[], [7, 3], [2, 3], [9, 3, 2, 3], [12, 4], [4, 2], [1, 2]]

// The opened head and those laid over it, each with a colour and a dash of its own.
function shownNames(view) {
  const others = view.overlay.filter(([layer, head]) => layer !== view.layer || head !== view.head)
  return [[view.layer, view.head], ...others].slice(0, DASHES.length).map(([layer, head], order) => ({
    layer,
    head,
    color: view.colors.heads[order],
    dash: DASHES[order],
  }))
}

function shown(view) {
  const named = shownNames(view).map((name) => ({ ...name, number: name.head, head: view.data.weights.get(`${name.layer},${name.head}`) }))
  return named.filter(({ head }) => head)
}

function opened(view) {
  return view.data.weights.get(`${view.layer},${view.head}`)
}

function openHead(view, layer, head) {
  Object.assign(view, { layer, head })
  draw(view)
  view.tell()
}

function lay(view, layer, head) {
  const there = view.overlay.some(([l, h]) => l === layer && h === head)
  view.overlay = there ? view.overlay.filter(([l, h]) => l !== layer || h !== head) : [...view.overlay, [layer, head]].slice(-DASHES.length + 1)
  draw(view)
  view.tell()
}

function pick(view, query, key = null) {
  const again = view.query === query && (view.column ?? null) === key // a second click lets go, for this browser alone
  Object.assign(view, { query: again ? null : query, column: key })
  draw(view)
  if (!again) view.tell()
}

function point(view, hover) {
  if (JSON.stringify(view.hover) === JSON.stringify(hover)) return
  view.hover = hover
  draw(view)
}

function pointAtLine(view, line) {
  point(view, line && { side: "from", place: line.row, line: { row: line.row, column: line.column, order: line.shift ?? 0 } })
}

// Arrow keys walk from cell to cell of the matrix; Enter picks.
function walkCells(view, event) {
  const step = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1], Enter: [0, 0] }[event.key]
  if (!step) return
  event.preventDefault()
  const at = view.hover?.line ?? { row: view.query ?? 0, column: view.column ?? 0 }
  const within = (place, count) => Math.max(0, Math.min(count - 1, place))
  const cell = { row: within(at.row + step[0], view.data.rows), column: within(at.column + step[1], view.data.columns) }
  if (event.key === "Enter") pick(view, cell.row, cell.column)
  else pointAtLine(view, cell)
}

function show(view, mode) {
  view.mode = mode
  draw(view)
  view.tell()
}

function reveal(view, place) {
  const scroll = view.part(".scroll")
  scroll.scrollTop = Math.max(0, place * ROW - scroll.clientHeight / 2)
}

function draw(view) {
  cancelAnimationFrame(view.frame)
  view.frame = requestAnimationFrame(() => drawNow(view))
}

function drawNow(view) {
  if (!view.data || !view.part(".microscope")) return
  const lines = view.mode === "lines"
  view.part(".as-lines").setAttribute("aria-pressed", String(lines))
  view.part(".as-matrix").setAttribute("aria-pressed", String(!lines))
  view.part(".scroll").hidden = !lines
  view.part(".matrix").hidden = lines
  view.part(".threshold output").textContent = percent(view.threshold)
  view.part(".opened").classList.toggle("waiting", !opened(view))
  if (lines) drawLines(view)
  else drawMatrix(view)
  if (view.data.grid) drawGrid(view)
  write(view)
  view.part(".microscope").dataset.rows = view.data.rows
  view.part(".microscope").dataset.drawn = opened(view) ? `${view.layer + 1},${view.head + 1}` : ""
}

// Fits a canvas to its place and the screen's resolution, and clears it.
function prepare(canvas, height, width = canvas.clientWidth) {
  const scale = window.devicePixelRatio || 1
  canvas.width = Math.round(width * scale)
  canvas.height = Math.round(height * scale)
  canvas.style.height = `${height}px`
  if (canvas.parentElement.className === "grid") canvas.style.width = `${width}px`
  const context = canvas.getContext("2d")
  context.scale(scale, scale)
  return { context, width, height }
}

const percent = (share) => `${(100 * share).toFixed(share > 0 && share < 0.1 ? 1 : 0)}%`

// Everything that is said in words: the name of the picture, what is left out, the legend, the numbers of one token.
function write(view) {
  const { data, layer, head } = view
  const note = data.notes[layer * data.heads + head]
  view.part(".name").textContent = data.title || `Layer ${layer + 1}, head ${head + 1}${note ? ` · ${note}` : ""}`
  const weights = opened(view)
  view.part(".foot .note").textContent = [data.reading, weights ? leftOut(view, weights) : "Loading this head …"].filter(Boolean).join(" ")
  writeLegend(view)
  writeReadout(view, weights)
}

// Says how much is left out; counted once for a head and a threshold, because it goes through all weights.
function leftOut(view, head) {
  if (!view.threshold) return ""
  if (view.left?.head === head && view.left.threshold === view.threshold) return view.left.words
  view.left = { head, threshold: view.threshold, words: countLeftOut(view, head) }
  return view.left.words
}

function countLeftOut(view, head) {
  let [total, drawn] = [0, 0]
  for (let row = 0; row < head.rows; row++)
    for (let column = 0; column < head.columns; column++) {
      const weight = head.at(row, column)
      total += weight
      if (weight >= view.threshold) drawn += weight
    }
  return `Weights below ${percent(view.threshold)} are not drawn: ${percent(1 - drawn / total)} of this head’s attention.`
}

function writeLegend(view) {
  const names = shownNames(view)
  const legend = view.part(".legend")
  const said = JSON.stringify([names, view.laying, view.data.grid])
  if (view.legend === said) return // so that a button keeps its focus
  view.legend = said
  const held = [...legend.children].indexOf(legend.getRootNode().activeElement)
  const tag = (text, press, pressed) => {
    const button = document.createElement("button")
    button.type = "button"
    button.textContent = text
    button.onclick = press
    if (pressed !== undefined) button.setAttribute("aria-pressed", String(pressed))
    return button
  }
  const parts = names.slice(1).map(({ layer, head, color, dash }) => {
    const button = tag("", () => lay(view, layer, head))
    const swatch = document.createElement("span")
    swatch.className = "swatch"
    swatch.style.borderTop = `3px ${dash.length ? "dashed" : "solid"} ${color}`
    button.append(swatch, `layer ${layer + 1}, head ${head + 1} ✕`)
    return button
  })
  const toggle = () => {
    view.laying = !view.laying
    draw(view)
  }
  const overlay = tag(view.laying ? `Laying over: click heads, ${DASHES.length - 1} at most` : "Lay heads over", toggle, Boolean(view.laying))
  legend.replaceChildren(...(view.data.grid ? [overlay] : []), ...parts)
  if (held >= 0) legend.children[Math.min(held, legend.children.length - 1)]?.focus()
}

function writeReadout(view, openedHead) {
  const over = view.hover?.line?.order ? shown(view)[view.hover.line.order] : null // a line of a head laid over
  const head = over?.head ?? openedHead
  const focus = view.hover ?? (view.query === null ? null : { side: "from", place: view.query })
  const readout = view.part(".readout")
  const canvas = view.part(view.mode === "lines" ? ".scroll canvas" : ".matrix")
  const name = view.part(".name").textContent
  if (!head || !focus) {
    readout.textContent = view.mode === "lines" ? "Point at a token or a line. Click to keep it; arrow keys walk." : "Point at a cell. Click to keep its row; arrow keys walk."
    canvas.setAttribute("aria-label", `${name}. ${view.data.rows} by ${view.data.columns}.`)
    return
  }
  const from = focus.side === "from"
  const [mine, others] = from ? [view.data.queries, view.data.keys] : [view.data.keys, view.data.queries]
  const weights = others.map((unit, place) => ({ unit, place, weight: from ? head.at(focus.place, place) : head.at(place, focus.place) }))
  weights.sort((first, second) => second.weight - first.weight)
  const title = document.createElement("div")
  const strong = document.createElement("strong")
  strong.textContent = mine[focus.place].text
  const whose = over ? ` (layer ${over.layer + 1}, head ${over.number + 1})` : ""
  title.append(strong, from ? " looks at" : " is looked at by", whose)
  const most = weights.slice(0, 6)
  const pointed = focus.line ? weights.findIndex(({ place }) => place === focus.line.column) : -1
  if (pointed > 5) most[5] = weights[pointed] // what is pointed at is always told
  const lines = most.map(({ unit, weight, place }) => barLine(unit, weight, focus.line && place === focus.line.column))
  const rest = document.createElement("div")
  rest.className = "note"
  const sum = weights.reduce((total, one) => total + (most.includes(one) ? 0 : one.weight), 0)
  if (weights.length > 6 && from) rest.textContent = `the other ${weights.length - 6} together ${percent(sum)}`
  readout.replaceChildren(title, ...lines, rest)
  const facts = most.slice(0, 3).map(({ unit, weight }) => `${unit.text} ${percent(weight)}`)
  canvas.setAttribute("aria-label", `${name}. ${view.data.rows} by ${view.data.columns}. ${title.textContent} ${facts.join(", ")}.`)
}

function barLine(unit, weight, marked) {
  const line = document.createElement("div")
  line.className = "line"
  const [word, track, share] = ["word", "track", "share"].map((name) => {
    const part = document.createElement("span")
    part.className = name
    return part
  })
  word.textContent = unit.text
  word.title = unit.title
  if (marked) word.style.fontWeight = "bold"
  const amount = document.createElement("div")
  amount.className = "amount"
  amount.style.width = `${Math.min(100, 100 * weight)}%`
  track.append(amount)
  share.textContent = percent(weight)
  line.append(word, track, share)
  return line
}
