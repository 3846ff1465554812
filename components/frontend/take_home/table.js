// The data of a chart as a table, made when it is opened.

/**
 * @param {PlotFigure} figure @param {() => number} frame @param {boolean} open
 */
function dataTable(figure, frame, open) {
  const details = element("details", "data", { open })
  const place = element("div", "scroller", { tabIndex: 0, role: "group", ariaLabel: "The data of the picture" })
  details.append(element("summary", "", { textContent: "The data" }), place)
  const fill = () => details.open && place.replaceChildren(...filledTable(figure, frame()))
  details.ontoggle = fill
  fill()
  return details
}

/** @param {PlotFigure} figure @param {number} frame */
function filledTable(figure, frame) {
  const { columns, rows } = tableOf(figure, frame)
  const table = element("table", "")
  const cell = (/** @type {"td" | "th"} */ tag, /** @type {unknown} */ value) =>
    element(tag, typeof value === "number" ? "number" : "", { dir: "auto", textContent: typeof value === "number" ? writeNumber(value) : readPlain(value) })
  const line = (/** @type {"td" | "th"} */ tag, /** @type {unknown[]} */ values) => {
    const row = element("tr", "")
    row.append(...values.map((value) => cell(tag, value)))
    return row
  }
  const head = element("thead", "")
  head.append(line("th", columns))
  const body = element("tbody", "")
  body.append(...rows.slice(0, MOST_ROWS).map((row) => line("td", row)))
  table.append(head, body)
  const layer = figure.frames.length ? `Layer ${shownText(figure.frames[frame])}. ` : ""
  const few = rows.length > MOST_ROWS ? `The first ${MOST_ROWS} of ${rows.length} rows.` : ""
  return [element("p", "said", { textContent: layer + few }), table]
}
