// A notebook as a page of its own: reads what the page holds and puts every picture into its place.

/** @typedef {{id: string, pictures: any[], model: string}} TakenView */

const taken = /** @type {{views: TakenView[]}} */ (JSON.parse(document.getElementById("notebook")?.textContent ?? "{}"))
window.sensescope = { plots: [], microscopes: [] }

/** @param {HTMLElement} place */
function fillPlace(place) {
  const view = taken.views[Number(place.dataset.view)]
  const picture = view.pictures[Number(place.dataset.picture)]
  try {
    if (picture.kind === "chart") {
      const plot = beginPlot(place, picture)
      if (plot) window.sensescope.plots.push(plot)
    } else window.sensescope.microscopes.push(beginMicroscope(place, picture, view.model))
  } catch {
    const said = element("p", "said", { textContent: "This picture is not as the app writes them, so it cannot be drawn." })
    place.replaceChildren(element("p", "", { textContent: shownText(picture.alt) }), said)
    if (picture.kind === "chart") place.append(dataTable(readFigure(picture.chart), () => 0, true))
  }
}

/**
 * Puts the app's own view of attention into its place, in a tree of its own as in the app.
 * @param {HTMLElement} place @param {any} picture @param {string} model
 */
function beginMicroscope(place, picture, model) {
  const root = place.attachShadow({ mode: "open" })
  root.append(/** @type {HTMLTemplateElement} */ (document.getElementById("microscope")).content.cloneNode(true))
  const data = messageOf(picture, `${place.dataset.view} ${place.dataset.picture}`, model)
  showMicroscope({ data, parentElement: root, setStateValue: () => {}, setTriggerValue: () => {} })
  const view = /** @type {View} */ (views.get(root))
  view.parts.microscope.ariaLabel = shownText(picture.alt)
  view.parts.microscope.role = "group"
  return view
}

/**
 * Writes the message that the app's server would send: a header, its length before it, and the packed heads.
 * @param {any} picture @param {string} key @param {string} model
 */
function messageOf({ tokens, word_ids, keys: others, key_word_ids, layers, heads, layer, head, name, weights }, key, model) {
  const queries = unitsOf(tokens, word_ids)
  const keys = others && unitsOf(others, key_word_ids)
  const header = {
    ...{ key, layers, heads, queries, keys, small: null, grid: true, title: "", height: 470, mode: "lines" },
    blocks: Array.from({ length: layers * heads }, (_, number) => [Math.floor(number / heads), number % heads]),
    notes: Array(layers * heads).fill(""),
    reading: "Weights are rounded to 1/510 of their row’s largest.",
    caption: [model, name].filter(Boolean).map(shownText).join(", "),
    text: shownText([...tokens, ...(others ?? [])].join(" ")),
    push: { number: 1, layer, head, query: null, sought: false },
  }
  const written = new TextEncoder().encode(JSON.stringify(header))
  const length = Math.ceil(written.length / 4) * 4
  const packed = bytesOf(weights)
  const message = new Uint8Array(4 + length + packed.length).fill(32)
  new DataView(message.buffer).setUint32(0, length, true)
  message.set(written, 4)
  message.set(packed, 4 + length)
  return message
}

/** @param {string[]} tokens @param {(number | null)[]} words - the number of each token's word @returns {Unit[]} */
function unitsOf(tokens, words) {
  return tokens.map((token, place) => {
    const [text, word] = [shownText(token), words[place]]
    return { text, kind: word === null ? "special" : word % 2 ? "odd" : "even", title: `${text} (token ${place})` }
  })
}

/** Draws everything again, at once: in other colours, or another width. */
function redraw() {
  window.sensescope.plots.forEach(paintPlot)
  window.sensescope.microscopes.forEach(redrawHeads)
}

/** @param {View} view */
function redrawHeads(view) {
  view.colors = themeColors(view.parts.microscope)
  view.parts.microscope.style.setProperty("--shade", view.colors.heads[0])
  view.stale = true
  drawNow(view)
}

for (const place of document.querySelectorAll("[data-picture]")) fillPlace(/** @type {HTMLElement} */ (place))
window.matchMedia("(prefers-color-scheme: dark)").onchange = redraw
