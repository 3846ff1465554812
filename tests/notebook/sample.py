"""A notebook of the size that a page to take home is measured by, made with the real model."""

import json

import numpy as np
import plotly.graph_objects as go

from components.engine.encoding.encode import encode
from components.engine.encoding.occurrences import embed_occurrences
from components.engine.geometry.project import project_layers
from components.engine.notebook.kept import Notebook, read_view
from components.engine.notebook.pictures import pack_attention
from components.engine.senses.separation import separation_by_layer
from components.engine.text.find_word import find_occurrences
from components.figures import curves, scatter
from components.figures.palette import wrapped

NASTY = "</script><img src=x onerror=alert(1)> [a](https://example.org) ![b](//c/d.png) <b>e</b> \u202egnp.exe"
SENTENCES = [
    f"{who} {what} the {kind} {word} {when}."
    for who in ("She", "The old man", "Nobody here")
    for what in ("walked along", "waited beside", "robbed", "asked")
    for kind in ("river", "savings")
    for word in ("bank",)
    for when in (
        "today",
        "last night",
        "in May",
        "again",
        "at noon",
        "for years",
        "in the rain",
        "without a word",
        "on Monday",
        "once more",
        "before dawn",
        "alone",
        "in spring",
    )
]
LONG = " ".join(SENTENCES[:: len(SENTENCES) // 12])[:300]


def as_json(figure: go.Figure) -> dict:
    return json.loads(figure.to_json()) | {"frames": [json.loads(frame.to_json()) for frame in figure.frames or ()]}


def view(number: int, title: str, *pictures: dict, page: str = "senses", note: str = "", **settings: object) -> dict:
    written = {"title": title, "note": note, "expected": "", "saw": "", "otherwise": "", "made": "2026-11-28T20:00:00Z"}
    return {
        "id": f"{number:032x}",
        "page": page,
        "settings": settings,
        "model": "all-MiniLM-L6-v2",
        **written,
        "pictures": list(pictures),
    }


def chart(name: str, alt: str, figure: go.Figure, layer: int | None = None) -> dict:
    return {"kind": "chart", "name": name, "alt": alt, "chart": as_json(figure), "layer": layer}


def attention_picture(encoding, layer: int = 2, head: int = 5) -> dict:
    layers, heads = encoding.attention.shape[:2]
    return {
        "kind": "attention",
        "name": "All heads",
        "alt": "Attention of all heads",
        "tokens": list(encoding.tokens),
        "word_ids": list(encoding.word_ids),
        "layers": layers,
        "heads": heads,
        "layer": layer,
        "head": head,
        "weights": pack_attention(encoding.attention),
    }


def map_and_curves(encoder):
    """The map of 300 occurrences on 7 layers, two of them the visitor's, and two curves."""
    spans = find_occurrences(SENTENCES, "bank")
    occurrences = embed_occurrences(encoder, SENTENCES, spans)
    made = project_layers(occurrences.states)
    labels = np.array(["river" in SENTENCES[span.sentence] for span in spans]).astype(int)
    hover = [wrapped(SENTENCES[span.sentence], span.start, span.end) for span in spans]
    own = [len(spans) - 2, len(spans) - 1]
    clouds = [
        scatter.Cloud(name, made.points[:, chosen], [hover[place] for place in chosen], chosen.tolist(), number)
        for number, name in enumerate(("money", "river </script> & <b>"))
        for chosen in [np.flatnonzero(labels == number)]
    ]
    yours = scatter.Cloud("your sentences", made.points[:, own], [wrapped(NASTY)] * 2, own, None, [1, 2])
    found = separation_by_layer(occurrences, labels)
    lines = [
        curves.measured("nearest has the same sense", found.accuracy, found.low, found.high),
        curves.measured("silhouette", found.silhouette),
    ]
    return made, scatter.draw_map([*clouds, yours], 6), curves.draw_by_depth(lines, "accuracy, silhouette", 1.0)


def measured(encoder) -> tuple[Notebook, np.ndarray, np.ndarray]:
    """Return the notebook, its map's points (layers + 1, n, 2), and its attention (layers, heads, tokens, tokens)."""
    made, drawn, curve = map_and_curves(encoder)
    encoding = encode(encoder, LONG)
    line = curves.draw_curves({"self-similarity": np.linspace(1, 0.4, 7)}, "mean cosine")
    table = {"kind": "table", "name": "Scores", "columns": ["word", NASTY], "rows": [[NASTY, 0.25], ["银行", None]]}
    views = [
        view(1, "Two banks", chart("bank pca", f"Map of “bank” {NASTY}", drawn, 6), word="bank", layer=6, own=[NASTY]),
        view(2, NASTY, attention_picture(encoding), page="attention", note=f"# A note\n\n{NASTY} *it* **moves**"),
        view(3, "Where they part", chart("curve", "Accuracy", curve), chart("line", "Likeness", line), table),
    ]
    views[0] |= {"expected": "Two islands.", "saw": NASTY, "otherwise": "Word forms."}
    notebook = Notebook(f"Senses {NASTY}", tuple(map(read_view, views)))
    return notebook, made.points, encoding.attention
