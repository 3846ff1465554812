"""What visitors share of groups of uses: senses found, how far groups differ, by layer, and shares of senses."""

import numpy as np

from components.engine.usage.change import Change, sense_change, vector_change
from components.ui.contexts import found_senses
from components.ui.shared import readings
from components.ui.shared.store import shared


@shared
def by_vectors(key: tuple, members: np.ndarray, second: np.ndarray) -> dict[str, Change]:
    """Compare two groups of the occurrences `key`: the numbers of all `members`, and who is in the `second`."""
    occurrences = readings.occurrences(*key)
    return vector_change(occurrences.states[:, members], second, occurrences.texts[members])


@shared
def by_found_senses(key: tuple, members: np.ndarray, second: np.ndarray) -> Change:
    """Compare two groups by the senses that are found at each layer: (layers + 1,)."""
    layers = range(len(readings.occurrences(*key).states))
    found = [by_senses(key, members, second, found_senses.senses(key, layer).nearest[members]) for layer in layers]
    return Change(*(np.concatenate([getattr(one, name) for one in found]) for name in vars(found[0])))


@shared
def by_senses(key: tuple, members: np.ndarray, second: np.ndarray, senses: np.ndarray) -> Change:
    """Compare two groups in the same way by the numbers of their senses, (members,)."""
    return sense_change(senses, second, readings.occurrences(*key).texts[members])
