// The visitor's kept views, in this browser's own storage: each a record of its own, so that two tabs overwrite
// nothing of each other's. Python says what to put and to drop, and on the notebook's page gets what it has not.

const MOST_LETTERS = 3_000_000 // in one message

/**
 * A kept view in the storage. `changed` differs whenever anything of it does; `place` gives the order.
 * @typedef {{id: string, place: number, changed: string, view: object}} Stored
 * What Python sends: `put` and `drop` are to be done. If it `reads` it is told what is stored and it does not have, and
 * if it has `read` nothing yet, also that there is nothing. `have` is `changed` by id.
 * @typedef {{put: Stored[], drop: string[], reads: boolean, read: boolean, have: Record<string, string>}} Sent
 */

const tabs = new BroadcastChannel("sensescope shelf")

/** @param {FrontendRendererArgs<Sent>} given */
export default function ({ data, setTriggerValue }) {
  const say = (/** @type {object | null} */ said) => said && setTriggerValue("said", said)
  const fail = (/** @type {DOMException} */ error) => say({ failed: error.name })
  const look = () => data.reads && lookUp(data).then(say, fail)
  tabs.onmessage = look
  if (data.put.length + data.drop.length === 0) look()
  else
    write(data).then(() => {
      tabs.postMessage("changed")
      say({ put: data.put.map(({ id, changed }) => [id, changed]), drop: data.drop })
    }, fail)
}

/** @returns {Promise<IDBDatabase>} */
function open() {
  return new Promise((resolve, reject) => {
    const asked = indexedDB.open("sensescope", 1)
    asked.onupgradeneeded = () => asked.result.createObjectStore("views", { keyPath: "id" })
    asked.onsuccess = () => resolve(asked.result)
    asked.onerror = () => reject(asked.error)
  })
}

/** All or nothing. @param {Sent} data @returns {Promise<void>} */
async function write({ put, drop }) {
  const storage = await open()
  /** @type {Promise<void>} */
  const stored = new Promise((resolve, reject) => {
    const change = storage.transaction("views", "readwrite")
    for (const record of put) change.objectStore("views").put(record)
    for (const id of drop) change.objectStore("views").delete(id)
    change.oncomplete = () => resolve()
    change.onabort = () => reject(change.error)
  })
  return stored.finally(() => storage.close())
}

/**
 * What is stored and not known, as much as fits one message, and the ids of all; nothing if all is known.
 * @param {Sent} data
 */
async function lookUp({ have, read }) {
  const storage = await open()
  /** @type {Stored[]} */
  const stored = await new Promise((resolve, reject) => {
    const asked = storage.transaction("views").objectStore("views").getAll()
    asked.onsuccess = () => resolve(asked.result)
    asked.onerror = () => reject(asked.error)
  }).finally(() => storage.close())
  const ids = stored.map(({ id }) => id)
  const found = []
  let room = MOST_LETTERS
  for (const record of stored.filter(({ id, changed }) => have[id] !== changed)) {
    room -= JSON.stringify(record).length
    if (found.length === 0 || room >= 0) found.push(record)
  }
  const gone = Object.keys(have).some((id) => !ids.includes(id))
  return found.length || gone || !read ? { ids, found } : null
}
