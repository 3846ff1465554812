// A presentation: the page's title, its first picture and the player of its layers, as large as the window; the arrow
// keys step through the layers, F fills the screen, Escape ends it.

const PICTURES = "[data-testid=stPlotlyChart], [class*=st-key-][class*=microscope]"
const SHOWN = "data-presented"
const SETTLES = 500 // milliseconds after which Streamlit has drawn a chart as high as its box

/** @type {Map<HTMLElement, number>} the boxes of charts that were given a height, and the one they had */
const filled = new Map()

let leave = () => {} // the presentation that is on

/** @param {FrontendRendererArgs<boolean>} args `data` tells whether to present */
export default function ({ data, setTriggerValue }) {
  leave() // Streamlit does so itself only when the page is left
  if (!data) return
  const observer = new MutationObserver(show)
  observer.observe(document.body, { childList: true, subtree: true })
  const press = (/** @type {KeyboardEvent} */ event) => onKey(event, () => setTriggerValue("end", true))
  document.addEventListener("keydown", press)
  window.addEventListener("resize", show)
  leave = () => {
    observer.disconnect()
    document.removeEventListener("keydown", press)
    window.removeEventListener("resize", show)
    document.body.classList.remove("presenting")
    giveBack()
    leave = () => {}
  }
  show()
  return () => leave()
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
  if (picture.matches(".stPlotlyChart")) fill(/** @type {HTMLElement} */ (picture))
}

// Streamlit draws a chart as high as its box. It is the box that gets the height: Plotly, told another one than
// Streamlit's, would be told Streamlit's again, and so on without an end.
function fill(/** @type {HTMLElement} */ box) {
  const height = Math.round(window.innerHeight - box.getBoundingClientRect().top - 40)
  if (height <= 200 || Math.abs(box.offsetHeight - height) <= 1) return
  if (!filled.has(box)) filled.set(box, box.offsetHeight)
  box.style.height = `${height}px`
}

// A box is as high as its chart again, once that has the height it had.
function giveBack() {
  for (const [box, height] of filled) box.style.height = `${height}px`
  setTimeout(() => {
    if (document.body.classList.contains("presenting")) return // it goes on
    for (const box of filled.keys()) box.style.height = ""
    filled.clear()
  }, SETTLES)
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
