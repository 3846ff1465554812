// All heads of all layers as small pictures: a row for each layer, a column for each head. A click opens one, with
// Ctrl, ⌘ or Shift it is laid over the opened one.

const LABEL = 18

function cellSize(view) {
  const width = view.part(".side").clientWidth || 300
  return Math.max(10, Math.min(34, Math.floor((width - LABEL) / view.data.heads)))
}

function drawGrid(view) {
  const { data } = view
  const size = cellSize(view)
  const canvas = view.part(".grid canvas")
  const { context } = prepare(canvas, LABEL + size * data.layers, LABEL + size * data.heads)
  const picture = smallPictures(view)
  context.imageSmoothingEnabled = picture.rows > size - 2
  context.fillStyle = view.colors.text
  context.font = `${Math.min(11, size - 1)}px ${view.colors.font}`
  context.textAlign = "center"
  context.textBaseline = "middle"
  const every = size < 15 ? 2 : 1
  for (let head = 0; head < data.heads; head += every) context.fillText(String(head + 1), LABEL + (head + 0.5) * size, LABEL / 2)
  for (let layer = 0; layer < data.layers; layer++) {
    context.fillText(String(layer + 1), LABEL / 2, LABEL + (layer + 0.5) * size)
    for (let head = 0; head < data.heads; head++) {
      const [x, y] = [LABEL + head * size, LABEL + layer * size]
      context.fillStyle = view.colors.panel
      context.fillRect(x, y, size - 2, size - 2)
      context.fillStyle = view.colors.text
      const { rows, columns } = picture
      context.drawImage(picture.canvas, head * columns, layer * rows, columns, rows, x, y, size - 2, size - 2)
    }
  }
  placeButtons(view, size)
}

// Every small picture once, side by side, in the colour of the theme; drawn again only for new data or a new theme.
function smallPictures(view) {
  const { data, colors } = view
  if (view.pictures?.data === data && view.pictures.color === colors.single) return view.pictures
  const { rows, columns, cells } = data.small
  const canvas = document.createElement("canvas")
  canvas.width = columns * data.heads
  canvas.height = rows * data.layers
  const context = canvas.getContext("2d")
  const [red, green, blue] = rgb(colors.single)
  for (let number = 0; number < data.layers * data.heads; number++) {
    const image = context.createImageData(columns, rows)
    cells(number).forEach((level, place) => image.data.set([red, green, blue, level], 4 * place))
    context.putImageData(image, (number % data.heads) * columns, Math.floor(number / data.heads) * rows)
  }
  view.pictures = { data, canvas, rows, columns, color: colors.single }
  return view.pictures
}

function placeButtons(view, size) {
  const { data } = view
  const cells = view.part(".cells")
  if (cells.children.length !== data.layers * data.heads)
    cells.replaceChildren(...Array.from({ length: data.layers * data.heads }, () => {
      const button = document.createElement("button")
      button.type = "button"
      return button
    }))
  const marks = new Map(shownNames(view).map(({ layer, head, color }) => [layer * data.heads + head, color]))
  const focusable = view.layer * data.heads + view.head
  ;[...cells.children].forEach((button, number) => {
    const [layer, head] = [Math.floor(number / data.heads), number % data.heads]
    button.style.cssText = `left:${LABEL + head * size - 1}px;top:${LABEL + layer * size - 1}px;width:${size}px;height:${size}px;--mark:${marks.get(number) ?? "transparent"}`
    button.title = `Layer ${layer + 1}, head ${head + 1}: ${data.notes[number]}`
    button.setAttribute("aria-label", button.title)
    button.setAttribute("aria-pressed", String(marks.has(number)))
    button.tabIndex = number === focusable ? 0 : -1
  })
  const numberOf = (event) => [...cells.children].indexOf(event.target)
  cells.onclick = (event) => {
    const number = numberOf(event)
    if (number < 0) return
    const place = [Math.floor(number / data.heads), number % data.heads]
    if (event.shiftKey || event.ctrlKey || event.metaKey || view.laying) lay(view, ...place)
    else openHead(view, ...place)
  }
  cells.onkeydown = (event) => {
    const steps = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -data.heads, ArrowDown: data.heads }
    const target = cells.children[numberOf(event) + (steps[event.key] ?? NaN)]
    if (!target) return
    event.preventDefault()
    target.focus()
  }
}
