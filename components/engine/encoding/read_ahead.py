"""Read sentences before anybody asks for a word in them, as far as a number of bytes goes."""

from collections.abc import Callable, Sequence

from components.engine.encoding.batches import ReadText
from components.engine.encoding.bulk import read_texts
from components.engine.loading.load import Encoder
from components.engine.progress import OnProgress, ShouldStop, never, unheard
from components.engine.text.clean_text import encodable

MOST_BYTES = 64_000_000  # 32-bit states of 6,000 tokens at 7 layers of 384 numbers


def read_ahead(
    encoder: Encoder,
    sentences: Sequence[str],
    keep: Callable[[str, ReadText], None],
    on_progress: OnProgress = unheard,
    should_stop: ShouldStop = never,
    most_bytes: int = MOST_BYTES,
) -> None:
    """Hand each text and its states to `keep` until `most_bytes` are full; what the model cannot read is left out."""
    texts = list(dict.fromkeys(map(encodable, sentences)))
    tokenized = encoder.tokenizer(texts, truncation=False, verbose=False).encodings if texts else []
    facts = encoder.facts
    left = most_bytes // (4 * (facts.layers + 1) * facts.width)  # tokens
    chosen = []
    for text, one in zip(texts, tokenized, strict=True):
        if len(one.ids) <= facts.max_tokens and not all(one.special_tokens_mask):
            left -= len(one.ids)
            if left < 0:
                break
            chosen.append((text, one))
    if not chosen:
        return
    for number, read in read_texts(encoder, dict(enumerate(one for _, one in chosen)), on_progress, should_stop):
        keep(chosen[number][0], ReadText(read.states.copy(), read.tokenized))
