"""Static vectors joined to BERT in three ways, each measured on one task: to tell in which sense a word is meant.

input       a linear map takes each word's static vector to where BERT expects its own, and BERT reads those
output      BERT's vector and the static vector end to end
start       the mapped vectors begin BERT's embedding table, which is then trained on a text while the layers stay as
            they are, until the model's last states are those of the untouched model again (distillation)

The task: for every built-in sentence, the nearest centroid among the senses of its word, without that sentence.
Left out here: training the layers as well, and training on the task itself, for which the sentences are too few.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import torch

from components.engine.encode import special_ids, tokenize
from components.engine.errors import WordError
from components.engine.geometry import unit
from components.engine.load import Encoder
from components.engine.occurrences import find_occurrences, like_lengths, overlapping_tokens
from components.engine.reading import split_sentences
from components.engine.records import Occurrence, read_only
from components.engine.static import StaticModel, whole_pieces
from components.engine.static_training import WORD, news_texts
from components.engine.wordbench import bench_words, read_bench
from components.engine.words import own_offsets, word_numbers

RESAMPLES = 1000
HELD_OUT = 10  # one word in so many is kept from the fit of the map, to tell how good it is
FEWEST_SHARED = 200  # words that a static model and BERT's vocabulary must share
STUDY_SENTENCES = 800  # of the news, that the table is trained on
BATCH = 8  # sentences
RATE = 0.01
CLOSE = 1e-6  # cosines nearer to each other than this are equal


@dataclass(frozen=True)
class SenseTask:
    """Occurrences of ambiguous words with their senses."""

    sentences: tuple[str, ...]
    spans: tuple[Occurrence, ...]  # (n,)
    words: np.ndarray  # (n,) the word that each stands for
    senses: np.ndarray  # (n,)

    def written(self, number: int) -> str:
        """Return the word of one occurrence in small letters, as the sentence has it ("banks")."""
        span = self.spans[number]
        return self.sentences[span.sentence][span.start : span.end].lower()

    @property
    def chance(self) -> float:
        """Return the accuracy of a blind guess."""
        shares = [1 / len(np.unique(self.senses[self.words == word])) for word in self.words]
        return float(np.mean(shares))


@dataclass(frozen=True)
class Score:
    """How often the sense is found, with a 95 % bootstrap over the words."""

    accuracy: float
    low: float
    high: float
    hits: np.ndarray  # (n,) 1 right, 0 wrong, a share where several senses are equally near
    over: float = 0.0  # accuracy minus BERT's, over the same sentences
    over_low: float = 0.0
    over_high: float = 0.0


@dataclass(frozen=True)
class Way:
    """One way to make a vector for an occurrence, and how well it tells senses."""

    name: str
    meaning: str
    score: Score


@dataclass(frozen=True)
class LinearMap:
    """The least-squares map from static vectors to BERT's input vectors."""

    weights: np.ndarray  # (static width, width)
    bias: np.ndarray  # (width,)
    words: int  # fitted on
    explained: float  # share of the variance of words kept from the fit, at most 1

    def __call__(self, vectors: np.ndarray) -> np.ndarray:
        """Take vectors (n, static width) to (n, width) float32."""
        return (vectors @ self.weights + self.bias).astype(np.float32)


def measure_ways(
    encoder: Encoder,
    static: StaticModel,
    task: SenseTask,
    study: Sequence[str],
    on_progress: Callable[[float], None] = lambda share: None,
) -> Iterator[Way]:
    """Yield every way as soon as it is measured, BERT alone first; `on_progress` is told the share that is done.

    Raises WordError if the static model lacks a word of the task, or knows too few words for a map.
    """
    bert = states_from_table(encoder, task, embedding_table(encoder), part(on_progress, 0.0, 0.1))
    base = score(task, bert)
    yield Way("BERT alone", "the word’s state after the last layer", base)
    word, sentence = word_vectors(task, static), sentence_vectors(task, static)
    alone = {
        "static, word alone": (word, "its one vector, the same in every context"),
        "static, sentence": (sentence, "the mean of the other words’ vectors"),
        "output + word": (end_to_end(bert, word), "BERT’s state and the word’s static vector end to end"),
        "output + sentence": (end_to_end(bert, sentence), "BERT’s state and the sentence’s mean end to end"),
    }
    for name, (vectors, meaning) in alone.items():
        yield Way(name, meaning, score(task, vectors, base))
    mapped = fit_map(encoder, static)
    vectors = states_from_static(encoder, task, static, mapped, part(on_progress, 0.1, 0.2))
    yield Way("input", "BERT reads mapped static vectors (inputs_embeds)", score(task, vectors, base))
    begun = start_table(encoder, static, mapped)
    vectors = states_from_table(encoder, task, begun, part(on_progress, 0.2, 0.3))
    yield Way("start, untrained", "mapped vectors as BERT’s embedding table", score(task, vectors, base))
    starts = {"start, trained": (begun, "the same table")}
    starts["random start, trained"] = random_table(encoder, static), "random numbers in its place"
    for number, (name, (table, what)) in enumerate(starts.items()):
        first = 0.3 + 0.35 * number
        trained = train_table(encoder, table, study, part(on_progress, first, first + 0.25))[0]
        vectors = states_from_table(encoder, task, trained, part(on_progress, first + 0.25, first + 0.35))
        yield Way(name, f"{what}, trained on {len(study)} news sentences", score(task, vectors, base))
    on_progress(1.0)


