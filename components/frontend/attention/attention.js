// The attention microscope: all heads as small pictures, one opened as lines or as a matrix, others laid over it.
// It draws what it has at once and tells Python afterwards; what it has not, Python then sends.
// Every handler is assigned, not added, and every instance has one observer, which ends with it.

/** @type {WeakMap<ShadowRoot, View>} */
const views = new WeakMap()

/** @param {FrontendRendererArgs<Uint8Array>} given */
export default function showMicroscope({ data, parentElement, setStateValue }) {
  const message = readMessage(data)
  const view = views.get(parentElement) ?? start(parentElement, message)
  view.tell = () => setStateValue("selection", view.selection)
  receive(view, message)
  const turn = ++view.turn
  return () => {
    if (view.turn !== turn) return // a later message of the same view has taken over
    view.observer.disconnect()
    if (view.frame !== null) cancelAnimationFrame(view.frame)
    views.delete(parentElement)
  }
}

/** @param {ShadowRoot} root @param {Message} data @returns {View} */
function start(root, data) {
  const parts = findParts(root)
  const still = () => ({ name: "", canvas: document.createElement("canvas"), lines: [] })
  /** @type {View} */
  const view = {
    data,
    selection: { key: null, push: 0, layer: 0, head: 0, query: null, column: null, overlay: [], mode: "lines" },
    ...{ hover: null, chosen: null, laying: false },
    ...{ colors: themeColors(parts.microscope), stills: { rest: still(), pointed: still() }, small: null, left: null, legend: "" },
    ...{ shaded: new Map(), parts, frame: null, stale: true, turn: 0, tell: () => {} },
    observer: new ResizeObserver(() => draw(view)),
  }
  views.set(root, view)
  view.observer.observe(parts.microscope)
  parts.scroll.onscroll = () => draw(view)
  parts.asLines.onclick = () => select(view, { mode: "lines" })
  parts.asMatrix.onclick = () => select(view, { mode: "matrix" })
  parts.saveSvg.onclick = () => opened(view) && saveSvg(view)
  parts.savePng.onclick = () => opened(view) && savePng(view)
  parts.threshold.oninput = () => {
    view.chosen = Number(parts.threshold.value) / 100
    draw(view)
  }
  listen(view, parts.lines, lineAt)
  listen(view, parts.matrix, cellAt)
  parts.matrix.tabIndex = 0
  parts.matrix.onblur = () => point(view, null)
  parts.matrix.onkeydown = (event) => walkCells(view, event)
  return view
}

/**
 * @param {View} view @param {HTMLCanvasElement} canvas
 * @param {(view: View, x: number, y: number) => Place | null} placeAt
 */
function listen(view, canvas, placeAt) {
  canvas.onpointermove = (event) => pointAtLine(view, placeAt(view, event.offsetX, event.offsetY))
  canvas.onpointerleave = () => point(view, null)
  canvas.onclick = (event) => {
    const place = placeAt(view, event.offsetX, event.offsetY) // a finger has not pointed before
    if (place) pick(view, place.row, place.column)
  }
}

/**
 * Takes a message. Python's choice of head and token counts when it is new, or when the text is.
 * @param {View} view @param {Message} data
 */
function receive(view, data) {
  const { selection, parts } = view
  const other = selection.key !== data.key
  view.data = data
  view.colors = themeColors(parts.microscope)
  if (other || data.push.number !== selection.push) {
    const { number: push, layer, head, query, sought } = data.push
    Object.assign(selection, { push, layer, head, query, column: null })
    view.hover = null
    if (sought) requestAnimationFrame(() => parts.microscope.scrollIntoView({ block: "nearest" }))
  }
  selection.key = data.key
  selection.overlay = selection.overlay.filter(([layer, head]) => layer < data.layers && head < data.heads)
  if (other) selection.mode = data.mode
  const { style, classList } = parts.microscope
  style.setProperty("--height", `${data.height}px`)
  style.setProperty("--row", `${ROW}px`)
  style.setProperty("--side", data.grid ? `${LABEL + cellSize(data.heads, 290) * data.heads}px` : "15rem")
  style.setProperty("--shade", view.colors.heads[0])
  classList.toggle("single", !data.grid)
  parts.grid.hidden = !data.grid
  parts.threshold.value = String(thresholdOf(view) * 100)
  if (other) drawTokens(view)
  draw(view)
  if (other && selection.query !== null) reveal(view, selection.query)
}
