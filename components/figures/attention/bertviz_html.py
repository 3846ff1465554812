"""BertViz's head view and model view (Vig 2019) as one HTML string that needs no internet.

BertViz asks three scripts from the internet; here d3 comes from the mpld3 package and jQuery from xstatic-jquery,
both inlined, and a two-line stand-in answers the calls that BertViz makes to require.js. The random id that BertViz
puts into its HTML is made constant, so that equal input gives equal HTML and the frame keeps its state.
"""

import re
from collections.abc import Sequence

import numpy as np
import torch  # BertViz takes nothing but torch tensors
from bertviz import head_view, model_view

from components.engine.loading.installed import package_file

# Above this many weights BertViz writes megabytes of HTML and the browser hangs on its lines.
MOST_WEIGHTS = 200_000
OPEN = "\ue000"  # stands for "<" until BertViz has written its JSON

STAND_IN = """
window.require = {config: function () {}};
window.requirejs = function (names, use) { use(window.jQuery, window.d3); };
"""

# The frame takes its colours from the page around it, because the server can be wrong about the theme at first.
FOLLOW_THEME = """
function pageIsDark() {
  const app = window.parent.document.querySelector(".stApp");
  if (!app) return false;
  const [red, green, blue] = getComputedStyle(app).backgroundColor.match(/[\\d.]+/g).map(Number);
  return 0.299 * red + 0.587 * green + 0.114 * blue < 128;
}
window.dark = pageIsDark();
document.documentElement.classList.toggle("dark", window.dark);
setInterval(function () { if (pageIsDark() !== window.dark) window.location.reload(); }, 1000);
"""

# The model view has a fixed width of its own; it is made smaller until it fits.
FIT = """<script>
function fit() {
  document.body.style.zoom = 1;
  document.body.style.zoom = Math.min(1, window.innerWidth / (document.documentElement.scrollWidth + 4));
}
window.addEventListener("resize", fit);
setTimeout(fit, 50);
</script>"""

STYLE = """
body { margin: 0; font-family: sans-serif; color: #1c2430; background: #ffffff; overflow: auto; }
.dark body { color: #e8ecf2; background: #11151c; }
text { fill: currentColor; }
.dark select { color: #e8ecf2; background: #1b222d; border-color: #59636f; }
"""

# BertViz counts layers and heads from 0; everything else here counts from 1.
FROM_ONE = {
    ".text(layer)": ".text(layer + 1)",
    ".text(config.heads[i])": ".text(config.heads[i] + 1)",
    ".text(config.layers[i])": ".text(config.layers[i] + 1)",
    "'Layer ' + config.layers[layerIndex]": "'Layer ' + (config.layers[layerIndex] + 1)",
    "config.heads[headIndex])": "(config.heads[headIndex] + 1))",
}

# Twelve colours that repeat for no head of a base-size model; BertViz's own ten repeat after ten.
HEAD_COLORS = """d3.scaleOrdinal(["#E69F00", "#56B4E9", "#009E73", "#CC79A7", "#0072B2", "#D55E00", "#b5a800",
 "#8c564b", "#7f3fbf", "#17a2a2", "#a0522d", "#708238"])"""


def fits(layers: int, heads: int, tokens: int) -> bool:
    """Tell whether BertViz can show this many weights without hanging the browser."""
    return layers * heads * tokens**2 <= MOST_WEIGHTS


def most_tokens(layers: int, heads: int) -> int:
    """Return the largest number of tokens that `fits`."""
    return int((MOST_WEIGHTS / (layers * heads)) ** 0.5)


def draw_head_view(
    attention: np.ndarray, tokens: Sequence[str], second_start: int | None, layer: int, head: int | None
) -> str:
    """Draw one layer at a time as lines: attention (layers, heads, tokens, tokens), opened at `layer` and `head`."""
    page = head_view(
        tensors(attention),
        safe(tokens),
        sentence_b_start=second_start,
        layer=layer,
        heads=None if head is None else [head],
        prettify_tokens=False,
        html_action="return",
    )
    return offline(page.data.replace("d3.scaleOrdinal(d3.schemeCategory10)", HEAD_COLORS))


def draw_model_view(attention: np.ndarray, tokens: Sequence[str], second_start: int | None) -> str:
    """Draw all heads of all layers as thumbnails."""
    page = model_view(
        tensors(attention),
        safe(tokens),
        sentence_b_start=second_start,
        prettify_tokens=False,
        display_mode="light",
        html_action="return",
    )
    return offline(page.data.replace('"display_mode": "light"', '"display_mode": window.dark ? "dark" : "light"') + FIT)


def tensors(attention: np.ndarray) -> list[torch.Tensor]:
    """Convert to a tensor (1, heads, tokens, tokens) a layer, rounded: four decimals cut the HTML to a third."""
    return [torch.from_numpy(layer.astype(np.float64).round(4))[None] for layer in attention]


def safe(tokens: Sequence[str]) -> list[str]:
    """Hide "<", with which a token could end BertViz's script and start its own."""
    return [token.replace("<", OPEN) for token in tokens]


def offline(page: str) -> str:
    """Wrap BertViz's HTML into a page of its own without foreign addresses."""
    page = re.sub(r'<script src="https://[^"]*"></script>', "", page)
    page = re.sub(r"bertviz-[0-9a-f]{32}", "bertviz-view", page)
    page = re.sub(r"'https://cdnjs[^']*'", "''", page)
    for zero, one in FROM_ONE.items():
        page = page.replace(zero, one)
    page = page.replace(r"\ue000", r"\u003c")  # in the JSON, where it is an escaped "<" again
    installed = (("xstatic.pkg.jquery", "data/jquery.min.js"), ("mpld3", "js/d3.v5.min.js"))
    jquery, d3 = (package_file(package, path).read_text(encoding="utf-8") for package, path in installed)
    head = "".join(f"<script>{script}</script>" for script in (FOLLOW_THEME, jquery, d3, STAND_IN))
    head = f'<meta charset="utf-8"><style>{STYLE}</style>{head}'
    return f"<!doctype html><html><head>{head}</head><body>{page}</body></html>"
