"""The bundled model's heads: masked pieces and next lines, on documents that their training never saw."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from components.engine.built_in.wordbench import bench_words, read_bench
from components.engine.catalog import DEFAULT_MODEL
from components.engine.encoding.encode import encode
from components.engine.loading.load import Encoder
from components.engine.objectives.masked_words import score_masked
from components.engine.objectives.next_sentence import probability_next
from components.engine.objectives.substitutes import substitutes
from components.engine.pretraining.masking import hide
from components.engine.pretraining.passages import (
    chunks,
    is_held_out,
    is_ordered,
    read_documents,
    single,
    tokenize_documents,
)
from components.engine.text.find_word import find_occurrences
from components.ui.shared import models
from tests.bench.parts.figure import Figure, find_data
from tests.bench.parts.measures import mean_shared

PASSAGES, LENGTH, PAIRS = 400, 126, 500
LINE = range(4, 150)  # words of a line that is asked about; two of them fit into the model


def measure(data: Path | None) -> Iterator[Figure]:
    """Yield the rows: `free.txt.gz` is what the heads were trained on, less these documents; the other is strange."""
    encoder = models.encoder(DEFAULT_MODEL)
    yield from substitute_rows(encoder)
    for name, aims in (("free", (0.42, 0.62, 0.90)), ("research", (None, None, None))):
        for path in find_data(data, f"text/{name}.txt.gz"):
            documents = [document for document in read_documents(path) if is_held_out(document)]
            yield from masked_rows(encoder, documents, f"{name}.txt", aims)
            running = [document for document in documents if is_ordered(document)]
            yield from next_rows(encoder, running, f"{name}.txt", aims[2])


def substitute_rows(encoder: Encoder) -> Iterator[Figure]:
    """Count the built-in words whose senses ask for different substitutes.

    Those are the words of which two sentences of different senses share fewer than half as many of their 20 most
    probable substitutes as two sentences of one sense do.
    """
    ratios = {}
    for word in bench_words():
        bench = read_bench(word)
        spans = find_occurrences(bench.sentences, word, inflections=True)
        found = [substitutes(encoder, bench.sentences[span.sentence], span, word) for span in spans]
        same, other = mean_shared(found, [bench.labels[span.sentence] for span in spans])
        ratios[word] = other / same
    apart = sum(ratio < 0.5 for ratio in ratios.values())
    yield Figure(f"words of {len(ratios)} whose senses share < half the substitutes", apart, "words")
    yield Figure("  shared across senses ÷ within one, median word", float(np.median(list(ratios.values()))), "")
    worst = max(ratios, key=ratios.__getitem__)
    yield Figure(f"  the same, the word least apart ({worst})", ratios[worst], "")


def masked_rows(encoder: Encoder, documents: list[str], where: str, aims: tuple) -> Iterator[Figure]:
    """Hide 15 % of the pieces of `PASSAGES` passages, all behind [MASK], and guess them.

    The unigram guess knows how often each piece is in these very documents.
    """
    tokenizer = encoder.tokenizer
    tokenized = tokenize_documents(documents, tokenizer)
    special = (tokenizer.cls_token_id, tokenizer.sep_token_id)
    passages = [single(ids, special) for document in tokenized for ids in chunks(document, LENGTH)]
    frequent = np.argsort(-np.bincount(np.concatenate([passage.ids[1:-1] for passage in passages])))[:5]
    chosen = np.random.default_rng(0).permutation(len(passages))[:PASSAGES]
    ranks, answers = [], []
    for number in chosen:
        batch = hide([passages[number]], tokenizer, (0, int(number)), masked=1.0)
        scores = score_masked(encoder, batch.ids[0], batch.places[0])  # (hidden, vocabulary)
        true = scores[np.arange(len(scores)), batch.answers[0]]
        ranks.append((scores > true[:, None]).sum(axis=1))
        answers.append(batch.answers[0])
    rank, answer = np.concatenate(ranks), np.concatenate(answers)
    for most, least in ((1, aims[0]), (5, aims[1])):
        yield Figure(f"{where}, {len(rank):,} masked pieces, top {most}", float((rank < most).mean()), "", least=least)
        yield Figure(f"  unigram guess, top {most}", float(np.isin(answer, frequent[:most]).mean()), "")


def next_rows(encoder: Encoder, documents: list[str], where: str, aim: float | None) -> Iterator[Figure]:
    """Ask whether one line follows another: half really do, half are from elsewhere."""
    for kind, least in (("random", aim), ("5–40 lines away", None)):
        pairs, truth = line_pairs([document.split("\n") for document in documents], near=kind != "random")
        guess = np.array([probability_next(encoder, *pair) for pair in pairs])
        right = float(((guess > 0.5) == truth).mean())
        yield Figure(f"{where}, next line or {kind}, {len(pairs)} pairs", right, "", least=least)
        yield Figure("  cosine of untouched MiniLM, best threshold", best_threshold(encoder, pairs, truth), "")


def line_pairs(documents: list[list[str]], near: bool) -> tuple[list[tuple[str, str]], np.ndarray]:
    """Draw `PAIRS` pairs of lines, and tell which are neighbours, (n,) bool."""
    random = np.random.default_rng(1)
    usable = [[len(line.split()) in LINE for line in lines] for lines in documents]
    places = [
        (d, i) for d, lines in enumerate(documents) for i in range(len(lines) - 1) if usable[d][i] and usable[d][i + 1]
    ]
    pairs, truth = [], []
    for number in random.permutation(len(places)):
        d, i = places[number]
        if near:
            others = [(d, j) for j in range(len(documents[d])) if 5 <= abs(j - i) <= 40 and usable[d][j]]
        else:
            others = [place for place in places if place[0] != d]
        follows = len(pairs) % 2 == 0
        if not follows and not others:
            continue
        e, j = (d, i + 1) if follows else others[random.integers(len(others))]
        pairs.append((documents[d][i], documents[e][j]))
        truth.append(follows)
        if len(pairs) == PAIRS:
            break
    return pairs, np.array(truth)


def best_threshold(encoder: Encoder, pairs: list[tuple[str, str]], truth: np.ndarray) -> float:
    """Score the best threshold that there is, chosen on these very pairs, for the cosine of the lines' mean vectors."""
    cosines = []
    for pair in pairs:
        means = [encode(encoder, line).states[-1].mean(axis=0) for line in pair]
        first, second = (mean / np.linalg.norm(mean) for mean in means)
        cosines.append(float(first @ second))
    return max(float(((np.array(cosines) >= threshold) == truth).mean()) for threshold in cosines)
