"""What a paper says of a picture: a caption with all that it was made with, and what to cite for it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from components.engine.catalog import DEFAULT_MODEL, MULTILINGUAL_MODEL
from components.engine.files.caption import make_caption

SOURCES = Path(__file__).parents[2] / "data" / "citations.bib"
ALWAYS = ("sensescope", "bert")
OF_MODELS = {DEFAULT_MODEL: ("sentence-bert", "minilm"), MULTILINGUAL_MODEL: ("e5",)}
OWN_PACKAGE = {"umap": "umap-learn"}  # of a method: what computed it


@dataclass(frozen=True)
class Paper:
    """A picture as a paper tells of it."""

    what: str  # without a full stop: "Map of “bank”"
    how: str  # in a sentence or two, without the last full stop
    model: str
    methods: tuple[str, ...]  # keys of the file of sources
    settings: dict[str, object] = field(default_factory=dict)  # n, layer, seed …

    @property
    def layer(self) -> int | None:
        """Return the layer that the picture shows, if it is one."""
        layer = self.settings.get("layer")
        return layer if isinstance(layer, int) else None

    def caption(self) -> str:
        """Write one paragraph with model, settings and versions."""
        packages = (OWN_PACKAGE[one] for one in self.methods if one in OWN_PACKAGE)
        return make_caption(f"{self.what}. {self.how}", self.model, *packages, **self.settings)

    def bibtex(self) -> str:
        """Write what to cite."""
        return bibtex(self.model, self.methods)


def bibtex(model: str, methods: Sequence[str] = ()) -> str:
    """Write an entry for the app, the model (or two, as "one and other") and each method."""
    models = [key for name in model.split(" and ") for key in OF_MODELS.get(name, ())]
    known = sources()
    return "\n\n".join(known[key] for key in dict.fromkeys((*ALWAYS, *models, *methods))) + "\n"


def sources() -> dict[str, str]:
    """Read all entries, by their keys."""
    entries = SOURCES.read_text(encoding="utf-8").strip().split("\n\n")
    return {re.split(r"[{,]", entry, maxsplit=2)[1]: entry for entry in entries}
