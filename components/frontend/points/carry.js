// Keeps bytes under a name for the map that knows it: its points, which of them are meant, the facts about them. Each comes
// in a message of its own, so that Streamlit sends again only what has changed, and not the map's code either.

const NAME = 16 // bytes: the name of what follows, in ASCII

/** @type {WeakMap<ShadowRoot, () => void>} what each element does before it carries something else */
const putDown = new WeakMap()

/** @param {FrontendRendererArgs<Uint8Array>} given */
export default function ({ data, parentElement }) {
  putDown.get(parentElement)?.() // Streamlit does so itself only when the element goes
  const carried = (window.sensescopeBytes ??= new Map())
  const name = String.fromCharCode(...data.subarray(0, NAME))
  const bytes = data.slice(NAME)
  carried.set(name, bytes)
  window.dispatchEvent(new Event("sensescope-bytes"))
  const forget = () => {
    if (carried.get(name) === bytes) carried.delete(name) // else another element carries the same
  }
  putDown.set(parentElement, forget)
  return forget
}
