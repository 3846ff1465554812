// The two columns of tokens, those that look on the left: pointing, picking, walking by keyboard, shading.

const ROW = 24

/** @param {View} view */
function drawTokens(view) {
  fillColumn(view, "from", view.data.queries)
  fillColumn(view, "to", view.data.keys)
  view.shaded = new Map()
}

/** @param {View} view @param {Side} side @param {Unit[]} units */
function fillColumn(view, side, units) {
  const column = view.parts[side]
  const tokens = units.map((unit, place) => {
    const said = { textContent: unit.text, title: unit.title, dir: "auto" }
    const token = element("div", `token ${unit.kind}`, { ...said, role: "option", ariaSelected: "false" })
    token.tabIndex = place === 0 ? 0 : -1
    token.onfocus = () => {
      tabbed.tabIndex = -1
      tabbed = token
      tabbed.tabIndex = 0
      point(view, { side, place })
    }
    token.onblur = () => point(view, null)
    return token
  })
  let tabbed = tokens[0] // the one that the Tab key goes to
  column.replaceChildren(...tokens)
  const placeOf = (/** @type {Event} */ event) => tokens.indexOf(/** @type {HTMLDivElement} */ (event.target))
  column.onpointerover = (event) => point(view, placeOf(event) < 0 ? null : { side, place: placeOf(event) })
  column.onpointerleave = () => point(view, null)
  column.onclick = (event) => side === "from" && placeOf(event) >= 0 && pick(view, placeOf(event))
  column.onkeydown = (event) => placeOf(event) >= 0 && walk(view, event, side, placeOf(event))
}

/**
 * Up and down walk along a column; left and right go over to the strongest partner; Enter picks.
 * @param {View} view @param {KeyboardEvent} event @param {Side} side @param {number} place
 */
function walk(view, event, side, place) {
  const steps = new Map([["ArrowUp", -1], ["ArrowDown", 1], ["PageUp", -10], ["PageDown", 10], ["Home", -Infinity], ["End", Infinity]])
  const across = side === "from" ? "ArrowRight" : "ArrowLeft"
  const step = steps.get(event.key)
  if (event.key === "Enter" || event.key === " ") {
    if (side === "from") pick(view, place)
  } else if (step) focusToken(view.parts[side], place + step)
  else if (event.key === across) focusToken(view.parts[side === "from" ? "to" : "from"], strongest(view, side, place))
  else return
  event.preventDefault()
}

/** @param {HTMLElement} column @param {number} place */
function focusToken({ children }, place) {
  const token = children[Math.max(0, Math.min(children.length - 1, place))]
  if (token instanceof HTMLElement) token.focus()
}

/**
 * What a token gives to each of the others, or gets from it.
 * @param {Head} head @param {Side} side @param {number} place
 */
function weightsOf(head, side, place) {
  const length = side === "from" ? head.columns : head.rows
  return Array.from({ length }, (_, other) => (side === "from" ? head.at(place, other) : head.at(other, place)))
}

/** @param {View} view @param {Side} side @param {number} place */
function strongest(view, side, place) {
  const head = opened(view)
  const weights = head ? weightsOf(head, side, place) : [0]
  return weights.indexOf(Math.max(...weights))
}

/**
 * The other side's tokens take as much colour as they get attention.
 * @param {View} view
 */
function shadeTokens(view) {
  const [head, focus] = [opened(view), focusOf(view)]
  /** @type {Map<HTMLElement, string>} */
  const shaded = new Map()
  if (head && focus) {
    const { children } = view.parts[focus.side === "from" ? "to" : "from"]
    weightsOf(head, focus.side, focus.place).forEach((weight, other) => {
      const share = `${(50 * weight).toFixed(1)}%` // more would hide the text
      if (weight > 0.004) shaded.set(/** @type {HTMLElement} */ (children[other]), share)
    })
  }
  for (const token of view.shaded.keys()) if (!shaded.has(token)) token.style.removeProperty("--weight")
  for (const [token, share] of shaded) if (view.shaded.get(token) !== share) token.style.setProperty("--weight", share)
  view.shaded = shaded
}

/** @param {View} view */
function markPicked({ parts, selection }) {
  const picked = selection.query === null ? null : parts.from.children[selection.query]
  const before = parts.from.querySelector("[aria-selected=true]")
  if (before === picked) return
  if (before) before.ariaSelected = "false"
  if (picked) picked.ariaSelected = "true"
}

/** @param {View} view @param {number} place */
function reveal({ parts: { scroll } }, place) {
  scroll.scrollTop = Math.max(0, place * ROW - scroll.clientHeight / 2)
}
