// What the map says in words: the legend, what is pointed at, what is in sight. Names and texts become textContent alone.

/**
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag @param {string} className @param {Partial<HTMLElementTagNameMap[Tag]>} rest
 */
const madeOf = (tag, className, rest = {}) => Object.assign(document.createElement(tag), { className, ...rest })

/** @param {Sheet} sheet @param {number} kind */
const inkOfKind = ({ look: { colors } }, kind) => `rgb(${colors.subarray(3 * kind, 3 * kind + 3).join(" ")})`

/** @param {number} count */
const grouped = (count) => count.toLocaleString("en-US")

/** The legend, made anew when what it names changes. @param {Sheet} sheet */
function writeLegendOfMap(sheet) {
  const { data, cloud, parts } = sheet
  if (!cloud) return
  if (data.ramp) {
    const bar = madeOf("span", "ramp")
    bar.style.background = `linear-gradient(to right, ${inkOfKind(sheet, 0)}, ${inkOfKind(sheet, NO_KIND - 1)})`
    parts.legend.replaceChildren(madeOf("span", "", { textContent: data.ramp[0] }), bar, madeOf("span", "", { textContent: data.ramp[1] }))
    return
  }
  const named = data.classes.map(({ name }, kind) => ({ name, kind }))
  const all = named.length && cloud.sizes[NO_KIND] ? [...named, { name: "none of these", kind: NO_KIND }] : named
  const buttons = all.map(({ name, kind }) => {
    const button = madeOf("button", "kind", { type: "button", title: `Light ${name}, the rest in grey` })
    const swatch = madeOf("span", "swatch")
    swatch.style.background = inkOfKind(sheet, kind)
    button.append(swatch, madeOf("span", "", { textContent: name, dir: "auto" }), madeOf("span", "size", { textContent: grouped(cloud.sizes[kind]) }))
    button.dataset.kind = String(kind)
    button.onclick = () => {
      if (!sheet.kinds.delete(kind)) sheet.kinds.add(kind)
      light(sheet)
    }
    return button
  })
  parts.legend.replaceChildren(...buttons)
}

/** Which classes are lit, and whether there is anything to let go. @param {Sheet} sheet */
function writeKinds({ parts: { legend, all }, kinds, lassoed }) {
  for (const button of legend.querySelectorAll("button")) button.ariaPressed = String(kinds.has(Number(button.dataset.kind)))
  all.hidden = !lassoed && !kinds.size
}

/** @param {Sheet} sheet */
function tellSight({ parts: { said }, cloud, seen, lit, inSight, moving }) {
  if (!cloud || moving) return
  const words = `${grouped(seen)} ${lit ? "lit " : ""}${seen === 1 ? "point" : "points"} in sight${inSight ? "" : "; zoom in for their texts"}`
  if (said.textContent !== words) said.textContent = words
}

/** What is pointed at, beside it. @param {Sheet} sheet @param {number} width @param {number} height */
function writeTip(sheet, width, height) {
  const { parts: { tip }, pointed, cloud, texts, data } = sheet
  tip.hidden = pointed < 0
  if (!cloud || pointed < 0) return
  const number = cloud.number[pointed]
  const text = texts.get(number)
  const kind = cloud.kind[pointed]
  const shown = `${data.points} ${number} ${text}`
  if (tip.dataset.shown !== shown) {
    const swatch = madeOf("span", "swatch")
    swatch.style.background = inkOfKind(sheet, kind)
    const name = data.ramp || !data.classes.length ? "" : (data.classes[kind]?.name ?? "none of these")
    const [before, word, after] = text ?? ["…", "", ""]
    const sentence = madeOf("div", "sentence", { dir: "auto" })
    sentence.append(before, madeOf("b", "", { textContent: word }), after)
    tip.replaceChildren(swatch, madeOf("span", "", { textContent: name, dir: "auto" }), sentence)
    tip.dataset.shown = shown
  }
  const [x, y] = toStage(sheet, cloud.x[pointed], cloud.y[pointed])
  const [left, top] = [x > width / 2 ? x - tip.offsetWidth - 12 : x + 12, y > height / 2 ? y - tip.offsetHeight - 12 : y + 12]
  tip.style.transform = `translate(${Math.max(0, Math.min(width - tip.offsetWidth, left))}px, ${Math.max(0, top)}px)`
}
