// Back and Forward go from page to page, and from view to view: Streamlit makes an entry in the browser's history for
// some settings that change, none for others, and several for a page that is opened. Here a page is one entry, and each
// view that is chosen on it; what else is set stays when one goes from view to view.

/** A page that is opened is seen from its top; on a phone the menu, from which it was chosen, lies over it. */
function showTop() {
  document.querySelector("[data-testid=stMain]")?.scrollTo(0, 0)
  const fold = document.querySelector("[data-testid=stSidebarCollapseButton] button")
  if (window.innerWidth <= 640 && fold instanceof HTMLElement) fold.click()
}

export default function () {
  if (window.sensescopeHistory) return
  window.sensescopeHistory = true
  const push = history.pushState.bind(history)
  const replace = history.replaceState.bind(history)
  const view = (/** @type {URL | Location} */ address) => new URLSearchParams(address.search).get("view")
  let chosen = false // a view was clicked, and the address does not name it yet
  let here = location.href

  history.pushState = history.replaceState = (state, title, url) => {
    const to = new URL(url ?? location.href, location.href)
    const anew = to.pathname !== location.pathname || (chosen && view(to) !== view(location))
    if (anew) chosen = false
    if (to.pathname !== location.pathname) showTop()
    if (anew) push(state, title, url)
    else replace(state, title, url)
    here = location.href
  }
  document.addEventListener("click", ({ target }) => {
    if (target instanceof Element && target.closest(".st-key-view")) chosen = true
  }, true)
  window.addEventListener("popstate", () => {
    const to = new URL(here)
    const name = view(location)
    if (name === null) to.searchParams.delete("view")
    else to.searchParams.set("view", name)
    const lost = to.pathname === location.pathname && to.search !== location.search
    if (lost) replace(history.state, "", to)
    here = location.href
    if (lost) window.dispatchEvent(new PopStateEvent("popstate", { state: history.state })) // Streamlit read the old one
  })
}
