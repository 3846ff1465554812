"""Many sentences through the model, fast: batches of like length, each on one thread.

A text whose attention is looked at goes through by itself, eagerly, which returns the weights; here nobody looks at
them, and the model is `fused`.
"""

from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import islice
from typing import Any

import numpy as np
import torch
from tokenizers import Encoding as TokenizerEncoding
from transformers import PreTrainedModel

from components.engine.encoding.batches import ReadText, like_lengths, run_batch
from components.engine.errors import TextError
from components.engine.loading.fused import fused, fused_up_to
from components.engine.loading.load import Encoder
from components.engine.progress import OnProgress, ShouldStop, never, unheard
from components.engine.records import record
from components.engine.text.clean_text import encodable

BATCH_TOKENS = 512  # the states of so many stay in the processor's cache
TOKENIZED_AT_ONCE = 512
SPARE = 6  # tokens left free where a long text is cut
THREADS = torch.get_num_threads()  # asked now: a thread that asks first while a pool works would hear 1


@record
class CorpusVectors:
    """The vectors of all tokens of some sentences at one layer, one sentence after the other."""

    vectors: np.ndarray  # (tokens, width) float32
    ids: np.ndarray  # (tokens,) int32
    special: np.ndarray  # (tokens,) bool
    starts: np.ndarray  # (sentences + 1,) int64: sentence k has the tokens starts[k] … starts[k + 1] - 1

    def means(self) -> np.ndarray:
        """Average each sentence's tokens, special ones included: (sentences, width)."""
        return np.add.reduceat(self.vectors, self.starts[:-1], axis=0) / np.diff(self.starts)[:, None]


def embed_corpus(
    encoder: Encoder,
    sentences: Sequence[str],
    layer: int | None = None,
    dtype: str = "float32",
    on_progress: OnProgress = unheard,
    should_stop: ShouldStop = never,
) -> CorpusVectors | None:
    """Compute the token vectors of `sentences` at `layer` (None: the last), or None if `should_stop` said so.

    Raises TextError if a sentence is longer than the model reads or nothing is left of it.
    """
    tokenized, _ = tokenize_all(encoder, sentences)
    lengths = [len(one.ids) for one in tokenized]
    starts = np.concatenate([[0], np.cumsum(lengths)])
    vectors = np.empty((starts[-1], encoder.facts.width), dtype=np.float32)
    at = encoder.facts.layers if layer is None else layer
    for numbers, states in run_layer(encoder, tokenized, at, dtype, on_progress, should_stop):
        for number, row in zip(numbers, states, strict=True):
            vectors[starts[number] : starts[number + 1]] = row[: lengths[number]]
    if should_stop():
        return None
    return CorpusVectors(
        vectors,
        np.concatenate([one.ids for one in tokenized]).astype(np.int32),
        np.concatenate([one.special_tokens_mask for one in tokenized]).astype(bool),
        starts,
    )


def tokenize_all(
    encoder: Encoder, texts: Sequence[str], shorten: bool = False
) -> tuple[list[TokenizerEncoding], tuple[int, ...]]:
    """Cut all texts into pieces; with `shorten`, what the model does not read falls away and is named by text number.

    Raises TextError, with the text's number, if one is longer than the model reads or nothing is left of it.
    """
    if not texts:
        raise TextError("There is nothing to read yet. Type a sentence.")
    tokenized = []
    for first in range(0, len(texts), TOKENIZED_AT_ONCE):
        some = texts[first : first + TOKENIZED_AT_ONCE]
        tokenized += encoder.tokenizer([encodable(text) for text in some], truncation=False, verbose=False).encodings
    limit = encoder.facts.max_tokens
    long = tuple(number for number, one in enumerate(tokenized) if len(one.ids) > limit)
    for number in long if shorten else ():
        end = tokenized[number].offsets[limit - SPARE][0]  # characters; the end may be cut into other pieces
        tokenized[number] = encoder.tokenizer(encodable(texts[number])[:end], truncation=False).encodings[0]
    for number, one in enumerate(tokenized, start=1):
        if all(one.special_tokens_mask):
            raise TextError(f"Text {number:,} holds nothing that the model can read. Take it out, or type something.")
        if len(one.ids) > limit:
            raise TextError(
                f"Text {number:,} has {len(one.ids):,} tokens, but this model reads at most {limit}. Shorten it."
            )
    return tokenized, long


def run_layer(
    encoder: Encoder,
    tokenized: Sequence[TokenizerEncoding],
    layer: int,
    dtype: str = "float32",
    on_progress: OnProgress = unheard,
    should_stop: ShouldStop = never,
) -> Iterator[tuple[list[int], np.ndarray]]:
    """Yield batches: the texts' numbers, and their states at one layer, (texts, tokens, width) float32.

    What the model would compute after that layer is left out, where its blocks are BERT's.
    """
    shorter = fused_up_to(encoder, layer, dtype)
    last = shorter is not None or layer == encoder.facts.layers
    for numbers, output in run_all(encoder, tokenized, dtype, not last, on_progress, should_stop, shorter):
        yield numbers, (output.last_hidden_state if last else output.hidden_states[layer]).float().numpy()


def read_texts(
    encoder: Encoder,
    tokenized: Mapping[int, TokenizerEncoding],
    on_progress: OnProgress = unheard,
    should_stop: ShouldStop = never,
) -> Iterator[tuple[int, ReadText]]:
    """Yield every text's number with its states at all layers."""
    numbers = list(tokenized)
    texts = [tokenized[number] for number in numbers]
    for rows, output in run_all(encoder, texts, on_progress=on_progress, should_stop=should_stop):
        states = torch.stack(output.hidden_states).float().numpy()  # (layers + 1, texts, tokens, width)
        for place, row in enumerate(rows):
            yield numbers[row], ReadText(states[:, place, : len(texts[row].ids)], texts[row])


def run_all(
    encoder: Encoder,
    tokenized: Sequence[TokenizerEncoding],
    dtype: str = "float32",
    all_layers: bool = True,
    on_progress: OnProgress = unheard,
    should_stop: ShouldStop = never,
    model: PreTrainedModel | None = None,
) -> Iterator[tuple[list[int], Any]]:
    """Yield batches: the texts' numbers, and the model's output for them, padded on the right.

    `model` is a fast copy of the encoder's, if not the whole one.

    Each batch runs on one thread, and as many batches at once as there are threads: the many small steps between the
    matrix products then run side by side as well, and no thread waits for another.
    """
    model = model or fused(encoder, dtype)
    batches = like_lengths(dict(enumerate(len(one.ids) for one in tokenized)), BATCH_TOKENS)
    waiting = iter(batches[::-1])  # the longest first: if the memory is too small, it shows at once
    done, total, threads = 0, sum(len(one.ids) for one in tokenized), THREADS
    running: deque[tuple[list[int], Future]] = deque()

    def submit(batch: list[int]) -> None:
        ids = [tokenized[number].ids for number in batch]
        running.append((batch, pool.submit(run_batch, encoder, ids, model, output_hidden_states=all_layers)))

    with ThreadPoolExecutor(threads, initializer=torch.set_num_threads, initargs=(1,)) as pool:
        try:
            for batch in islice(waiting, 2 * threads):
                submit(batch)
            while running and not should_stop():
                batch, future = running.popleft()
                yield batch, future.result()
                for following in islice(waiting, 1):
                    submit(following)
                done += sum(len(tokenized[number].ids) for number in batch)
                on_progress(done / total)
        finally:
            pool.shutdown(cancel_futures=True)
            torch.set_num_threads(threads)  # the matrix library counts its threads for the whole process
