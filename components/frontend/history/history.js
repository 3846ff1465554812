// Back and Forward go from page to page: Streamlit makes an entry in the browser's history for every setting that
// changes, and several for a page that is opened. Here a page is one entry; its address still follows the settings.

export default function () {
  if (window.sensescopeHistory) return
  window.sensescopeHistory = true
  const push = history.pushState.bind(history)
  history.pushState = (state, title, url) => {
    const to = new URL(url ?? location.href, location.href)
    if (to.pathname === location.pathname) history.replaceState(state, title, url)
    else push(state, title, url)
  }
}
