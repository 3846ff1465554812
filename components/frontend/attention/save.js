// The picture on screen as a file: SVG, and PNG made of it. Text enters through textContent alone.

const MOST_MARKS = 30000 // a file of more opens in no program; of a long text the strongest are saved, as the caption says

// Asked from the browser, because no file of ours holds an address.
const SVG = /** @type {string} */ (new DOMParser().parseFromString("<svg></svg>", "text/html").body.firstElementChild?.namespaceURI)

/** @param {View} view */
function buildSvg(view) {
  const width = 640
  const svg = node("svg", { width, "font-family": "sans-serif", "font-size": 12 })
  const ground = node("rect", { width, fill: view.colors.ground }, svg)
  const picture = view.selection.mode === "matrix" ? svgMatrix : svgLines
  const { height: pictured, marks } = picture(view, svg, width)
  let bottom = pictured
  const heads = drawnHeads(view)
  if (heads.length > 1)
    for (const { layer, head, color, dash } of heads) {
      bottom += 16
      const stroke = { stroke: color, "stroke-width": 3, "stroke-dasharray": dash.join(" ") || "none" }
      node("line", { x1: 10, x2: 40, y1: bottom, y2: bottom, ...stroke }, svg)
      node("text", { x: 48, y: bottom + 4, fill: view.colors.text }, svg).textContent = `layer ${layer + 1}, head ${head + 1}`
    }
  const lines = captionLines(view, marks)
  lines.forEach((line, place) => {
    node("text", { x: 10, y: bottom + 22 + 16 * place, fill: view.colors.text }, svg).textContent = line
  })
  const height = bottom + 30 + 16 * lines.length
  svg.setAttribute("height", String(height))
  svg.setAttribute("viewBox", `0 0 ${width} ${height}`)
  ground.setAttribute("height", String(height))
  return { svg, width, height }
}

/** @param {View} view - a matrix shows the opened head alone */
const drawnHeads = (view) => (view.selection.mode === "matrix" ? shown(view).slice(0, 1) : shown(view))

/** @param {string} name @param {Record<string, string | number>} attributes @param {Element} [parent] */
function node(name, attributes, parent) {
  const made = document.createElementNS(SVG, name)
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, String(value))
  parent?.append(made)
  return made
}

/**
 * Shortens a label to a width, as it is drawn in the file.
 * @param {string} text @param {number} width
 */
function shortened(text, width, size = 12) {
  const context = brush(document.createElement("canvas"))
  context.font = `${size}px sans-serif`
  return fitted(context, text, width)
}

/** @param {View} view @param {Element} svg @param {number} width */
function svgLines(view, svg, width) {
  const [left, right] = [180, width - 180]
  const lines = linesInSight(view, null, 0, Infinity)
  for (const line of lines.slice(0, MOST_MARKS).reverse()) {
    const [from, to] = [line.row, line.column].map((place) => 10 + ROW * (place + 0.5))
    const bend = `M${left},${from} C${width / 2},${from} ${width / 2},${to} ${right},${to}`
    const stroke = { stroke: line.color, "stroke-width": 0.6 + 3 * line.weight, "stroke-opacity": opacity(line.weight, line.bright).toFixed(3) }
    node("path", { d: bend, fill: "none", "stroke-dasharray": line.dash.join(" ") || "none", ...stroke }, svg)
  }
  const write = (/** @type {Unit[]} */ units, /** @type {number} */ x, /** @type {string} */ anchor) =>
    units.forEach((unit, place) => {
      const bold = anchor === "end" && place === view.selection.query ? "bold" : "normal"
      const look = { x, y: 14 + ROW * (place + 0.5), "text-anchor": anchor, "font-weight": bold, fill: view.colors.text }
      node("text", look, svg).textContent = shortened(unit.text, left - 16)
    })
  write(view.data.queries, left - 8, "end")
  write(view.data.keys, right + 8, "start")
  return { height: 20 + ROW * Math.max(view.data.rows, view.data.columns), marks: lines.length }
}

/** @param {View} view @param {Element} svg @param {number} width */
function svgMatrix(view, svg, width) {
  const places = matrixPlaces(view, width)
  const { left, top, cell } = places
  const [{ weights: head, color }] = shown(view)
  const threshold = thresholdOf(view)
  const cells = []
  for (let row = 0; row < head.rows; row++)
    for (let column = 0; column < head.columns; column++) {
      const weight = head.at(row, column)
      if (weight >= threshold && weight > 0) cells.push({ row, column, weight })
    }
  cells.sort((first, second) => second.weight - first.weight)
  const [side, fill] = [cell.toFixed(2), color]
  for (const { row, column, weight } of cells.slice(0, MOST_MARKS)) {
    const box = { x: (left + column * cell).toFixed(2), y: (top + row * cell).toFixed(2), width: side, height: side }
    node("rect", { ...box, fill, "fill-opacity": Math.sqrt(weight).toFixed(3) }, svg)
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
  return { height: places.height, marks: cells.length }
}

/**
 * What the picture shows: the model, each head, how it was read, and the whole text.
 * @param {View} view @param {number} marks
 */
function captionLines(view, marks) {
  const named = drawnHeads(view).map(({ layer, head }) => `layer ${layer + 1}, head ${head + 1}`)
  const heads = view.data.title ? [view.data.title] : named
  const threshold = thresholdOf(view)
  const least = threshold ? `; weights from ${percent(threshold)} upwards are drawn` : ""
  const few = marks > MOST_MARKS ? `; the strongest ${MOST_MARKS} of ${marks} are drawn` : ""
  const words = `${view.data.caption}; ${heads.join(" + ")}${least}${few}. Text: ${view.data.text}`.match(/\s*\S{1,40}/gu) ?? []
  const breadth = (/** @type {string} */ part) => [...part].reduce((sum, letter) => sum + (letter > "\u2e7f" ? 2 : 1), 0)
  const lines = [""]
  for (const word of words) {
    const full = breadth(lines[lines.length - 1]) + breadth(word) > 95
    if (full) lines.push(word.trimStart())
    else lines[lines.length - 1] += word
  }
  return lines
}

/** @param {View} view */
function saveSvg(view) {
  const { svg } = buildSvg(view)
  save(view, new Blob([new XMLSerializer().serializeToString(svg)], { type: "image/svg+xml" }), "svg")
}

/** @param {View} view */
function savePng(view) {
  const { svg, width, height } = buildSvg(view)
  const scale = Math.min(2, 16000 / height) // browsers refuse taller pictures
  const image = new Image()
  image.onload = () => {
    const canvas = document.createElement("canvas")
    canvas.width = width * scale
    canvas.height = height * scale
    brush(canvas).drawImage(image, 0, 0, canvas.width, canvas.height)
    canvas.toBlob((blob) => blob && save(view, blob, "png"), "image/png")
  }
  image.onerror = () => (view.parts.note.textContent = "This browser draws no picture as large as that. Save it as SVG.")
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(new XMLSerializer().serializeToString(svg))}`
}

/** @param {View} view @param {Blob} blob @param {"svg" | "png"} kind */
function save({ data, selection }, blob, kind) {
  const link = document.createElement("a")
  link.href = URL.createObjectURL(blob)
  const name = data.title || `layer ${selection.layer + 1} head ${selection.head + 1}`
  link.download = `attention-${name.toLowerCase().replace(/[^a-z0-9]+/g, "-")}.${kind}`
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), 10000)
}
