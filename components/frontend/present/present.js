// A presentation: the page's title, its first picture and the player of its layers, as large as the window; the arrow
// keys step through the layers, F fills the screen, Escape ends it.

const PICTURES = "[data-testid=stPlotlyChart], [class*=st-key-][class*=microscope]"
const SHOWN = "data-presented"

/** @param {FrontendRendererArgs<boolean>} args `data` tells whether to present */
export default function ({ data, setTriggerValue }) {
  if (!data) return
  const observer = new MutationObserver(show)
  observer.observe(document.body, { childList: true, subtree: true })
  const press = (/** @type {KeyboardEvent} */ event) => onKey(event, () => setTriggerValue("end", true))
  document.addEventListener("keydown", press)
  show()
  return () => {
    observer.disconnect()
    document.removeEventListener("keydown", press)
    document.body.classList.remove("presenting")
    window.dispatchEvent(new Event("resize"))
  }
}

// Marks what stays in sight, and gives a chart the height that is left.
function show() {
  const page = document.querySelector("[data-testid=stMain]")
  const picture = page?.querySelector(PICTURES)
  document.body.classList.toggle("presenting", Boolean(picture)) // a page without one stays as it is
  if (!page || !picture) return
  const parts = [page.querySelector("h1"), picture, page.querySelector("[class*=st-key-][class*=_player]")]
  const wanted = new Set(parts.map((part) => part?.closest("[data-testid=stElementContainer]")))
  for (const shown of page.querySelectorAll(`[${SHOWN}]`)) if (!wanted.has(shown)) shown.removeAttribute(SHOWN)
  for (const part of wanted) if (part && !part.hasAttribute(SHOWN)) part.setAttribute(SHOWN, "")
  fill(/** @type {Chart | null} */ (picture.querySelector(".js-plotly-plot")))
}

/** @param {Chart | null} chart */
function fill(chart) {
  if (!chart?._fullLayout) return
  const height = Math.round(window.innerHeight - chart.getBoundingClientRect().top - 40)
  if (height > 200 && Math.abs(chart._fullLayout.height - height) > 1) window.Plotly.relayout(chart, { height })
}

/** @param {KeyboardEvent} event @param {() => void} end */
function onKey(event, end) {
  if (event.key === "Escape") end()
  else if (event.key.toLowerCase() === "f" && !event.ctrlKey && !event.metaKey) document.documentElement.requestFullscreen?.()
  else if (event.key === "ArrowRight" || event.key === "ArrowLeft") step(event.key === "ArrowRight" ? 1 : -1)
}

// Moves the layer of a player, which has a slider of its own; other pictures hear the arrow keys themselves.
function step(/** @type {number} */ by) {
  for (const host of document.querySelectorAll("[class*=_player] *")) {
    const slider = /** @type {HTMLInputElement | null | undefined} */ (host.shadowRoot?.querySelector("input[type=range]"))
    if (!slider || host.shadowRoot?.activeElement === slider) continue
    slider.value = String(Number(slider.value) + by)
    slider.dispatchEvent(new Event("input"))
    return
  }
}
