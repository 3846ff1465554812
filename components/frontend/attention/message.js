// Reads a message of packed attention (components/engine/attention/wire_format.py): a header and, for some heads, a row maximum
// and a byte for each weight. Everything else asks the head read here for its weights.

/** @typedef {{text: string, kind: "special" | "even" | "odd", title: string}} Unit - a token, a word or a sentence */
/** @typedef {{rows: number, columns: number, at: (row: number, column: number) => number}} Head */

/**
 * What lies under the microscope (a Slide in Python), but for the weights.
 * @typedef {object} Header
 * @property {string} key - equal for equal content
 * @property {number} layers
 * @property {number} heads
 * @property {Unit[]} queries
 * @property {Unit[] | null} keys - none: the same as the queries
 * @property {[layer: number, head: number][]} blocks - the heads that were sent
 * @property {{rows: number, columns: number} | null} small - the size of a small picture, when they were sent
 * @property {boolean} grid - whether all heads are drawn as small pictures
 * @property {string[]} notes - one a head
 * @property {string} reading - what to say below the picture
 * @property {string} title - instead of the number of layer and head
 * @property {string} caption - of the saved picture
 * @property {string} text
 * @property {number} height
 * @property {Mode} mode
 * @property {{number: number, layer: number, head: number, query: number | null, sought: boolean}} push - Python's last
 *     own choice, and whether to bring it into sight
 */

/** @typedef {{rows: number, columns: number, cells: (number: number) => Uint8Array}} Small */
/** @typedef {Header & {keys: Unit[], rows: number, columns: number, weights: Map<string, Head>, pictures: Small}} Message */

/** @param {Uint8Array} bytes @returns {Message} */
function readMessage(bytes) {
  const copy = bytes.slice() // its own memory, so that numbers lie where they may
  const length = new DataView(copy.buffer).getUint32(0, true)
  /** @type {Header} */
  const header = JSON.parse(new TextDecoder().decode(copy.subarray(4, 4 + length)))
  const keys = header.keys ?? header.queries
  const [rows, columns] = [header.queries.length, keys.length]
  /** @type {Map<string, Head>} */
  const weights = new Map()
  let offset = 4 + length
  for (const [layer, head] of header.blocks) {
    weights.set(`${layer},${head}`, readHead(copy, offset, rows, columns))
    offset += rows * (columns + 4)
  }
  const size = header.small ?? { rows: Math.min(24, rows), columns: Math.min(24, columns) }
  return { ...header, keys, rows, columns, weights, pictures: readSmall(header, size, copy.subarray(offset), weights) }
}

/** @param {Uint8Array<ArrayBuffer>} bytes @param {number} offset @param {number} rows @param {number} columns @returns {Head} */
function readHead(bytes, offset, rows, columns) {
  const largest = new Float32Array(bytes.buffer.slice(offset, offset + 4 * rows))
  const levels = bytes.subarray(offset + 4 * rows, offset + rows * (columns + 4))
  return { rows, columns, at: (row, column) => (largest[row] * levels[row * columns + column]) / 255 }
}

/**
 * The small pictures: sent when not all heads are, else made here in the same way.
 * @param {Header} header @param {{rows: number, columns: number}} size @param {Uint8Array} bytes
 * @param {Map<string, Head>} weights @returns {Small}
 */
function readSmall(header, { rows, columns }, bytes, weights) {
  const cells = (/** @type {number} */ number) => {
    if (header.small) return bytes.subarray(number * rows * columns, (number + 1) * rows * columns)
    const head = weights.get(`${Math.floor(number / header.heads)},${number % header.heads}`)
    return head ? shrink(head, rows, columns) : new Uint8Array(rows * columns)
  }
  return { rows, columns, cells }
}

/**
 * The sum over keys, the mean over queries, as the root of it, which keeps faint cells visible.
 * @param {Head} head @param {number} rows @param {number} columns
 */
function shrink(head, rows, columns) {
  const sums = new Float32Array(rows * columns)
  const counts = new Uint16Array(rows)
  for (let row = 0; row < head.rows; row++) {
    const cell = Math.min(rows - 1, Math.floor(((row + 1) * rows - 1) / head.rows))
    counts[cell]++
    for (let column = 0; column < head.columns; column++)
      sums[cell * columns + Math.floor(((column + 1) * columns - 1) / head.columns)] += head.at(row, column)
  }
  return Uint8Array.from(sums, (sum, place) => Math.round(255 * Math.sqrt(Math.min(1, sum / counts[Math.floor(place / columns)]))))
}
