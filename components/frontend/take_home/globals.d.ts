// What the page's one script has in common, beside what its files declare. Only the type check reads this file.

/** The attention view of the app, from attention.js. */
declare function showMicroscope(given: FrontendRendererArgs<Uint8Array>): () => void
declare const views: WeakMap<ShadowRoot, View>

interface Window {
  /** What the page has drawn. */
  sensescope: { plots: Plot[]; microscopes: View[] }
}
