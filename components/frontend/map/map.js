// The layer slider and the play button of a map or of token paths. Streamlit draws these with Plotly, one frame a
// layer; this moves the points from frame to frame in the browser and asks the server nothing. When the slider comes to
// rest the layer is told to Python, as are clicked points and those inside a lasso, by their ids (customdata).

const REST = 350 // milliseconds without movement that count as rest
const STEP = 1100 // milliseconds a layer stays while playing
const visits = new WeakMap()

export default function ({ data, parentElement, setTriggerValue }) {
  const visit = visits.get(parentElement) ?? begin(parentElement)
  visit.tell = setTriggerValue
  visit.data = data
  visit.slider.max = data.layers
  if (data.layer !== visit.told && visit.timer === null && !visit.playing) move(visit, data.layer, false)
  visit.told = data.layer
  visit.lasso.hidden = !data.flat
  attach(visit)
  const turn = (visit.turn = (visit.turn ?? 0) + 1)
  return () => visit.turn === turn && end(visit, parentElement) // unless later data of the same view took over
}

function begin(parentElement) {
  const find = (name) => parentElement.querySelector(name)
  const visit = { slider: find("input"), output: find("output"), button: find(".play"), lasso: find(".lasso") }
  Object.assign(visit, { timer: null, told: null })
  visit.slider.oninput = () => {
    stop(visit)
    move(visit, Number(visit.slider.value), true)
    tellLater(visit)
  }
  visit.button.onclick = () => (visit.playing ? stop(visit) : play(visit))
  visit.lasso.onclick = () => {
    attach(visit) // the chart may have been replaced just now
    drag(visit, visit.lasso.getAttribute("aria-pressed") === "true" ? "zoom" : "lasso")
  }
  visit.listeners = {
    plotly_click: (event) => tell(visit, "clicked", event.points[0]?.customdata),
    plotly_selected: (event) => event && choose(visit, event.points.map((point) => point.customdata)),
    plotly_deselect: () => choose(visit, []),
    plotly_relayout: (event) => keepZoom(visit, event),
    plotly_react: () => show(visit, false), // Streamlit drew the figure again, at the layer it was made with
  }
  visit.watch = setInterval(() => attach(visit), 250) // Streamlit may put another chart in the place of this one
  visits.set(parentElement, visit)
  return visit
}

function end(visit, parentElement) {
  visits.delete(parentElement) // the same element may be mounted again
  clearInterval(visit.watch)
  stop(visit)
  clearTimeout(visit.timer) // stopping sets one
  detach(visit)
}

function attach(visit) {
  const chart = document.querySelector(`.st-key-${visit.data.chart} .js-plotly-plot`)
  if (chart === visit.chart || !chart?.on || !window.Plotly) return
  detach(visit)
  visit.chart = chart
  for (const [name, listener] of Object.entries(visit.listeners)) chart.on(name, listener)
  if (visit.zoom && visit.zoomOf === visit.data.map) window.Plotly.relayout(chart, { ...visit.zoom })
  if (visit.chosen?.length && visit.chosenOf === visit.data.map) showChosen(visit)
  drag(visit, visit.lasso.getAttribute("aria-pressed") === "true" ? "lasso" : "zoom")
  show(visit, false)
}

// The points inside the lasso, by their ids, kept like the zoom.
function choose(visit, ids) {
  visit.chosen = ids
  visit.chosenOf = visit.data.map
  tell(visit, "lasso", ids)
}

function showChosen(visit) {
  const inside = visit.chart.data.map((trace) =>
    trace.customdata ? [...trace.customdata].flatMap((id, place) => (visit.chosen.includes(id) ? [place] : [])) : null
  )
  window.Plotly.restyle(visit.chart, { selectedpoints: inside })
}

// Streamlit puts a new chart in the place of one whose figure changes, so the zoom is kept here.
function keepZoom(visit, event) {
  const layout = visit.chart?._fullLayout
  if (!layout || !Object.keys(event).some((name) => /range|camera/.test(name))) return
  visit.zoomOf = visit.data.map
  visit.zoom = layout.scene
    ? { "scene.camera": layout.scene.camera }
    : { "xaxis.range": [...layout.xaxis.range], "yaxis.range": [...layout.yaxis.range] }
}

function detach(visit) {
  for (const [name, listener] of Object.entries(visit.listeners)) visit.chart?.removeListener?.(name, listener)
  visit.chart = null
}

function drag(visit, mode) {
  visit.lasso.setAttribute("aria-pressed", String(mode === "lasso"))
  const layout = visit.chart?._fullLayout
  if (!visit.chart?.isConnected || !layout || layout.scene) return
  if (layout.dragmode !== mode) window.Plotly.relayout(visit.chart, { dragmode: mode })
}

function move(visit, layer, glide) {
  visit.layer = layer
  visit.slider.value = layer
  visit.slider.setAttribute("aria-valuetext", `layer ${layer} of ${visit.data.layers}`)
  visit.output.textContent = layer
  show(visit, glide)
}

function show(visit, glide) {
  const { chart, layer } = visit
  if (!chart?.isConnected || !chart._fullLayout) return
  const still = !glide || window.matchMedia("(prefers-reduced-motion: reduce)").matches
  const solid = Boolean(chart._fullLayout.scene) // Plotly cannot glide in three dimensions
  const duration = still || solid ? 0 : visit.data.glide
  const options = { mode: "immediate", frame: { duration, redraw: solid }, transition: { duration, easing: "cubic-in-out" } }
  window.Plotly.animate(chart, [String(layer)], options).catch(() => {}) // a newer move has taken its place
}

function play(visit) {
  visit.playing = true
  label(visit)
  let layer = visit.layer >= visit.data.layers ? 0 : visit.layer
  move(visit, layer, true)
  visit.clock = setInterval(() => {
    layer += 1
    move(visit, layer, true)
    if (layer >= visit.data.layers) stop(visit)
  }, STEP)
}

function stop(visit) {
  if (!visit.playing) return
  visit.playing = false
  clearInterval(visit.clock)
  label(visit)
  tellLater(visit)
}

function label(visit) {
  visit.button.textContent = visit.playing ? "❚❚" : "▶"
  visit.button.setAttribute("aria-label", visit.playing ? "Stop" : "Play all layers")
}

function tellLater(visit) {
  clearTimeout(visit.timer)
  visit.timer = setTimeout(() => {
    visit.timer = null
    visit.told = visit.layer
    tell(visit, "layer", visit.layer)
  }, REST)
}

function tell(visit, name, value) {
  if (value !== undefined) visit.tell(name, value)
}
