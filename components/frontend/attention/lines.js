// One head, or several, as lines from the tokens that look (left) to those that are looked at (right). Only what is in
// sight is drawn, so that 512 tokens scroll as 16 do.

const ROW = 24
const BEND = (t) => 3 * t * t - 2 * t * t * t // a line's height, 0 … 1, where its way across is AWAY(t)
const AWAY = (t) => 1.5 * t - 1.5 * t * t + t * t * t
const SHIFT = (order) => 3 * (order % 2 ? (order + 1) / 2 : -order / 2) // heads laid over lie beside each other

function drawTokens(view) {
  const { data } = view
  fillColumn(view, "from", data.queries)
  fillColumn(view, "to", data.keys)
}

function fillColumn(view, side, units) {
  const column = view.part(`.${side}`)
  const tokens = units.map((unit, place) => {
    const token = document.createElement("div")
    token.className = `token ${unit.kind}`
    token.role = "option"
    token.dir = "auto"
    token.textContent = unit.text
    token.title = unit.title
    token.tabIndex = place === 0 ? 0 : -1
    token.onfocus = () => {
      tokens.forEach((other, number) => (other.tabIndex = number === place ? 0 : -1))
      point(view, { side, place })
    }
    token.onblur = () => point(view, null)
    return token
  })
  column.replaceChildren(...tokens)
  const placeOf = (event) => tokens.indexOf(event.target)
  column.onpointerover = (event) => point(view, placeOf(event) < 0 ? null : { side, place: placeOf(event) })
  column.onpointerleave = () => point(view, null)
  column.onclick = (event) => side === "from" && placeOf(event) >= 0 && pick(view, placeOf(event))
  column.onkeydown = (event) => walk(view, event, side, placeOf(event))
}

// Up and down walk along a column; left and right go over to the strongest partner; Enter picks.
function walk(view, event, side, place) {
  if (place < 0) return
  if (event.key === "Enter" || event.key === " ") {
    event.preventDefault()
    if (side === "from") pick(view, place)
    return
  }
  const steps = { ArrowUp: -1, ArrowDown: 1, PageUp: -10, PageDown: 10, Home: -Infinity, End: Infinity }
  const across = { ArrowRight: "to", ArrowLeft: "from" }[event.key]
  let target = null
  if (event.key in steps) {
    const column = view.part(`.${side}`).children
    target = column[Math.max(0, Math.min(column.length - 1, place + steps[event.key]))]
  } else if (across && across !== side) {
    target = view.part(`.${across}`).children[strongest(view, side, place)]
  }
  if (!target) return
  event.preventDefault()
  target.focus()
}

function strongest(view, side, place) {
  const head = opened(view)
  if (!head) return 0
  const count = side === "from" ? head.columns : head.rows
  const weight = (other) => (side === "from" ? head.at(place, other) : head.at(other, place))
  let best = 0
  for (let other = 1; other < count; other++) if (weight(other) > weight(best)) best = other
  return best
}

function drawLines(view) {
  const canvas = view.part(".scroll canvas")
  const scroll = view.part(".scroll")
  const { context, width, height } = prepare(canvas, Math.min(scroll.clientHeight, ROW * Math.max(view.data.rows, view.data.columns)))
  const top = scroll.scrollTop
  for (const line of linesInSight(view, top, height)) strokeLine(context, line, width, top)
  shadeTokens(view)
}

// Which lines to draw, faint ones first: of the token pointed at; else of the picked one, over the others as a haze.
function linesInSight(view, top, height) {
  const { data, threshold, hover, query } = view
  const inSight = (place) => (place + 1) * ROW > top && place * ROW < top + height
  const lines = []
  const isPointedAt = (row, column, order) => hover.line.row === row && hover.line.column === column && hover.line.order === order
  shown(view).forEach(({ head, color, dash }, order) => {
    for (let row = 0; row < data.rows; row++) {
      const near = inSight(row)
      if (hover?.side === "from" && hover.place !== row) continue
      for (let column = 0; column < data.columns; column++) {
        if (!near && !inSight(column)) continue
        if (hover?.side === "to" && hover.place !== column) continue
        const weight = head.at(row, column)
        if (weight < threshold || weight === 0) continue
        const bright = hover ? !hover.line || isPointedAt(row, column, order) : query === null || query === row
        lines.push({ row, column, weight, color, dash, shift: order, strength: weight * (bright ? 1 : 0.25), bright })
      }
    }
  })
  return lines.sort((first, second) => first.strength - second.strength)
}

function strokeLine(context, { row, column, weight, color, dash, shift, bright }, width, top) {
  const [from, to] = [row, column].map((place) => place * ROW + ROW / 2 - top + SHIFT(shift))
  context.globalAlpha = (bright ? 1 : 0.22) * Math.min(1, 0.06 + 0.94 * Math.sqrt(weight))
  context.strokeStyle = color
  context.lineWidth = 0.6 + 3 * weight
  context.setLineDash(dash)
  context.beginPath()
  context.moveTo(0, from)
  context.bezierCurveTo(width / 2, from, width / 2, to, width, to)
  context.stroke()
}

// The line under the pointer: all lines share one bend, so one look-up tells every line's height there.
function lineAt(view, x, y) {
  const canvas = view.part(".scroll canvas")
  const top = view.part(".scroll").scrollTop
  let [low, high] = [0, 1]
  for (let step = 0; step < 20; step++) {
    const middle = (low + high) / 2
    if (AWAY(middle) < x / canvas.clientWidth) low = middle
    else high = middle
  }
  let best = null
  const free = { ...view, hover: null }
  for (const line of linesInSight(free, top, canvas.clientHeight)) {
    const height = ROW * (line.row + 0.5 + (line.column - line.row) * BEND(low)) - top + SHIFT(line.shift)
    const miss = Math.abs(height - y)
    if (miss < 6 && (!best || line.weight / (1 + miss) > best.weight / (1 + best.miss))) best = { ...line, miss }
  }
  return best
}

// The other side's tokens take as much colour as they get attention.
function shadeTokens(view) {
  const head = opened(view)
  const focus = view.hover ?? (view.query === null ? null : { side: "from", place: view.query })
  for (const side of ["from", "to"]) {
    const tokens = view.part(`.${side}`).children
    for (let place = 0; place < tokens.length; place++) {
      let weight = 0
      if (head && focus && focus.side !== side) weight = side === "to" ? head.at(focus.place, place) : head.at(place, focus.place)
      const share = weight > 0.004 ? `${(50 * weight).toFixed(1)}%` : "" // more would hide the text
      if (tokens[place].style.getPropertyValue("--weight") !== share) tokens[place].style.setProperty("--weight", share)
      if (side === "from") tokens[place].setAttribute("aria-selected", String(place === view.query))
    }
  }
}
