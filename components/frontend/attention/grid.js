// All heads of all layers as small pictures: a row for each layer, a column for each head. A click opens one, with
// Ctrl, ⌘ or Shift it is laid over the opened one.

const LABEL = 18

/** @param {number} heads @param {number} width */
const cellSize = (heads, width) => Math.min(34, Math.max(10, Math.floor(width / heads)))

/** @param {View} view */
function drawGrid(view) {
  const { data, parts, colors } = view
  const size = cellSize(data.heads, (parts.side.clientWidth || 300) - LABEL)
  const width = LABEL + size * data.heads
  parts.gridCanvas.style.width = `${width}px`
  const context = prepare(parts.gridCanvas, width, LABEL + size * data.layers)
  const { rows, columns } = data.pictures
  const pictures = smallPictures(view)
  context.imageSmoothingEnabled = rows > size - 2
  context.font = `${Math.min(11, size - 1)}px ${colors.font}`
  context.textAlign = "center"
  context.textBaseline = "middle"
  context.fillStyle = colors.text
  const every = size < 15 ? 2 : 1
  for (let head = 0; head < data.heads; head += every) context.fillText(String(head + 1), LABEL + (head + 0.5) * size, LABEL / 2)
  for (let layer = 0; layer < data.layers; layer++) {
    context.fillStyle = colors.text
    context.fillText(String(layer + 1), LABEL / 2, LABEL + (layer + 0.5) * size)
    context.fillStyle = colors.panel
    for (let head = 0; head < data.heads; head++) {
      const [x, y] = [LABEL + head * size, LABEL + layer * size]
      context.fillRect(x, y, size - 2, size - 2)
      context.drawImage(pictures, head * columns, layer * rows, columns, rows, x, y, size - 2, size - 2)
    }
  }
  placeButtons(view, size)
}

/**
 * Every small picture once, side by side, in the colour of the theme; drawn again only for new data or a new theme.
 * @param {View} view
 */
function smallPictures(view) {
  const { data, colors } = view
  const color = colors.heads[0]
  if (view.small?.of === data && view.small.color === color) return view.small.canvas
  const { rows, columns, cells } = data.pictures
  const canvas = document.createElement("canvas")
  canvas.width = columns * data.heads
  canvas.height = rows * data.layers
  const context = brush(canvas)
  const [red, green, blue] = rgb(color)
  for (let number = 0; number < data.layers * data.heads; number++) {
    const image = context.createImageData(columns, rows)
    cells(number).forEach((level, place) => image.data.set([red, green, blue, level], 4 * place))
    context.putImageData(image, (number % data.heads) * columns, Math.floor(number / data.heads) * rows)
  }
  view.small = { of: data, canvas, color }
  return canvas
}

/** @param {View} view @param {number} size */
function placeButtons(view, size) {
  const { data, selection, parts: { cells } } = view
  const makeButton = () => element("button", "", { type: "button" })
  const length = data.layers * data.heads
  if (cells.children.length !== length) cells.replaceChildren(...Array.from({ length }, makeButton))
  const buttons = /** @type {HTMLButtonElement[]} */ ([...cells.children])
  const marks = new Map(named(view).map(({ layer, head, color }) => [layer * data.heads + head, color]))
  const tabbed = selection.layer * data.heads + selection.head
  const steps = new Map([["ArrowLeft", -1], ["ArrowRight", 1], ["ArrowUp", -data.heads], ["ArrowDown", data.heads]])
  buttons.forEach((button, number) => {
    const [layer, head] = [Math.floor(number / data.heads), number % data.heads]
    button.style.cssText = `left:${LABEL + head * size - 1}px;top:${LABEL + layer * size - 1}px;width:${size}px;height:${size}px;--mark:${marks.get(number) ?? "transparent"}`
    button.title = button.ariaLabel = `Layer ${layer + 1}, head ${head + 1}: ${data.notes[number]}`
    button.ariaPressed = String(marks.has(number))
    button.tabIndex = number === tabbed ? 0 : -1
    button.onclick = (event) => {
      if (event.shiftKey || event.ctrlKey || event.metaKey || view.laying) lay(view, layer, head)
      else select(view, { layer, head })
    }
    button.onkeydown = (event) => {
      const target = buttons[number + (steps.get(event.key) ?? NaN)]
      if (!target) return
      event.preventDefault()
      target.focus()
    }
  })
}
