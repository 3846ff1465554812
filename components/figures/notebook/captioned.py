"""A picture with its caption below it, in one SVG file: what stands in a paper."""

import html
import re
import textwrap

from components.figures.palette import visible

SIZE, LINE = 8, 11  # points: letters, and from line to line
LETTER = 4.4  # points that a letter takes at most, on average
MARGIN = 6


def add_caption(svg: bytes, caption: str) -> bytes:
    """Write a caption below what `drawn` drew; letters stay letters."""
    content = svg.decode()
    width, height = (float(re.findall(rf'<svg[^>]* {side}="([\d.]+)pt"', content)[0]) for side in ("width", "height"))
    lines = textwrap.wrap(visible(caption), int((width - 2 * MARGIN) / LETTER), break_on_hyphens=False)
    below = height + len(lines) * LINE + 2 * MARGIN
    content = content.replace(f'height="{height:g}pt"', f'height="{below:g}pt"', 1)
    content = content.replace(f'viewBox="0 0 {width:g} {height:g}"', f'viewBox="0 0 {width:g} {below:g}"', 1)
    written = "".join(
        f'<text x="{MARGIN}" y="{height + MARGIN + (number + 0.7) * LINE:g}" font-family="sans-serif" '
        f'font-size="{SIZE}" fill="#1c2430">{html.escape(line)}</text>\n'
        for number, line in enumerate(lines)
    )
    ground = f'<rect y="{height:g}" width="{width:g}" height="{below - height:g}" fill="#ffffff"/>\n'
    return content.replace("</svg>", f"{ground}{written}</svg>").encode()
