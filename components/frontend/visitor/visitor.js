// Who the visitor is: a random secret that this browser made for itself, and a second one for a teacher's rights. Both
// stay in its own storage; the server is told them over the open connection, never in a link.

const KEYS = { visitor: "sensescope visitor", teacher: "sensescope teacher" }
/** Where a browser forbids storage: known as long as the tab is open. @type {Record<string, string>} */
const unkept = {}

/** @param {FrontendRendererArgs<{known: boolean, teacher: string}>} given `teacher` is one brought from elsewhere */
export default function ({ data, setStateValue }) {
  if (data.teacher) store(KEYS.teacher, data.teacher)
  if (!data.known) setStateValue("secrets", { visitor: secret(KEYS.visitor), teacher: secret(KEYS.teacher) })
}

/** The secret of this name, made at its first use. @param {string} key */
function secret(key) {
  const kept = stored(key)
  if (kept) return kept
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  return store(key, Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join(""))
}

/** @param {string} key */
function stored(key) {
  try {
    return localStorage.getItem(key) ?? unkept[key]
  } catch {
    return unkept[key]
  }
}

/** @param {string} key @param {string} value */
function store(key, value) {
  unkept[key] = value
  try {
    localStorage.setItem(key, value)
  } catch {
    // The tab alone knows it then.
  }
  return value
}
