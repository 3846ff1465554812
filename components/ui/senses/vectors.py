"""The vectors of all occurrences to take along, of one layer or of all, with the Python lines that load them."""

from dataclasses import dataclass

import numpy as np
import streamlit as st

from components.engine.files import export
from components.engine.records import Span
from components.ui.contexts.word_in_contexts import Material
from components.ui.parts import chart
from components.ui.shared import models, readings
from components.ui.shell import choices, visit

visit.declare(__name__, taken=str)
ALL = "all layers"


@dataclass(frozen=True)
class Taken:
    """What goes into the file, by the texts alone: a download is kept as long as its page, and must hold no arrays."""

    model: str
    parts: tuple[tuple[tuple[str, ...], tuple[Span, ...]], ...]  # sentences and places, of the map’s and one’s own
    senses: tuple[str, ...]
    layer: int | None  # None: all

    def write(self) -> bytes:
        """Write the vectors, (n, width) or (layers + 1, n, width), and beside them what each occurrence is."""
        states = np.concatenate([readings.occurrences(self.model, *part).states for part in self.parts], axis=1)
        places = [(sentences[span.sentence], span) for sentences, spans in self.parts for span in spans]
        return export.write_arrays(
            vectors=states if self.layer is None else states[self.layer],
            sentences=[sentence for sentence, _ in places],
            words=[sentence[span.start : span.end] for sentence, span in places],
            starts=[span.start for _, span in places],
            senses=self.senses,
        )


def show(made_of: Material) -> None:
    """Ask for a layer or all, and offer the file."""
    facts = models.facts(made_of.model)
    placed = [part for part in (made_of.reference, made_of.own) if part is not None]
    with st.expander("Vectors (npz)", icon=":material/download:"):
        names = [ALL, *(f"layer {layer}" for layer in range(facts.layers + 1))]
        layers = choices.pick("Of", "taken", names)
        layer = None if layers == ALL else names.index(layers) - 1
        senses = tuple(label for part in placed for label in part.labels)
        taken = Taken(made_of.model, tuple((part.sentences, part.spans) for part in placed), senses, layer)
        count, file = len(senses), f"{chart.file_name(f'{made_of.word} {layers}')}.npz"
        chart.save("Vectors (npz)", taken.write, file, key="vectors_npz", type="secondary")
        whole = f"{facts.layers + 1} × " if layer is None else ""
        shapes = {
            "vectors": f"{whole}{count} × {facts.width}",
            "sentences": f"{count}",
            "words": f"{count}, as they are written there",
            "starts": f"{count}, their first characters",
            "senses": f"{count}; yours are called “your sentences”",
        }
        st.code(export.lines_to_load(file, shapes), language="python")
