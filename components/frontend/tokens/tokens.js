// Tokens as chips. Words alternate between two border colours, special tokens are grey, the picked token has its
// own colour; a weight (0 … 1) shades a chip, never so much
// that its text gets hard to read. Click, or arrow keys and Enter, picks a token.
// Token text only ever becomes textContent.

/** @typedef {{text: string, kind: "special" | "even" | "odd", title: string, note?: string, weight?: number}} Token */
/** @typedef {{tokens: Token[], picked: number | null, label: string, still: boolean}} Sent - still: not to be clicked */

/** @param {FrontendRendererArgs<Sent>} given */
export default function ({ data, parentElement, setTriggerValue }) {
  const list = parentElement.querySelector(".tokens")
  if (!list) return
  list.ariaLabel = data.label
  list.role = data.still ? "group" : "toolbar"
  if (data.still) {
    list.replaceChildren(...data.tokens.map((token) => drawChip("span", token)))
    return
  }
  const chips = data.tokens.map((token) => drawChip("button", token))
  const held = [...list.children].findIndex((chip) => chip === parentElement.activeElement)
  list.replaceChildren(...chips)
  const tabbed = Math.min(chips.length - 1, Math.max(0, held >= 0 ? held : (data.picked ?? 0)))
  chips.forEach((chip, index) => {
    chip.type = "button"
    chip.ariaPressed = String(index === data.picked)
    chip.tabIndex = index === tabbed ? 0 : -1
    chip.onclick = () => setTriggerValue("picked", index)
    chip.onkeydown = (event) => {
      const targets = new Map([["ArrowRight", index + 1], ["ArrowLeft", index - 1], ["Home", 0], ["End", chips.length - 1]])
      const next = chips[targets.get(event.key) ?? -1]
      if (!next) return
      event.preventDefault()
      chip.tabIndex = -1
      next.tabIndex = 0
      next.focus()
    }
  })
  if (held >= 0) chips[tabbed]?.focus({ preventScroll: true })
}

/** @template {"span" | "button"} Tag @param {Tag} tag @param {Token} token */
function drawChip(tag, { text, kind, title, note, weight }) {
  const chip = Object.assign(document.createElement(tag), { className: `chip ${kind}`, title })
  chip.append(Object.assign(document.createElement("span"), { className: "text", dir: "auto", textContent: text }))
  if (note !== undefined) chip.append(Object.assign(document.createElement("span"), { className: "note", textContent: note }))
  if (weight !== undefined) chip.style.setProperty("--weight", `${(60 * weight).toFixed(1)}%`)
  return chip
}
