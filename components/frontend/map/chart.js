// What the map's player asks of a chart that Plotly drew.

/**
 * Makes a change as one of the visitor's own, which Plotly keeps (uirevision) when Streamlit draws the figure once more
 * with what it knew before. A plain change is undone by that.
 * @param {Chart} chart @param {() => void} change
 */
function asVisitor(chart, change) {
  const editing = (/** @type {boolean} */ on) => chart._fullLayout && (chart._fullLayout._guiEditing = on)
  editing(true)
  change()
  editing(false)
}

/**
 * Where the visitor looks, as the figure says it: what is drawn (_fullLayout) is on its way there while axes glide.
 * @param {Chart} chart
 */
function zoomOf({ _fullLayout, layout }) {
  if (_fullLayout?.scene) return { "scene.camera": layout.scene?.camera }
  return { "xaxis.range": layout.xaxis.range, "yaxis.range": layout.yaxis.range }
}

/**
 * Ends a move. A figure that comes with frames makes Plotly forget the one under way, which would never end once its
 * chart is gone.
 * @param {Chart["_transitionData"]} gliding
 */
function halt(gliding) {
  if (!gliding?._animationRaf) return
  cancelAnimationFrame(gliding._animationRaf)
  gliding._animationRaf = null
}
