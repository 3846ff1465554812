// One head as a matrix: a row for each token that looks, a column for what it looks at.

/** @typedef {ReturnType<typeof matrixPlaces>} Places */

/** @param {View} view @param {number} width */
function matrixPlaces({ data }, width) {
  const { rows, columns } = data
  const widest = (/** @type {Unit[]} */ units, /** @type {number} */ most) =>
    Math.min(columns <= 8 ? most : 100, 12 + 7.2 * Math.max(...units.map((unit) => [...unit.text].length)))
  const places = (/** @type {boolean} */ labelled) => {
    const left = labelled ? widest(data.queries, 140) : 6
    const slanted = labelled ? widest(data.keys, 110) : 0
    const top = labelled ? 0.75 * slanted + 8 : 6
    const lean = 0.43 * slanted // how far the last label leans out to the right
    const cell = Math.min(columns <= 8 ? 64 : 30, (width - left - lean - 4) / columns)
    return { left, top, cell, labelled, height: top + cell * rows + 6 }
  }
  const named = places(Math.max(rows, columns) <= 48)
  return named.labelled && named.cell < 7 ? places(false) : named // smaller letters would lie on each other
}

/** @param {View} view */
function drawMatrix(view) {
  const { parts, stills } = view
  const width = parts.opened.clientWidth
  const places = matrixPlaces(view, width)
  if (stills.rest.name !== "matrix") {
    stills.rest.name = "matrix"
    paintMatrix(prepare(stills.rest.canvas, width, places.height), view, places)
  }
  const context = prepare(parts.matrix, width, places.height)
  context.drawImage(stills.rest.canvas, 0, 0, width, places.height)
  markCell(context, view, places)
}

/** @param {CanvasRenderingContext2D} context @param {View} view @param {Places} places */
function paintMatrix(context, view, { left, top, cell, labelled }) {
  const { data, colors } = view
  const [head, threshold] = [opened(view), thresholdOf(view)]
  if (!head) return
  const size = Math.max(cell - (cell > 6 ? 1 : 0), 0.8)
  context.fillStyle = colors.heads[0]
  for (let row = 0; row < head.rows; row++)
    for (let column = 0; column < head.columns; column++) {
      const weight = head.at(row, column)
      if (weight < threshold || weight === 0) continue
      context.globalAlpha = Math.min(1, Math.sqrt(weight))
      context.fillRect(left + column * cell, top + row * cell, size, size)
    }
  context.globalAlpha = 1
  context.strokeStyle = colors.faint
  context.strokeRect(left - 0.5, top - 0.5, cell * head.columns + 1, cell * head.rows + 1)
  if (!labelled) return
  context.fillStyle = colors.text
  context.font = `${Math.min(12, Math.max(7, cell - 2))}px ${colors.font}`
  context.textBaseline = "middle"
  context.textAlign = "right"
  data.queries.forEach((unit, row) => context.fillText(fitted(context, unit.text, left - 6), left - 4, top + (row + 0.5) * cell))
  context.textAlign = "left"
  data.keys.forEach((unit, column) => {
    context.save()
    context.translate(left + (column + 0.5) * cell, top - 4)
    context.rotate(-Math.PI / 3)
    context.fillText(fitted(context, unit.text, (top - 8) / 0.87), 0, 0)
    context.restore()
  })
}

/**
 * Frames the row of the token pointed at or picked, and the cell pointed at.
 * @param {CanvasRenderingContext2D} context @param {View} view @param {Places} places
 */
function markCell(context, view, { left, top, cell }) {
  const focus = focusOf(view)
  if (!opened(view) || focus?.side !== "from") return
  context.strokeStyle = PICKED
  context.lineWidth = 2
  context.strokeRect(left - 1, top + focus.place * cell - 1, cell * view.data.columns + 2, Math.max(cell, 2) + 1)
  if (focus.line) context.strokeRect(left + focus.line.column * cell, top + focus.place * cell, cell, cell)
}

/**
 * Shortens a label to a width.
 * @param {CanvasRenderingContext2D} context @param {string} text @param {number} width
 */
function fitted(context, text, width) {
  if (context.measureText(text).width <= width) return text
  let letters = [...text].slice(0, Math.ceil(width)) // no letter is narrower than a pixel
  while (letters.length > 1 && context.measureText(`${letters.join("")}…`).width > width) letters = letters.slice(0, -1)
  return `${letters.join("")}…`
}

/** @param {View} view @param {number} x @param {number} y @returns {Place | null} */
function cellAt(view, x, y) {
  const { left, top, cell } = matrixPlaces(view, view.parts.matrix.clientWidth)
  const [row, column] = [Math.floor((y - top) / cell), Math.floor((x - left) / cell)]
  return row < 0 || column < 0 || row >= view.data.rows || column >= view.data.columns ? null : { row, column, order: 0 }
}

/**
 * Arrow keys walk from cell to cell; Enter picks.
 * @param {View} view @param {KeyboardEvent} event
 */
function walkCells(view, event) {
  const steps = new Map([["ArrowUp", [-1, 0]], ["ArrowDown", [1, 0]], ["ArrowLeft", [0, -1]], ["ArrowRight", [0, 1]], ["Enter", [0, 0]]])
  const step = steps.get(event.key)
  if (!step) return
  event.preventDefault()
  const { data, selection } = view
  const at = view.hover?.line ?? { row: selection.query ?? 0, column: selection.column ?? 0 }
  const within = (/** @type {number} */ place, /** @type {number} */ count) => Math.max(0, Math.min(count - 1, place))
  const [row, column] = [within(at.row + step[0], data.rows), within(at.column + step[1], data.columns)]
  if (event.key === "Enter") pick(view, row, column)
  else pointAtLine(view, { row, column, order: 0 })
}
