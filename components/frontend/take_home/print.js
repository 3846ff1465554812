// Paper: everything is drawn anew on white, in the width of the page and three times as fine, and afterwards as it was.

const FINE = 3 // dots a pixel
const TALLEST = 760 // pixels of a page that the tokens may take
const SMALLEST = 0.45 // of their size, that tokens can still be read in

/** @type {(() => void)[]} what puts things back */
let undone = []

/** @param {() => void} undo */
const later = (undo) => undone.push(undo)

/** @param {number} value - how many dots of a canvas make a pixel */
const setDots = (value) => Object.defineProperty(window, "devicePixelRatio", { value, configurable: true })

/** Gets everything ready for paper. */
function preparePaper() {
  const ratio = Object.getOwnPropertyDescriptor(window, "devicePixelRatio")
  later(() => ratio && Object.defineProperty(window, "devicePixelRatio", ratio))
  document.documentElement.classList.add("printing")
  later(() => document.documentElement.classList.remove("printing"))
  for (const details of document.querySelectorAll("details.made:not([open])")) {
    details.setAttribute("open", "")
    later(() => details.removeAttribute("open"))
  }
  setDots(FINE)
  window.sensescope.plots.forEach(paintPlot)
  window.sensescope.microscopes.forEach(fitPaper)
  setDots(FINE) // for who draws again because the width has changed
}

/**
 * Makes all tokens of a text fit on a page; of a long one the matrix does.
 * @param {View} view
 */
function fitPaper(view) {
  const { data, selection, parts } = view
  const host = /** @type {HTMLElement} */ (/** @type {ShadowRoot} */ (parts.microscope.getRootNode()).host)
  const size = Math.min(1, TALLEST / (ROW * data.rows))
  const { mode } = selection
  host.classList.add("printing")
  if (size < SMALLEST) selection.mode = "matrix"
  const zoom = selection.mode === "lines" ? size : 1
  host.style.setProperty("zoom", String(zoom))
  setDots(FINE * zoom) // as fine on paper as the others
  redrawHeads(view)
  later(() => {
    host.classList.remove("printing")
    host.style.removeProperty("zoom")
    selection.mode = mode
  })
}

window.onbeforeprint = preparePaper
window.onafterprint = () => {
  undone.reverse().forEach((undo) => undo())
  undone = []
  redraw()
}
