// What is on the screen as a picture for slides: on the page's ground, with title, legend and caption.

const SLIDE = { width: 1280, height: 720, scale: 1.5 }

/**
 * Saves a chart at a layer; `title` and `about` are escaped for Plotly.
 * @param {Chart | null} chart @param {{chart: string, title: string, about: string, layers: number}} given
 * @param {string} layer @param {"svg" | "png"} format
 */
function saveSlide(chart, given, layer, format) {
  if (!chart) return
  const ground = getComputedStyle(chart.closest(".stApp") ?? chart).backgroundColor
  const caption = { text: `${given.about}, layer ${layer} of ${given.layers}. Sensescope`, showarrow: false, font: { size: 16 } }
  const below = { xref: "paper", yref: "paper", x: 0, y: 0, xanchor: "left", yanchor: "top", xshift: 8, yshift: -12 }
  const layout = {
    ...structuredClone(chart.layout),
    ...{ title: { text: given.title, x: 0.02, font: { size: 26 } }, margin: { l: 24, r: 24, t: 110, b: 56 } },
    ...{ paper_bgcolor: ground, plot_bgcolor: ground, width: SLIDE.width, height: SLIDE.height, autosize: false },
    annotations: [...(chart.layout.annotations ?? []), { ...caption, ...below }],
    legend: { ...chart.layout.legend, font: { size: 16 } },
  }
  window.Plotly.downloadImage({ data: chart.data, layout }, { format, filename: given.chart.replace("_", "-"), ...SLIDE })
}