def part(on_progress: Callable[[float], None], first: float, last: float) -> Callable[[float], None]:
    """Return what tells a share of a part that goes from `first` to `last` of the whole."""
    return lambda share: on_progress(first + share * (last - first))


def bench_task(words: Sequence[str] | None = None) -> SenseTask:
    """Take the built-in sentences of all words, or of some, as a task."""
    sentences, spans, names, senses = [], [], [], []
    for word in words or bench_words():
        bench = read_bench(word)
        spans += [
            Occurrence(len(sentences) + span.sentence, span.start, span.end)
            for span in find_occurrences(bench.sentences, word, inflections=True)
        ]
        sentences += bench.sentences
        names += [word] * len(bench.sentences)
        senses += bench.labels
    return SenseTask(tuple(sentences), tuple(spans), np.array(names), np.array(senses))


def score(task: SenseTask, vectors: np.ndarray, against: Score | None = None, seed: int = 0) -> Score:
    """Find each occurrence's sense by its vector (n, width), and compare with the score `against`.

    The interval draws the words anew, with all their sentences: it tells what other words would change.
    """
    hits = sense_hits(task, vectors)
    number = np.unique(task.words, return_inverse=True)[1]
    count = number.max() + 1
    drawn = np.random.default_rng(seed).multinomial(count, np.full(count, 1 / count), size=RESAMPLES)
    sizes = drawn @ np.bincount(number)

    def interval(values: np.ndarray) -> tuple[float, float]:
        low, high = np.quantile(drawn @ np.bincount(number, values) / sizes, (0.025, 0.975))
        return float(low), float(high)

    if against is None:
        return Score(float(hits.mean()), *interval(hits), read_only(hits))
    over = hits - against.hits
    return Score(float(hits.mean()), *interval(hits), read_only(hits), float(over.mean()), *interval(over))


def sense_hits(task: SenseTask, vectors: np.ndarray) -> np.ndarray:
    """Tell for each occurrence whether the nearest centroid is its own sense's: (n,) in 0 … 1.

    One occurrence of every sense is left out at a time. (To leave out one alone would make its sense's centroid a
    little noisier than the others, and accuracies fall below chance.) Where several centroids are equally near, as
    they are if a word has one vector only, it is right by chance.
    """
    hits = np.empty(len(task.words))
    scaled = unit(vectors.astype(np.float64))
    for word in np.unique(task.words):
        members = np.flatnonzero(task.words == word)
        names, sense = np.unique(task.senses[members], return_inverse=True)
        one_hot = np.eye(len(names))[sense]  # (members, senses)
        fold = (one_hot.cumsum(axis=0) * one_hot).max(axis=1)  # the how manieth of its sense each is
        left = (fold[:, None] != fold).astype(float)  # (members, members): which ones remain for each
        centres = np.einsum("km,ms,mw->ksw", left, one_hot, scaled[members], optimize=True)
        cosines = np.einsum("mw,msw->ms", scaled[members], unit(centres))
        best = cosines >= cosines.max(axis=1, keepdims=True) - CLOSE
        hits[members] = (best & (one_hot > 0)).any(axis=1) / best.sum(axis=1)
    return hits


def word_vectors(task: SenseTask, static: StaticModel) -> np.ndarray:
    """Look up the static vector of each occurrence's word, (n, static width): one for all its contexts.

    Raises WordError if a word has none.
    """
    return np.stack([static.vector(word) for word in task.words])


def sentence_vectors(task: SenseTask, static: StaticModel) -> np.ndarray:
    """Average the static vectors of each sentence's other words, scaled to length 1: (n, static width)."""
    rows = np.zeros((len(task.spans), static.width))
    for number, span in enumerate(task.spans):
        sentence = task.sentences[span.sentence]
        others = [match[0].lower() for match in WORD.finditer(sentence) if match.start() != span.start]
        found = [static.vector(word) for word in others if static.has(word)]
        if found:
            rows[number] = unit(np.stack(found)).mean(axis=0)
    return rows


