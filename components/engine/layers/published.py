"""Curves that others have published for BERT-base, read from their figures or tables, to hold ours against."""

from dataclasses import dataclass

LAST = 12  # BERT-base has states 0 … 12


@dataclass(frozen=True)
class PublishedCurve:
    """One measure of BERT-base by layer."""

    measure: str
    source: str
    layers: tuple[int, ...]
    values: tuple[float, ...]


# From the figures that the author released with the paper (github.com/kawine/contextual); which casing of BERT-base
# was used is not said there.
ETHAYARAJH = "BERT-base, Ethayarajh 2019"
PLACES = (0, 2, 4, 6, 8, 10, 11, 12)
ANISOTROPY = PublishedCurve("anisotropy", ETHAYARAJH, PLACES, (0.105, 0.219, 0.327, 0.420, 0.399, 0.561, 0.675, 0.477))
SELF_SIMILARITY = PublishedCurve(
    "self-similarity", ETHAYARAJH, PLACES, (0.954, 0.871, 0.798, 0.765, 0.731, 0.782, 0.839, 0.755)
)
INTRA_SENTENCE_ADJUSTED = PublishedCurve(
    "intra-sentence similarity, adjusted",
    ETHAYARAJH,
    PLACES,
    (0.330, 0.351, 0.315, 0.306, 0.321, 0.259, 0.195, 0.299),
)
WORDNET_ACCURACY = PublishedCurve(
    "accuracy on fine-grained WordNet senses",
    "BERT-base, Teglia et al. 2025",
    (0, 2, 4, 6, 8, 9, 10, 11, 12),
    (0.508, 0.650, 0.690, 0.717, 0.727, 0.735, 0.746, 0.742, 0.739),
)
