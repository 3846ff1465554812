// The layer slider and the play button of a map or of token paths. Streamlit draws these with Plotly, one frame a
// layer; this moves the points from frame to frame in the browser and asks the server nothing. When the slider comes to
// rest the layer is told to Python, as are clicked points and those inside a lasso, by their ids (customdata).

const REST = 350 // milliseconds without movement that count as rest
const STEP = 1100 // milliseconds a layer stays while playing

/**
 * What Python sends. `map` names what is drawn: a zoom stays until it changes. `chosen` are the ids inside the lasso.
 * `title` and `about` go into a saved picture; they are escaped for Plotly.
 * @typedef {{chart: string, layer: number, layers: number, glide: number, flat: boolean, map: string,
 *   title: string, about: string, chosen: number[]}} Sent
 */

/**
 * One player on the page. The slider holds the layer, the lasso's button holds what dragging does.
 * @typedef {object} Visit
 * @property {Sent} data - what Python sent last
 * @property {(name: string, value: unknown) => void} tell
 * @property {number} turn - counts the messages
 * @property {number | null} told - the layer that Python knows of
 * @property {{map: string, zoom?: object}} kept - for the next chart: where the visitor looks
 * @property {number[]} chosen - the ids inside the lasso
 * @property {number | null} resting - the timer that tells the layer
 * @property {number | null} playing - the timer of the next layer
 * @property {Chart | null} chart - the one listened to
 * @property {Chart["_transitionData"]} [gliding] - where Plotly notes the next frame of the chart's latest move
 * @property {Record<string, (event: any) => void>} listeners - to the chart, by Plotly's names
 * @property {Element} block - of the page, that holds the player and its chart
 * @property {MutationObserver} observer - of that block: Streamlit may put another chart in the place of one
 * @property {{slider: HTMLInputElement, output: HTMLElement, play: HTMLElement, lasso: HTMLElement}} parts
 */

/** @type {WeakMap<ShadowRoot, Visit>} */
const visits = new WeakMap()

/** @param {FrontendRendererArgs<Sent>} given */
export default function ({ data, parentElement, setTriggerValue }) {
  const visit = visits.get(parentElement) ?? begin(parentElement, data)
  const { slider, lasso } = visit.parts
  const others = differ(data.chosen, visit.data.chosen) && differ(data.chosen, visit.chosen)
  visit.tell = setTriggerValue
  visit.data = data
  if (others) visit.chosen = data.chosen
  slider.max = String(data.layers)
  if (data.layer !== visit.told && visit.resting === null && visit.playing === null) move(visit, data.layer, false)
  visit.told = data.layer
  lasso.hidden = !data.flat
  attach(visit)
  if (others && visit.chart?._fullLayout?._replotting === false) restore(visit)
  const turn = ++visit.turn
  return () => visit.turn === turn && end(visit, parentElement) // unless later data of the same view took over
}

/** @param {ShadowRoot} root @param {Sent} data @returns {Visit} */
function begin(root, data) {
  const find = (/** @type {string} */ name) => /** @type {HTMLElement} */ (root.querySelector(name))
  const slider = /** @type {HTMLInputElement} */ (find("input"))
  const parts = { slider, output: find("output"), play: find(".play"), lasso: find(".lasso") }
  /** @type {Visit} */
  const visit = {
    ...{ data, parts, kept: { map: data.map }, told: null, resting: null, playing: null, chart: null, turn: 0 },
    chosen: data.chosen,
    tell: () => {},
    block: /** @type {Element} */ (root.host.closest("[data-testid=stVerticalBlock]")),
    observer: new MutationObserver(() => attach(visit)),
    listeners: {
      plotly_click: (event) => tell(visit, "clicked", event.points[0]?.customdata),
      plotly_selected: (event) => event && choose(visit, event.points.map((/** @type {any} */ point) => point.customdata)),
      plotly_deselect: () => choose(visit, []),
      plotly_relayout: (event) => keepZoom(visit, event),
      plotly_react: () => restore(visit), // Streamlit drew the figure, first or again, as Python made it
    },
  }
  parts.slider.oninput = () => {
    stop(visit)
    move(visit, Number(slider.value), true)
    tellLater(visit)
  }
  parts.play.onclick = () => (visit.playing === null ? play(visit) : stop(visit))
  find(".save-svg").onclick = () => saveSlide(visit.chart, visit.data, slider.value, "svg")
  find(".save-png").onclick = () => saveSlide(visit.chart, visit.data, slider.value, "png")
  parts.lasso.onclick = () => drag(visit, dragging(visit) === "lasso" ? "zoom" : "lasso")
  visit.observer.observe(visit.block, { childList: true, subtree: true })
  visits.set(root, visit)
  return visit
}

/** @param {Visit} visit @param {ShadowRoot} root */
function end(visit, root) {
  visits.delete(root) // the same element may be mounted again
  visit.observer.disconnect()
  clearTimeout(visit.playing ?? undefined)
  clearTimeout(visit.resting ?? undefined)
  detach(visit)
}

/** @param {Visit} visit */
function attach(visit) {
  if (!visit.chart?.isConnected) halt(visit.gliding)
  const chart = /** @type {Chart | null} */ (visit.block.querySelector(`.st-key-${visit.data.chart} .js-plotly-plot`))
  if (chart === visit.chart || !chart?.on) return
  detach(visit)
  visit.chart = chart
  for (const [name, listener] of Object.entries(visit.listeners)) chart.on(name, listener)
  if (chart._fullLayout?._replotting === false) restore(visit) // else it is being drawn, and plotly_react follows
}

