"""A corpus from the command line: `python -m components.engine.corpus embed FILE … --out FOLDER`.

embed    bring files, or folders of them, and embed them; the same command goes on with what was ended
resume   go on with an embedding, by its key
find     by words, by meaning (an example with stars around a *word*), by both, by columns
export   all that was embedded, as a table with places
"""

import argparse
import csv
import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from components.engine.catalog import DEFAULT_MODEL
from components.engine.corpus import bring, embedding, find, line
from components.engine.corpus.embedding import Embedding, embeddings, find_embedding, prepare
from components.engine.corpus.nearest import EXACT, build_index
from components.engine.corpus.recipe import CHOSEN, KEPT, SENTENCES, UNITS, Recipe
from components.engine.corpus.store import MANIFEST, Corpus, open_corpus
from components.engine.errors import CorpusError, ExplorerError
from components.engine.loading.fused import DTYPES
from components.engine.loading.load import Encoder, load_encoder
from components.engine.process_line import follow
from components.engine.progress import ShouldStop
from components.engine.text.starred_words import read_marked

FAILED, STOPPED = 2, 3  # exit codes
TOLD_EVERY = 0.5  # seconds


def tell(what: str, sentences: int, note: Callable[[float, float], None]) -> Callable[[float], None]:
    """Return what is told the share that is done: it says it on the terminal, with rate and time left."""
    begun, first, last = time.monotonic(), -1.0, 0.0

    def on_progress(share: float) -> None:
        nonlocal first, last
        now = time.monotonic()
        first = share if first < 0 else first
        if now - last < TOLD_EVERY and share < 1:
            return
        last = now
        rate = (share - first) * sentences / max(now - begun, 1e-9)
        left = f", {(1 - share) * sentences / rate:,.0f} s left" if rate else ""
        note(share, rate)
        if sys.stderr.isatty():
            print(f"\r{what}: {share:4.0%}, {rate:,.0f} sentences/s{left}   ", end="", file=sys.stderr, flush=True)

    return on_progress


def embed(options: argparse.Namespace, should_stop: ShouldStop) -> int:
    """Bring what is named, unless it is there, and embed it."""
    recipe = Recipe(options.model, options.layer, options.what, tuple(options.word), options.dtype, options.kept)
    recipe.check()
    check_layer(load_encoder(recipe.model), recipe)
    sources = [source for path in options.files for source in bring.files_in(path)]
    if (options.out / MANIFEST).is_file():
        corpus: Corpus | None = open_corpus(options.out)
    else:
        told = tell("reading", 0, lambda share, rate: None)
        name = options.name or options.files[0].stem
        corpus = bring.bring(sources, options.out, name, "", options.column, not options.whole, told, should_stop)
    if corpus is None:
        return STOPPED
    for file in corpus.files:
        for note in file.notes:
            print(f"{file.name}: {note}", file=sys.stderr)
    return go_on(corpus, recipe, should_stop, options)


def go_on(corpus: Corpus, recipe: Recipe, should_stop: ShouldStop, options: argparse.Namespace | None = None) -> int:
    """Embed what is missing, here or on a cluster, and make what searching needs."""
    encoder = load_encoder(recipe.model)
    check_layer(encoder, recipe)
    made = prepare(corpus, recipe, encoder.facts.width)
    told = tell(str(recipe), corpus.sentences, lambda share, rate: line.note_progress(made, share, rate))
    if options is not None and options.ray:
        from components.engine.corpus.cluster import embed_on_cluster

        done = embed_on_cluster(made, options.ray, options.workers, options.storage, told, should_stop)
    else:
        done = embedding.embed(encoder, made, told, should_stop)
    if not done:
        return STOPPED
    read = embedding.load(made)
    if len(read.vectors) > EXACT:
        build_index(read.vectors, made.folder, should_stop=should_stop)
    print(f"\n{len(read.vectors):,} vectors of {corpus.sentences:,} sentences in {made.folder}", file=sys.stderr)
    odd = ("were read by windows", "hold nothing that the model reads")
    for count, what in zip(embedding.count_odd(made), odd, strict=True):
        if count:
            print(f"{count:,} sentences {what}.", file=sys.stderr)
    return 0


