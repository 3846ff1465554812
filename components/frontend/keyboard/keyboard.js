// For who has no mouse: a link past the menu, which is the first thing that Tab finds, and places that scroll.

const SCROLLED = ".katex-display:not([tabindex]), [data-testid=stVerticalBlock][overflow=auto]:not([tabindex])"

export default function () {
  if (document.querySelector(".skip-link")) return
  const link = Object.assign(document.createElement("a"), { className: "skip-link", href: "#", textContent: "Skip to the page" })
  link.onclick = (event) => {
    event.preventDefault()
    const page = document.querySelector("[data-testid=stMainBlockContainer]")
    if (!(page instanceof HTMLElement)) return
    page.tabIndex = -1
    page.focus()
  }
  document.body.prepend(link)
  new MutationObserver(reachScrolled).observe(document.body, { childList: true, subtree: true })
  window.addEventListener("resize", reachScrolled)
  document.fonts.addEventListener("loadingdone", reachScrolled) // letters of a formula may come late, and be wider
}

// Arrow keys scroll what has the focus: a formula that is wider than its place, a list that is higher.
function reachScrolled() {
  for (const place of document.querySelectorAll(SCROLLED))
    if (place.scrollWidth > place.clientWidth || place.scrollHeight > place.clientHeight) place.setAttribute("tabindex", "0")
}
