// One head as a matrix: a row for each token that looks, a column for what it looks at.

function matrixPlaces(view, width) {
  const { rows, columns } = view.data
  const widest = (units, most) => Math.min(columns <= 8 ? most : 100, 12 + 7.2 * Math.max(...units.map((unit) => [...unit.text].length)))
  const places = (labelled) => {
    const left = labelled ? widest(view.data.queries, 140) : 6
    const slanted = labelled ? widest(view.data.keys, 110) : 0
    const top = labelled ? 0.75 * slanted + 8 : 6
    const lean = 0.43 * slanted // how far the last label leans out to the right
    const cell = Math.min(columns <= 8 ? 64 : 30, (width - left - lean - 4) / columns)
    return { left, top, cell, labelled, height: top + cell * rows + 6 }
  }
  const named = places(Math.max(rows, columns) <= 48)
  return named.labelled && named.cell < 7 ? places(false) : named // smaller letters would lie on each other
}

function drawMatrix(view) {
  const canvas = view.part(".matrix")
  const width = canvas.parentElement.clientWidth
  const places = matrixPlaces(view, width)
  const { context } = prepare(canvas, places.height, width)
  paintMatrix(context, view, places)
}

function paintMatrix(context, view, { left, top, cell, labelled }) {
  const { data, hover, query, threshold } = view
  const head = opened(view)
  if (!head) return
  const gap = cell > 6 ? 1 : 0
  context.fillStyle = shown(view)[0].color
  for (let row = 0; row < head.rows; row++)
    for (let column = 0; column < head.columns; column++) {
      const weight = head.at(row, column)
      if (weight < threshold || weight === 0) continue
      context.globalAlpha = Math.min(1, Math.sqrt(weight))
      context.fillRect(left + column * cell, top + row * cell, Math.max(cell - gap, 0.8), Math.max(cell - gap, 0.8))
    }
  context.globalAlpha = 1
  context.strokeStyle = view.colors.faint
  context.strokeRect(left - 0.5, top - 0.5, cell * head.columns + 1, cell * head.rows + 1)
  const marked = hover?.line?.row ?? (hover?.side === "from" ? hover.place : query)
  if (marked !== null && marked !== undefined) {
    context.strokeStyle = "#cc79a7"
    context.lineWidth = 2
    context.strokeRect(left - 1, top + marked * cell - 1, cell * head.columns + 2, Math.max(cell, 2) + 1)
    if (hover?.line) context.strokeRect(left + hover.line.column * cell, top + marked * cell, cell, cell)
    context.lineWidth = 1
  }
  if (!labelled) return
  context.fillStyle = view.colors.text
  context.font = `${Math.min(12, Math.max(7, cell - 2))}px ${view.colors.font}`
  context.textBaseline = "middle"
  data.queries.forEach((unit, row) => {
    context.textAlign = "right"
    context.fillText(fitted(context, unit.text, left - 6), left - 4, top + (row + 0.5) * cell)
  })
  context.textAlign = "left"
  data.keys.forEach((unit, column) => {
    context.save()
    context.translate(left + (column + 0.5) * cell, top - 4)
    context.rotate(-Math.PI / 3)
    context.fillText(fitted(context, unit.text, (top - 8) / 0.87), 0, 0)
    context.restore()
  })
}

function fitted(context, text, width) {
  if (context.measureText(text).width <= width) return text
  let letters = [...text].slice(0, Math.ceil(width)) // no letter is narrower than a pixel
  while (letters.length > 1 && context.measureText(`${letters.join("")}…`).width > width) letters = letters.slice(0, -1)
  return `${letters.join("")}…`
}

function cellAt(view, x, y) {
  const canvas = view.part(".matrix")
  const { left, top, cell } = matrixPlaces(view, canvas.clientWidth)
  const [row, column] = [Math.floor((y - top) / cell), Math.floor((x - left) / cell)]
  if (row < 0 || column < 0 || row >= view.data.rows || column >= view.data.columns) return null
  return { row, column }
}
