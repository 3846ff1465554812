"""How far groups that were found agree with senses that are known, counted by occurrence.

The adjusted Rand index beside it counts pairs, which weighs large senses by their square, and is 0 by chance. B-cubed
weighs every occurrence alike and has no fixed chance level, so it is read against one group for all.
"""

import numpy as np


def b_cubed(groups: np.ndarray, senses: np.ndarray) -> float:
    """Return the B-cubed F of groups (n,) against senses (n,): 0 … 1 (Bagga & Baldwin 1998; Amigó et al. 2009).

    The precision of an occurrence is the share of its group that has its sense, the recall the share of its sense that
    is in its group; F is the harmonic mean of their means.
    """
    both = (groups[:, None] == groups) & (senses[:, None] == senses)  # (n, n), an occurrence with itself too
    precision, recall = (np.mean(both.sum(axis=1) / (of[:, None] == of).sum(axis=1)) for of in (groups, senses))
    return float(2 * precision * recall / (precision + recall))
