/** Copies the page's address, which holds what the visitor set. @param {FrontendRendererArgs<unknown>} args */
export default function ({ parentElement }) {
  const button = /** @type {HTMLButtonElement} */ (parentElement.querySelector("button"))
  const words = button.textContent ?? ""
  button.onclick = async () => {
    button.textContent = (await copy(window.location.href)) ? "Copied" : "Copy it from the address bar"
    setTimeout(() => { button.textContent = words }, 2000)
  }
}

/** @param {string} text @returns {Promise<boolean>} whether it is in the clipboard */
async function copy(text) {
  if (navigator.clipboard) return navigator.clipboard.writeText(text).then(() => true, () => false)
  const box = document.createElement("textarea") // a page that did not come by https has no clipboard of its own
  box.value = text
  document.body.append(box)
  box.select()
  const done = document.execCommand("copy")
  box.remove()
  return done
}
