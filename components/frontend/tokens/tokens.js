// Tokens as chips. Words alternate between two border colours, special tokens are grey, the picked token has its
// own colour; a weight (0 … 1) shades a chip, never so much
// that its text gets hard to read. Click, or arrow keys and Enter, picks a token.
// Token text only ever becomes textContent.

export default function ({ data, parentElement, setTriggerValue }) {
  const list = parentElement.querySelector(".tokens")
  if (!list) return
  list.setAttribute("aria-label", data.label)
  const chips = data.tokens.map((token, index) => chip(token, index, data))
  const held = [...list.children].indexOf(list.getRootNode().activeElement)
  list.replaceChildren(...chips)
  list.setAttribute("role", data.still ? "group" : "toolbar")
  if (data.still) return

  const pick = (index) => setTriggerValue("picked", index)
  const focusable = Math.min(chips.length - 1, Math.max(0, held >= 0 ? held : (data.picked ?? 0)))
  chips.forEach((element, index) => {
    element.tabIndex = index === focusable ? 0 : -1
    element.onclick = () => pick(index)
    element.onkeydown = (event) => {
      const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key]
      const next = event.key === "Home" ? 0 : event.key === "End" ? chips.length - 1 : step ? index + step : -1
      if (next < 0 || next >= chips.length) return
      event.preventDefault()
      element.tabIndex = -1
      chips[next].tabIndex = 0
      chips[next].focus()
    }
  })
  if (held >= 0) chips[focusable]?.focus({ preventScroll: true })
}

function chip(token, index, data) {
  const element = document.createElement(data.still ? "span" : "button")
  element.className = `chip ${token.kind}`
  element.title = token.title
  if (!data.still) {
    element.type = "button"
    element.setAttribute("aria-pressed", String(index === data.picked))
  }
  const text = document.createElement("span")
  text.className = "text"
  text.dir = "auto"
  text.textContent = token.text
  element.append(text)
  if (token.note !== undefined) {
    const note = document.createElement("span")
    note.className = "note"
    note.textContent = token.note
    element.append(note)
  }
  if (token.weight !== undefined) element.style.setProperty("--weight", `${(60 * token.weight).toFixed(1)}%`)
  return element
}
