"""What tests run inside a page of the app, in its browser."""

STATE = "document.querySelector('[data-test-script-state]')"
# Notes when the page last asked the server for a run (a BackMsg with field 11), and when one last came to its end (a
# ForwardMsg with field 6, unless it says that the run made way for another, 2).
NOTE_RUNS = """window.asked = window.ended = 0
const over = bytes => {
  for (let at = 0; at < bytes.length;) {
    const tag = bytes[at++]
    if (tag === 0x30) return bytes[at] !== 2
    if (tag % 8 !== 2) return false
    let length = 0
    for (let shift = 0; ; shift += 7) {
      length += (bytes[at] & 127) << shift
      if (bytes[at++] < 128) break
    }
    at += length
  }
  return false
}
window.WebSocket = class extends WebSocket {
  constructor(...rest) {
    super(...rest)
    this.addEventListener("message", ({ data }) => {
      if (data.byteLength < 1000 && over(new Uint8Array(data))) window.ended = performance.now()
    })
  }
  send(data) {
    if (data[0] === 0x5a) window.asked = performance.now()
    super.send(data)
  }
}"""
# A page that shows how far something is never rests; it is left after some seconds, and never before it is answered.
REST = f"""() => new Promise(rest => {{
  let timer, late = false
  const until = performance.now() + 3000
  const wait = () => {{
    const left = until - performance.now()
    if (left < 0 && late) return // what changes with every frame does not put it off
    clearTimeout(timer)
    late = left < 0
    timer = setTimeout(look, late ? 20 : Math.min(150, left))
  }}
  const watch = new MutationObserver(wait)
  const moving = one => one.playState === 'running' && one.effect.getTiming().iterations < Infinity
  function look() {{
    late = false
    if (window.asked > window.ended && performance.now() < until + 57_000) return wait()
    const busy = {STATE}.dataset.testScriptState !== 'notRunning' || document.querySelector("[data-stale='true']")
    if ((busy || document.getAnimations().some(moving)) && performance.now() < until) return wait()
    watch.disconnect()
    rest()
  }}
  watch.observe(document, {{ subtree: true, childList: true, attributes: true, characterData: true }})
  wait()
}})"""
LINK = """settings => {
  const link = new URLSearchParams(location.search)
  return Object.entries(settings).every(([key, value]) => link.get(key) === value)
}"""
# How much changes in the page within a second
CHANGES = """() => new Promise(told => {
  let count = 0
  const watch = new MutationObserver(list => { count += list.length })
  watch.observe(document, { subtree: true, childList: true, attributes: true, characterData: true })
  setTimeout(() => { watch.disconnect(); told(count) }, 1000)
})"""