/** @param {Visit} visit */
function detach(visit) {
  halt(visit.gliding)
  for (const [name, listener] of Object.entries(visit.listeners)) visit.chart?.removeListener?.(name, listener)
  visit.chart = null
}

/**
 * Brings a chart as Python made it to what the visitor had on the screen.
 * @param {Visit} visit
 */
function restore(visit) {
  const { chart, kept, data } = visit
  if (!chart) return
  if (kept.map === data.map && kept.zoom && differ(kept.zoom, zoomOf(chart)))
    asVisitor(chart, () => window.Plotly.relayout(chart, structuredClone(kept.zoom ?? {})))
  if (visit.chosen.length) {
    const chosen = new Set(visit.chosen)
    const places = (/** @type {Trace} */ { customdata }) => [...(customdata ?? [])].flatMap((id, place) => (chosen.has(id) ? [place] : []))
    const inside = chart.data.map((trace) => (trace.customdata ? places(trace) : null))
    if (differ(inside, chart.data.map((trace) => trace.selectedpoints ?? null)))
      asVisitor(chart, () => window.Plotly.restyle(chart, { selectedpoints: inside }))
  }
  drag(visit, dragging(visit))
  show(visit, false)
}

/** @param {unknown} one @param {unknown} other */
const differ = (one, other) => JSON.stringify(one) !== JSON.stringify(other)

/** @param {Visit} visit @param {number[]} ids inside the lasso */
function choose(visit, ids) {
  const known = ids.filter(Number.isInteger) // the mark around a picked point has none
  visit.chosen = [...new Set(known)].sort((one, other) => one - other) // as Python sends them back
  tell(visit, "lasso", visit.chosen)
}

/** @param {Visit} visit @param {object} change */
function keepZoom(visit, change) {
  const { chart } = visit
  const looks = (/** @type {object} */ of) => Object.keys(of).some((name) => /range|camera/.test(name))
  if (!chart || !looks(chart._fullLayout?._preGUI ?? {})) return // axes that glide to where Python wants them
  if (looks(change)) visit.kept = { map: visit.data.map, zoom: structuredClone(zoomOf(chart)) } // for the next chart
}

/** @param {Visit} visit */
const dragging = (visit) => (visit.parts.lasso.getAttribute("aria-pressed") === "true" ? "lasso" : "zoom")

/** @param {Visit} visit @param {"lasso" | "zoom"} mode */
function drag(visit, mode) {
  visit.parts.lasso.setAttribute("aria-pressed", String(mode === "lasso"))
  const layout = visit.chart?._fullLayout
  if (!visit.chart?.isConnected || !layout || layout.scene) return
  if (layout.dragmode !== mode) window.Plotly.relayout(visit.chart, { dragmode: mode })
}

/** @param {Visit} visit @param {number} layer @param {boolean} glide */
function move(visit, layer, glide) {
  const { slider, output } = visit.parts
  slider.value = output.textContent = String(layer)
  slider.setAttribute("aria-valuetext", `layer ${layer} of ${visit.data.layers}`)
  show(visit, glide)
}

/** @param {Visit} visit @param {boolean} glide */
function show(visit, glide) {
  const { chart, parts, data } = visit
  if (!chart?.isConnected || !chart._fullLayout) return
  const still = !glide || window.matchMedia("(prefers-reduced-motion: reduce)").matches
  const solid = Boolean(chart._fullLayout.scene) // Plotly cannot glide in three dimensions
  const duration = still || solid ? 0 : data.glide
  const options = { mode: "immediate", frame: { duration, redraw: solid }, transition: { duration, easing: "cubic-in-out" } }
  if (visit.gliding !== chart._transitionData) halt(visit.gliding)
  visit.gliding = chart._transitionData
  window.Plotly.animate(chart, [parts.slider.value], options).catch(() => {}) // a newer move has taken its place
}

/** @param {Visit} visit */
function play(visit) {
  const layer = Number(visit.parts.slider.value)
  step(visit, layer >= visit.data.layers ? 0 : layer)
  label(visit)
}

/** @param {Visit} visit @param {number} layer */
function step(visit, layer) {
  move(visit, layer, true)
  if (layer >= visit.data.layers) stop(visit)
  else visit.playing = setTimeout(() => step(visit, layer + 1), STEP)
}

/** @param {Visit} visit */
function stop(visit) {
  if (visit.playing === null) return
  clearTimeout(visit.playing)
  visit.playing = null
  label(visit)
  tellLater(visit)
}

/** @param {Visit} visit */
function label({ parts, playing }) {
  parts.play.textContent = playing === null ? "▶" : "❚❚"
  parts.play.setAttribute("aria-label", playing === null ? "Play all layers" : "Stop")
}

/** @param {Visit} visit */
function tellLater(visit) {
  clearTimeout(visit.resting ?? undefined)
  visit.resting = setTimeout(() => {
    visit.resting = null
    visit.told = Number(visit.parts.slider.value)
    tell(visit, "layer", visit.told)
  }, REST)
}

/** @param {Visit} visit @param {string} name @param {unknown} value */
function tell(visit, name, value) {
  if (value !== undefined) visit.tell(name, value)
}
