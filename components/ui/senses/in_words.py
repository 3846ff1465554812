"""What the map says, in plain words: where the visitor’s sentences sit, and how often BERT tells the senses apart."""

import numpy as np

from components.engine.files.sentence_files import UNNAMED
from components.ui.contexts import find_contexts, found_senses, word_points
from components.ui.contexts.word_in_contexts import Material
from components.ui.senses import computed


def about_map(made_of: Material, layer: int) -> str:
    """Say in a sentence or two what there is to see."""
    if not made_of.reference.labelled:
        return about_groups(made_of, layer)
    return " ".join(filter(None, (word_points.about_own(made_of, layer), about_senses(made_of, layer))))


def about_senses(made_of: Material, layer: int) -> str:
    """Say how often BERT tells the senses apart, beside a guess."""
    counted = find_contexts.counted(made_of)
    found = computed.separation(counted.key, counted.reference.labels)
    if np.isnan(found.accuracy[layer]):
        return ""
    accuracy, low, high = (f"{curve[layer]:.0%}"[:-1] for curve in (found.accuracy, found.low, found.high))
    senses = len({*counted.reference.labels} - {UNNAMED})
    return (
        f"At layer {layer} BERT tells the {senses} senses apart in **{accuracy} of 100** "
        f"(95 %: {low} to {high}; n = {found.counted}); guessing gets {100 * found.majority:.0f}."
    )


def about_groups(made_of: Material, layer: int) -> str:
    """Say how many groups BERT finds where no senses are known."""
    count = len(made_of.reference.spans)
    if count < 2:
        return ""
    found = found_senses.senses(made_of.key, layer, wait=False).count
    if found == 1:
        return f"At layer {layer} BERT gives no evidence for more than one meaning in these {count} occurrences."
    return (
        f"At layer {layer} BERT parts these {count} occurrences into **{found} groups**, though nobody told it of any."
    )