def end_to_end(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """Put two vectors of each occurrence, (n, a) and (n, b), into one, (n, a + b); both get the same length."""
    return np.concatenate([unit(first), unit(second)], axis=1)


def fit_map(encoder: Encoder, static: StaticModel) -> LinearMap:
    """Fit the map on the words that both know: those that are one piece of BERT's vocabulary.

    Raises WordError if there are fewer than 200.
    """
    table = embedding_table(encoder)
    pieces = whole_pieces(encoder)
    shared = sorted(word for word in pieces if static.has(word))
    if len(shared) < FEWEST_SHARED:
        raise WordError(
            f"{static.name} and {encoder.facts.name} share {len(shared)} words; a map between them takes at least "
            f"{FEWEST_SHARED}. Take vectors of more words."
        )
    given = np.stack([static.vector(word) for word in shared])
    wanted = table[[pieces[word] for word in shared]]
    held = np.arange(len(shared)) % HELD_OUT == 0
    weights, bias = least_squares(given[~held], wanted[~held])
    missed = ((wanted[held] - given[held] @ weights - bias) ** 2).sum()
    whole = ((wanted[held] - wanted[~held].mean(axis=0)) ** 2).sum()
    return LinearMap(read_only(weights), read_only(bias), int((~held).sum()), float(1 - missed / whole))


def least_squares(given: np.ndarray, wanted: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Fit wanted ≈ given · weights + bias."""
    ones = np.ones((len(given), 1))
    solution = np.linalg.lstsq(np.hstack([given, ones]).astype(np.float64), wanted.astype(np.float64), rcond=None)[0]
    return solution[:-1], solution[-1]


def embedding_table(encoder: Encoder) -> np.ndarray:
    """Return BERT's own static table, (vocabulary, width)."""
    return encoder.model.get_input_embeddings().weight.detach().numpy()


def states_from_static(
    encoder: Encoder,
    task: SenseTask,
    static: StaticModel,
    mapped: LinearMap,
    on_progress: Callable[[float], None] = lambda share: None,
) -> np.ndarray:
    """Let BERT read static vectors instead of its own, and return each word's last state: (n, width).

    Every word that the static model knows is one vector, whatever pieces BERT would cut it into; signs, special
    tokens and other words keep their pieces' own vectors.
    """
    table = embedding_table(encoder)
    rows, places = [], []
    for span in task.spans:
        row, place = static_input(encoder, task.sentences[span.sentence], span, static, mapped, table)
        rows.append(row)
        places.append(place)
    found = np.empty((len(rows), encoder.facts.width), dtype=np.float32)
    done = 0
    for batch in like_lengths({number: len(row) for number, row in enumerate(rows)}):
        on_progress(done / len(rows))
        done += len(batch)
        states = run_rows(encoder, [rows[number] for number in batch])
        for state, number in zip(states, batch, strict=True):
            found[number] = state[places[number]].mean(axis=0)
    return found


def static_input(
    encoder: Encoder, sentence: str, span: Occurrence, static: StaticModel, mapped: LinearMap, table: np.ndarray
) -> tuple[np.ndarray, list[int]]:
    """Return a sentence's input vectors, (positions, width), and the positions of the word at `span`."""
    made = tokenize(encoder, sentence)
    special, offsets = special_ids(encoder), own_offsets(made)
    rows, places, words = [], [], {}
    for token, word in enumerate(word_numbers(made, [sentence])):
        number = None if made.ids[token] in special else word
        words.setdefault(f"special {token}" if number is None else number, []).append(token)
    for tokens in words.values():
        start, end = offsets[tokens[0]][0], offsets[tokens[-1]][1]
        text = sentence[start:end].strip().lower()
        here = len(rows)
        if text.isalpha() and static.has(text):
            rows.append(mapped(static.vector(text)[None])[0])
        else:
            rows.extend(table[made.ids[token]] for token in tokens)
        if start < span.end and end > span.start and end > start:
            places.extend(range(here, len(rows)))
    return np.stack(rows), places


def run_rows(encoder: Encoder, rows: Sequence[np.ndarray]) -> list[np.ndarray]:
    """Run input vectors, each (positions, width), through the layers: the last states, in the same shapes."""
    width = max(map(len, rows))
    given = np.zeros((len(rows), width, rows[0].shape[1]), dtype=np.float32)
    attention = np.zeros((len(rows), width), dtype=np.int64)
    for number, row in enumerate(rows):
        given[number, : len(row)] = row
        attention[number, : len(row)] = 1
    with torch.inference_mode():
        states = encoder.model(
            inputs_embeds=torch.from_numpy(given), attention_mask=torch.from_numpy(attention)
        ).last_hidden_state.numpy()
    return [state[: len(row)] for state, row in zip(states, rows, strict=True)]


def start_table(encoder: Encoder, static: StaticModel, mapped: LinearMap) -> np.ndarray:
    """Begin BERT's embedding table with mapped static vectors; pieces that are no words of theirs keep their own."""
    table = embedding_table(encoder).copy()
    known = {word: number for word, number in whole_pieces(encoder).items() if static.has(word)}
    table[list(known.values())] = mapped(np.stack([static.vector(word) for word in known]))
    return table


def random_table(encoder: Encoder, static: StaticModel, seed: int = 0) -> np.ndarray:
    """Begin the same rows as `start_table` with random numbers of the table's own mean and spread."""
    table = embedding_table(encoder).copy()
    rows = [number for word, number in whole_pieces(encoder).items() if static.has(word)]
    random = np.random.default_rng(seed)
    table[rows] = random.normal(table[rows].mean(axis=0), table[rows].std(axis=0), (len(rows), table.shape[1]))
    return table


def states_from_table(
    encoder: Encoder,
    task: SenseTask,
    table: np.ndarray,
    on_progress: Callable[[float], None] = lambda share: None,
) -> np.ndarray:
    """Read the task with another embedding table, and return each word's last state: (n, width)."""
    made = [tokenize(encoder, task.sentences[span.sentence]) for span in task.spans]
    found = np.empty((len(made), encoder.facts.width), dtype=np.float32)
    done = 0
    for batch in like_lengths({number: len(one.ids) for number, one in enumerate(made)}):
        on_progress(done / len(made))
        done += len(batch)
        states = run_rows(encoder, [table[made[number].ids] for number in batch])
        for state, number in zip(states, batch, strict=True):
            special = np.array(made[number].special_tokens_mask, dtype=bool)
            pieces = overlapping_tokens(own_offsets(made[number]), special, task.spans[number])
            found[number] = state[pieces].mean(axis=0)
    return found


def train_table(
    encoder: Encoder,
    table: np.ndarray,
    sentences: Sequence[str],
    on_progress: Callable[[float], None] = lambda share: None,
    seed: int = 0,
) -> tuple[np.ndarray, list[float]]:
    """Train the rows of an embedding table, once through `sentences`, towards the last states of the untouched model.

    The loss is 1 − cosine with the untouched model's last state, averaged over the pieces (Hinton et al. 2015 call
    this distillation). Only rows of pieces that occur are changed. Returns the table and the loss of every batch.
    """
    made = [tokenize(encoder, sentence) for sentence in sentences]
    used, local = np.unique(np.concatenate([one.ids for one in made]), return_inverse=True)
    bounds = np.cumsum([0, *(len(one.ids) for one in made)])
    own = torch.from_numpy(embedding_table(encoder)[used])
    rows = torch.from_numpy(table[used].copy()).requires_grad_()
    optimizer = torch.optim.Adam([rows], lr=RATE)
    order = sorted(range(len(made)), key=lambda number: len(made[number].ids))
    batches = [order[begin : begin + BATCH] for begin in range(0, len(order), BATCH)]
    losses = []
    for step, number in enumerate(np.random.default_rng(seed).permutation(len(batches))):
        on_progress(step / len(batches))
        for group in optimizer.param_groups:
            group["lr"] = RATE * (1 - step / len(batches))
        ids = [torch.from_numpy(local[bounds[n] : bounds[n + 1]]) for n in batches[number]]
        padded = torch.nn.utils.rnn.pad_sequence(ids, batch_first=True)
        attention = torch.nn.utils.rnn.pad_sequence([torch.ones(len(one)) for one in ids], batch_first=True)
        with torch.no_grad():
            wanted = encoder.model(inputs_embeds=own[padded], attention_mask=attention).last_hidden_state
        states = encoder.model(inputs_embeds=rows[padded], attention_mask=attention).last_hidden_state
        apart = 1 - torch.cosine_similarity(states, wanted, dim=-1)
        loss = (apart * attention).sum() / attention.sum()
        (rows.grad,) = torch.autograd.grad(loss, [rows])  # and none for the weights, which other visitors use
        optimizer.step()
        losses.append(float(loss.detach()))
    trained = table.copy()
    trained[used] = rows.detach().numpy()
    return trained, losses


def study_sentences(count: int = STUDY_SENTENCES) -> list[str]:
    """Return sentences of gensim's news sample to train a table on; none of them is in the task."""
    found = [sentence for text in news_texts() for sentence in split_sentences(text)]
    return [sentence for sentence in found if 5 <= len(sentence.split()) <= 60][:count]