def check_layer(encoder: Encoder, recipe: Recipe) -> None:
    """Raise CorpusError if the model has no such layer."""
    layers = encoder.facts.layers
    if not 0 <= recipe.layer <= layers:
        raise CorpusError(f"There is no layer {recipe.layer}. This model has the layers 0 to {layers}.")


def resume(options: argparse.Namespace, should_stop: ShouldStop) -> int:
    """Go on with an embedding; what goes wrong is noted beside it."""
    made = find_embedding(open_corpus(options.folder), options.key)
    try:
        return go_on(made.corpus, made.recipe, should_stop)
    except ExplorerError as error:
        (made.folder / embedding.ERROR).write_text(str(error), encoding="utf-8")
        raise


def search(options: argparse.Namespace, should_stop: ShouldStop) -> int:
    """Print what is found as a table."""
    corpus = open_corpus(options.folder)
    filters: dict[str, list[str]] = {}
    for asked in options.where:
        column, given, value = asked.partition("=")
        if not given:
            raise CorpusError(f"“{asked}” names no entry. Write COLUMN=ENTRY, such as year=1850.")
        if column in (*corpus.columns, "file") and value not in (entries := corpus.categories(column)[1]):
            known = ", ".join(sorted(entries)[:10])
            raise CorpusError(f"No sentence has “{value}” in the column “{column}”. It has: {known} …")
        filters.setdefault(column, []).append(value)
    like = None
    if options.like:
        made = chosen(corpus, options.key)
        sentences, spans = read_marked([options.like]) if "*" in options.like else ((options.like,), ())
        place = (spans[0].start, spans[0].end) if spans else (0, 0)
        query = find.query_vector(load_encoder(made.recipe.model), made, sentences[0], *place)
        like = find.Like(made, embedding.load(made), query, tuple(sentences))
    found = find.find(corpus, options.count, options.words, filters, like)
    writer = csv.writer(sys.stdout)
    writer.writerow(["cosine", "sentence", "start", "end", *corpus.columns, "file"])
    columns = [corpus.column(name, found.sentence) for name in (*corpus.columns, "file")]
    texts = corpus.texts(found.sentence)
    for number, text in enumerate(texts):
        cosine = "" if np.isnan(found.cosine[number]) else f"{found.cosine[number]:.4f}"
        start, end = int(found.start[number]), int(found.end[number])
        writer.writerow([cosine, text, start, end, *(column[number] for column in columns)])
    print(f"{len(texts):,} of {found.fitting:,}", file=sys.stderr)
    return 0


def export(options: argparse.Namespace, should_stop: ShouldStop) -> int:
    """Write all that was embedded as a table: sentence, word, characters, columns."""
    if options.out.suffix.lower() not in (".csv", ""):
        raise CorpusError(f"The table is written as csv. Name the file {options.out.stem}.csv.")
    corpus = open_corpus(options.folder)
    made = chosen(corpus, options.key)
    read = embedding.load(made)
    names = ("sentence", "file", *corpus.columns)
    with options.out.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["sentence", "start", "end", "word", *names[1:]])
        for first in range(0, len(read.sentence), 10_000):
            some = slice(first, first + 10_000)
            columns = [corpus.column(name, read.sentence[some]) for name in names]
            for text, start, end, *more in zip(columns[0], read.start[some], read.end[some], *columns[1:], strict=True):
                writer.writerow([text, start, end, text[start:end] if made.recipe.unit != SENTENCES else "", *more])
    print(f"{len(read.sentence):,} rows in {options.out}", file=sys.stderr)
    return 0


