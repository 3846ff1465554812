// Reads a message of packed attention (components/engine/attention/wire_format.py): a header and, for some heads, a row maximum
// and a byte for each weight. Everything else asks the head read here for its weights.

function readMessage(bytes) {
  const copy = bytes.slice() // its own memory, so that numbers lie where they may
  const length = new DataView(copy.buffer).getUint32(0, true)
  const header = JSON.parse(new TextDecoder().decode(copy.subarray(4, 4 + length)))
  header.keys ??= header.queries // not sent twice
  const [rows, columns] = [header.queries.length, header.keys.length]
  const heads = new Map()
  let offset = 4 + length
  for (const [layer, head] of header.blocks) {
    heads.set(`${layer},${head}`, readHead(copy, offset, rows, columns))
    offset += rows * (columns + 4)
  }
  return { ...header, rows, columns, weights: heads, small: readSmall(header, copy.subarray(offset), heads) }
}

function readHead(bytes, offset, rows, columns) {
  const largest = new Float32Array(bytes.buffer.slice(offset, offset + 4 * rows))
  const levels = bytes.subarray(offset + 4 * rows, offset + rows * (columns + 4))
  return { rows, columns, at: (row, column) => (largest[row] * levels[row * columns + column]) / 255 }
}

// The small pictures: sent when not all heads are, else made here in the same way: the sum over keys, the mean over
// queries, as the root of it, which keeps faint cells visible.
function readSmall(header, bytes, heads) {
  const { rows, columns } = header.small ?? { rows: Math.min(24, header.queries.length), columns: Math.min(24, header.keys.length) }
  const size = rows * columns
  const cells = (number) => {
    if (header.small) return bytes.subarray(number * size, (number + 1) * size)
    const head = heads.get(`${Math.floor(number / header.heads)},${number % header.heads}`)
    return shrink(head, rows, columns)
  }
  return { rows, columns, cells }
}

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
