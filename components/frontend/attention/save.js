// The picture on screen as a file: SVG, and PNG made of it. Text enters through textContent alone.

const SVG = new DOMParser().parseFromString("<svg></svg>", "text/html").body.firstChild.namespaceURI

function buildSvg(view) {
  const width = 640
  const svg = node("svg", { width, "font-family": "sans-serif", "font-size": 12 })
  const ground = node("rect", { width, fill: view.colors.ground }, svg)
  let bottom = view.mode === "matrix" ? svgMatrix(view, svg, width) : svgLines(view, svg, width)
  const heads = drawnHeads(view)
  if (heads.length > 1)
    for (const { layer, number, color, dash } of heads) {
      bottom += 16
      const stroke = { stroke: color, "stroke-width": 3, "stroke-dasharray": dash.join(" ") || "none" }
      node("line", { x1: 10, x2: 40, y1: bottom, y2: bottom, ...stroke }, svg)
      node("text", { x: 48, y: bottom + 4, fill: view.colors.text }, svg).textContent = `layer ${layer + 1}, head ${number + 1}`
    }
  const lines = captionLines(view)
  lines.forEach((line, place) => {
    node("text", { x: 10, y: bottom + 22 + 16 * place, fill: view.colors.text }, svg).textContent = line
  })
  const height = bottom + 30 + 16 * lines.length
  svg.setAttribute("height", height)
  svg.setAttribute("viewBox", `0 0 ${width} ${height}`)
  ground.setAttribute("height", height)
  return { svg, width, height }
}

// The heads that are in the picture: a matrix has the opened one alone.
const drawnHeads = (view) => (view.mode === "matrix" ? shown(view).slice(0, 1) : shown(view))

function node(name, attributes, parent) {
  const made = document.createElementNS(SVG, name)
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value)
  parent?.append(made)
  return made
}

// Shortens a label to a width, as it is drawn in the file.
function shortened(text, width, size = 12) {
  const context = document.createElement("canvas").getContext("2d")
  context.font = `${size}px sans-serif`
  return fitted(context, text, width)
}

function svgLines(view, svg, width) {
  const [left, right] = [180, width - 180]
  for (const line of strongestOf(view, linesInSight({ ...view, hover: null }, 0, Infinity))) {
    const [from, to] = [line.row, line.column].map((place) => 10 + ROW * (place + 0.5))
    const opacity = (line.bright ? 1 : 0.22) * Math.min(1, 0.06 + 0.94 * Math.sqrt(line.weight))
    const bend = `M${left},${from} C${width / 2},${from} ${width / 2},${to} ${right},${to}`
    const stroke = { stroke: line.color, "stroke-width": 0.6 + 3 * line.weight, "stroke-opacity": opacity.toFixed(3) }
    node("path", { d: bend, fill: "none", "stroke-dasharray": line.dash.join(" ") || "none", ...stroke }, svg)
  }
  const write = (units, x, anchor) =>
    units.forEach((unit, place) => {
      const bold = anchor === "end" && place === view.query ? "bold" : "normal"
      const look = { x, y: 14 + ROW * (place + 0.5), "text-anchor": anchor, "font-weight": bold, fill: view.colors.text }
      node("text", look, svg).textContent = shortened(unit.text, left - 16)
    })
  write(view.data.queries, left - 8, "end")
  write(view.data.keys, right + 8, "start")
  return 20 + ROW * Math.max(view.data.rows, view.data.columns)
}

// A file of more marks than this opens in no program; of a long text the strongest are saved, and the caption says so.
const MOST_MARKS = 30000

function strongestOf(view, marks) {
  view.saved = { all: marks.length, drawn: Math.min(marks.length, MOST_MARKS) }
  return marks.slice(-MOST_MARKS)
}

function svgMatrix(view, svg, width) {
  const head = opened(view)
  const places = matrixPlaces(view, width)
  const { left, top, cell } = places
  const [{ color }] = shown(view)
  const cells = []
  for (let row = 0; row < head.rows; row++)
    for (let column = 0; column < head.columns; column++) {
      const weight = head.at(row, column)
      if (weight >= view.threshold && weight > 0) cells.push({ row, column, weight })
    }
  cells.sort((first, second) => first.weight - second.weight)
  for (const { row, column, weight } of strongestOf(view, cells)) {
    const box = { x: (left + column * cell).toFixed(2), y: (top + row * cell).toFixed(2), width: cell.toFixed(2), height: cell.toFixed(2) }
    node("rect", { ...box, fill: color, "fill-opacity": Math.sqrt(weight).toFixed(3) }, svg)
  }
  if (places.labelled) {
    const size = Math.min(12, Math.max(7, cell - 2))
    const look = { fill: view.colors.text, "font-size": size }
    view.data.queries.forEach((unit, row) => {
      node("text", { ...look, x: left - 4, y: top + (row + 0.7) * cell, "text-anchor": "end" }, svg).textContent = shortened(unit.text, left - 6, size)
    })
    view.data.keys.forEach((unit, column) => {
      const turn = `translate(${left + (column + 0.6) * cell},${top - 4}) rotate(-60)`
      node("text", { ...look, transform: turn }, svg).textContent = shortened(unit.text, (top - 8) / 0.87, size)
    })
  }
  return places.height
}

// What the picture shows: the model, each head, how it was read, and the whole text.
function captionLines(view) {
  const named = drawnHeads(view).map(({ layer, number }) => `layer ${layer + 1}, head ${number + 1}`)
  const heads = view.data.title ? [view.data.title] : named
  const least = view.threshold ? `; weights from ${percent(view.threshold)} upwards are drawn` : ""
  const few = view.saved.drawn < view.saved.all ? `; the strongest ${view.saved.drawn} of ${view.saved.all} are drawn` : ""
  const words = `${view.data.caption}; ${heads.join(" + ")}${least}${few}. Text: ${view.data.text}`.match(/\s*\S{1,40}/gu)
  const breadth = (part) => [...part].reduce((sum, letter) => sum + (letter > "\u2e7f" ? 2 : 1), 0)
  const lines = [""]
  for (const word of words) {
    const full = breadth(lines.at(-1)) + breadth(word) > 95
    if (full) lines.push(word.trimStart())
    else lines[lines.length - 1] += word
  }
  return lines
}

function saveSvg(view) {
  const { svg } = buildSvg(view)
  save(view, new Blob([new XMLSerializer().serializeToString(svg)], { type: "image/svg+xml" }), "svg")
}

function savePng(view) {
  const { svg, width, height } = buildSvg(view)
  const scale = Math.min(2, 16000 / height) // browsers refuse taller pictures
  const image = new Image()
  image.onload = () => {
    const canvas = document.createElement("canvas")
    canvas.width = width * scale
    canvas.height = height * scale
    canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height)
    canvas.toBlob((blob) => save(view, blob, "png"), "image/png")
  }
  image.onerror = () => (view.part(".foot .note").textContent = "This browser draws no picture as large as that. Save it as SVG.")
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(new XMLSerializer().serializeToString(svg))}`
}

function save(view, blob, kind) {
  const link = document.createElement("a")
  link.href = URL.createObjectURL(blob)
  const name = view.data.title || `layer ${view.layer + 1} head ${view.head + 1}`
  link.download = `attention-${name.toLowerCase().replace(/[^a-z0-9]+/g, "-")}.${kind}`
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), 10000)
}