def chosen(corpus: Corpus, key: str) -> Embedding:
    """Return the embedding that is named, or the latest one."""
    found = [find_embedding(corpus, key)] if key else embeddings(corpus)
    if not found:
        raise CorpusError("This corpus is not embedded yet. Embed it first.")
    return found[0]


def parser() -> argparse.ArgumentParser:
    """Describe the command line."""
    whole = argparse.ArgumentParser(
        prog="python -m components.engine.corpus",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = whole.add_subparsers(required=True)
    one = commands.add_parser("embed", help="bring and embed files")
    one.add_argument("files", nargs="+", type=Path, metavar="FILE", help="or a folder")
    one.add_argument(
        "--out", required=True, type=Path, metavar="FOLDER", help="of the corpus; new, or one to go on with"
    )
    one.add_argument("--model", default=DEFAULT_MODEL, help="%(default)s by default")
    one.add_argument("--layer", type=int, default=4, help="%(default)s by default")
    one.add_argument("--what", choices=UNITS, default=SENTENCES, help="gets a vector")
    one.add_argument("--word", action="append", default=[], help=f"for “{CHOSEN}”; may be given several times")
    one.add_argument("--column", default="", help="that holds the texts; by default the one with the longest")
    one.add_argument("--whole", action="store_true", help="keep each row’s text whole instead of cutting it")
    one.add_argument("--name", default="", help="of the corpus")
    one.add_argument("--dtype", choices=DTYPES, default=DTYPES[0], help="of the computing")
    one.add_argument("--kept", choices=KEPT, default=KEPT[0], help="numbers on the disk")
    one.add_argument("--ray", default="", metavar="ADDRESS", help="of a cluster; “local” begins one of this machine")
    one.add_argument("--workers", type=int, default=2, help="of the cluster, one thread each; %(default)s by default")
    one.add_argument("--storage", default="", metavar="URL", help="where its machines meet, such as s3://bucket/name")
    one.set_defaults(work=embed)
    one = commands.add_parser("resume", help="go on with an embedding")
    one.add_argument("folder", type=Path)
    one.add_argument("key")
    one.add_argument("--follow", action="store_true", help="a line on standard input stops it, its end ends it")
    one.set_defaults(work=resume)
    one = commands.add_parser("find", help="by words, by meaning, by columns")
    one.add_argument("folder", type=Path)
    one.add_argument("--words", default="", help="“quoted ones” are a phrase, word* a beginning")
    one.add_argument("--like", default="", help="an example; put stars around a *word*")
    one.add_argument("--where", action="append", default=[], metavar="COLUMN=ENTRY")
    one.add_argument("--count", type=int, default=10)
    one.add_argument("--key", default="", help="of the embedding; by default the latest")
    one.set_defaults(work=search)
    one = commands.add_parser("export", help="a table of all that was embedded")
    one.add_argument("folder", type=Path)
    one.add_argument("--out", required=True, type=Path, metavar="FILE")
    one.add_argument("--key", default="", help="of the embedding; by default the latest")
    one.set_defaults(work=export)
    return whole


def main(arguments: list[str] | None = None) -> int:
    """Do what the command line says, and return the exit code."""
    # Batches have ever new shapes, and what oneDNN keeps for a thousand of them takes 300 MB; it is read at first use.
    os.environ.setdefault("ONEDNN_PRIMITIVE_CACHE_CAPACITY", "64")
    options, stopped = parser().parse_args(arguments), threading.Event()
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGTERM, lambda *_: stopped.set())
    if getattr(options, "follow", False):
        threading.Thread(target=follow, args=(stopped, STOPPED), daemon=True).start()
        if os.name == "posix":
            os.nice(5)  # a page that is being drawn comes first
    try:
        return options.work(options, stopped.is_set)
    except ExplorerError as error:
        print(error, file=sys.stderr)
        return FAILED


if __name__ == "__main__":
    sys.exit(main())
