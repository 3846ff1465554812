// A reload of the page begins a new visit on the server. The tab keeps the old one's name, and tells it.

const KEY = "sensescope visit"

/** @param {FrontendRendererArgs<string>} args `data` is the name of this visit */
export default function ({ data, setStateValue }) {
  const before = sessionStorage.getItem(KEY)
  if (before === data) return
  sessionStorage.setItem(KEY, data)
  const entry = /** @type {PerformanceNavigationTiming} */ (performance.getEntriesByType("navigation")[0])
  // A link that is opened in this tab shows its own view; a server that lost the visit in between brings it back.
  if (before && (entry?.type === "reload" || window.sensescopeVisit)) setStateValue("before", before)
  window.sensescopeVisit = true
}
