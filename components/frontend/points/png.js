// What is in sight as a picture for slides: on the page's ground, with title, legend and caption.

const PRINT = 2 // pixels drawn a pixel of the page
const EDGE = 24

/** @param {Sheet} sheet */
async function savePoints(sheet) {
  const { cloud, size: { width, height }, look, data, sent } = sheet
  if (!cloud) return
  const pixels = pixelsFor(width, height, PRINT)
  paintCloud(pixels, cloud, howToLook(sheet, width, height, PRINT), 0)
  const canvas = new OffscreenCanvas((width + 2 * EDGE) * PRINT, (height + 150) * PRINT)
  const context = contextOf(canvas)
  context.scale(PRINT, PRINT)
  context.fillStyle = look.ground
  context.fillRect(0, 0, width + 2 * EDGE, height + 150)
  context.drawImage(await createImageBitmap(pixels.image, pixels.pad, pixels.pad, pixels.width, pixels.height), EDGE, 60, width, height)
  context.translate(EDGE, 60)
  context.save()
  context.beginPath()
  context.rect(0, 0, width, height)
  context.clip()
  writeOnMap(sheet, context, width, height)
  context.restore()
  context.fillStyle = look.ink
  context.textBaseline = "alphabetic"
  context.font = `600 22px ${look.font}`
  context.fillText(data.title, 0, -22, width)
  context.font = `14px ${look.font}`
  context.fillText(`${data.about}. ${grouped(sheet.seen)} of ${grouped(cloud.n)} points in sight. Sensescope`, 0, height + 74, width)
  printLegend(sheet, context, width, height + 24)
  const link = madeOf("a", "", { href: URL.createObjectURL(await canvas.convertToBlob()), download: `${sent.name.replace(/[^A-Za-z0-9]+/g, "-")}.png` })
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), 10000)
}

/** The classes that fit two lines. @param {Sheet} sheet @param {CanvasRenderingContext2D} context @param {number} width @param {number} down */
function printLegend(sheet, context, width, down) {
  const { data, look } = sheet
  let [x, y] = [0, down]
  if (data.ramp) {
    const ramp = context.createLinearGradient(0, 0, 160, 0)
    ramp.addColorStop(0, inkOfKind(sheet, 0))
    ramp.addColorStop(1, inkOfKind(sheet, NO_KIND - 1))
    context.fillStyle = ramp
    context.fillRect(0, y - 11, 160, 12)
    context.fillStyle = look.ink
    context.fillText(`${data.ramp[0]} … ${data.ramp[1]}`, 170, y)
    return
  }
  for (const [kind, { name }] of data.classes.entries()) {
    const long = context.measureText(name).width + 34
    if (x && x + long > width) [x, y] = [0, y + 22]
    if (y > down + 22) return
    context.fillStyle = inkOfKind(sheet, kind)
    context.fillRect(x, y - 11, 12, 12)
    context.fillStyle = look.ink
    context.fillText(name, x + 17, y)
    x += long
  }
}
