"""Tables as people write them, read back cell by cell: the one reader against pandas, which is told the encoding.

Two hundred tables are generated: five dialects, five encodings and eight kinds of text, drawn anew until two hundred of
the combinations that exist are there (cp1252 has no Chinese letters, tabs without quotation marks no tabs inside). Ten
public formats are imitated with sentences of our own. A table counts as read if every cell is as it was written, as
refused if the reader says so, and else as wrong in silence.

Left out: files larger than a page, and what a spreadsheet makes of a table that it saved itself.
"""

import csv
import io
import json
import random
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import numpy as np
import pandas as pd

from components.engine.errors import FileError
from components.engine.files.tables import read_table
from components.engine.static.vector_files import read_vectors
from tests.bench.parts.figure import Figure

TABLES, ROWS = 200, 30
ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "cp1252", "gb18030")
DIALECTS: dict[str, tuple[str, dict]] = {
    "csv": ("csv", {}),
    "semicolons": ("csv", {"delimiter": ";"}),
    "bars, all quoted": ("csv", {"delimiter": "|", "quoting": csv.QUOTE_ALL}),
    "backslashes": ("csv", {"doublequote": False, "escapechar": "\\"}),
    "tabs, no quotes": ("tsv", {"delimiter": "\t", "quoting": csv.QUOTE_NONE, "quotechar": None}),
}
WORDS = [
    "the",
    "bank",
    "river",
    "money",
    "lent",
    "slid",
    "water",
    "closed",
    "opened",
    "boat",
    "teller",
    "flood",
    "interest",
    "account",
    "shore",
    "steep",
    "morning",
    "rate",
    "children",
    "manager",
    "loan",
    "grass",
    "sat",
    "walked",
    "waited",
    "paid",
    "crossed",
    "muddy",
    "quiet",
    "office",
    "branch",
]
FOREIGN = {
    "cp1252": ["café", "naïve", "über", "Straße", "señora", "forêt", "garçon", "œuvre", "“ja”", "–", "d’été"],
    "gb18030": ["银行", "河岸", "昨天", "关门", "了", "我们", "在", "那里", "等", "她", "很", "久", "。"],
}
WIDTH = 50
VECTORS = dict(
    zip(["the", "bank", ". . .", "café", "at home"], np.random.default_rng(0).random((5, WIDTH), "f4"), strict=True)
)
SENSES = ("river", "money", "row")


def sentence(chooser: random.Random, words: list[str] = WORDS) -> str:
    """Write some words."""
    return " ".join(chooser.choices(words, k=chooser.randint(4, 12))).capitalize() + "."


def quoted_part(chooser: random.Random) -> str:
    """Write a sentence with a quotation at its start, inside, or all around."""
    said = sentence(chooser)
    return chooser.choice((f'"{said}" she said.', f'He said "{said}" to me.', f'Then: "{said}"', said))


def one_mark(chooser: random.Random) -> str:
    """Write a sentence with a lone quotation mark, as of inches or a quotation that goes on."""
    return chooser.choice((f'"{sentence(chooser)}', f'A 5" board. {sentence(chooser)}', sentence(chooser)))


KINDS: dict[str, Callable[[random.Random, str], str]] = {
    "plain": lambda chooser, _: sentence(chooser),
    "quotations": lambda chooser, _: quoted_part(chooser),
    "lone marks": lambda chooser, _: one_mark(chooser),
    "separators": lambda chooser, _: chooser.choice(",;|\t").join((sentence(chooser), sentence(chooser))),
    "line ends": lambda chooser, _: chooser.choice(("\n", "\r\n", " ")).join((sentence(chooser), sentence(chooser))),
    "emoji": lambda chooser, _: sentence(chooser) + chooser.choice([" 😀", " 👨\u200d👩\u200d👧 🏦", " ❤️", ""]),
    "apostrophes and backslashes": lambda chooser, _: f"It's {sentence(chooser)} C:{chr(92)}bank{chr(92)}new 'so'",
    "foreign": lambda chooser, encoding: sentence(chooser, FOREIGN.get(encoding, [*FOREIGN["cp1252"], "银行", "банк"])),
}


def write(rows: list[list[str]], options: dict, encoding: str) -> bytes:
    """Write a table. Raises csv.Error or UnicodeEncodeError if there is no such table."""
    file = io.StringIO(newline="")
    csv.writer(file, **options).writerows(rows)
    return file.getvalue().encode(encoding)


def generated() -> Iterator[tuple[str, str, bytes, list[list[str]], str]]:
    """Yield tables: what it is, a file name, the content, its rows and encoding."""
    made, round_number = 0, 0
    while made < TABLES:
        round_number += 1
        for dialect, (ending, options) in DIALECTS.items():
            for encoding in ENCODINGS:
                for kind, text in KINDS.items():
                    chooser = random.Random(f"{round_number} {dialect} {encoding} {kind}")
                    rows = [["text", "sense"]]
                    rows += [[text(chooser, encoding), chooser.choice(SENSES)] for _ in range(ROWS)]
                    if options.get("quoting") == csv.QUOTE_NONE and any(
                        set(cell) & set("\t\r\n") for cell in sum(rows, [])
                    ):
                        continue
                    try:
                        content = write(rows, options, encoding)
                    except (csv.Error, UnicodeEncodeError):
                        continue
                    made += 1
                    yield f"{dialect}, {encoding}, {kind}", f"a.{ending}", content, rows, encoding
                    if made == TABLES:
                        return


def public() -> Iterator[tuple[str, str, bytes, list[list[str]], str]]:
    """Yield tables in the way public ones are written, first their columns, or what the reader calls them."""
    chooser = random.Random(0)
    rows = [[sentence(chooser), str(number)] for number in range(ROWS)]
    marked = [[f'"{text[:20]}', number] for text, number in rows]

    def tabs(lines: list[list[str]]) -> bytes:
        return "".join("\t".join(line) + "\n" for line in lines).encode()

    dwug = [["lemma", "identifier", "context", "indexes_target_token", "grouping"]]
    dwug += [["bank_nn", f"x-{number}", text, f"0:{len(text.split()[0])}", "1"] for text, number in [*rows, *marked]]
    yield "DWUG uses", "uses.csv", tabs(dwug), dwug, "utf-8"
    wic = [["bank", "N", "1-2", text, sentence(chooser)] for text, _ in rows]
    named = [[f"column {place}" for place in range(1, 6)]]
    yield "WiC", "train.data.tsv", tabs(wic), named + wic, "utf-8"
    keys = ["word", "sentence1", "sentence2", "idx", "label", "start1", "end1", "version"]
    lines = [dict(zip(keys, ["bank", text, text, int(number), True, 0, 4, 1.1], strict=True)) for text, number in rows]
    content = "\n".join(map(json.dumps, lines)).encode()
    told = [[as_written(value) for value in line.values()] for line in lines]
    yield "SuperGLUE JSON lines", "val.jsonl", content, [keys, *told], "utf-8"
    semeval = [["pair", "score", "first", "second"]]
    semeval += [[number, "3.200", text, text[::-1]] for text, number in [*rows, *marked]]
    yield "SemEval STS", "sts.tsv", tabs(semeval), semeval, "utf-8"
    points = [["token", "sense"], *([text.split()[0], chooser.choice(SENSES)] for text, _ in rows)]
    yield "TensorBoard metadata", "metadata.tsv", tabs(points), points, "utf-8"
    wsd = [[str(len(text) % 4), text] for text, _ in [*rows, *marked]]
    yield "CoarseWSD", "train.data.txt", tabs(wsd), [["column 1", "column 2"], *wsd], "utf-8"


def vectors() -> Iterator[tuple[str, bytes, dict[str, np.ndarray]]]:
    """Yield files as GloVe, word2vec and fastText write them: a name, the content, each word's numbers."""
    plain = {word: row for word, row in VECTORS.items() if " " not in word}  # a space ends a word in binaries

    def lines(rows: dict[str, np.ndarray], end: str) -> bytes:
        return "".join(f"{word} {' '.join(map(str, row.tolist()))}{end}" for word, row in rows.items()).encode()

    header = f"{len(plain)} {WIDTH}\n".encode()
    yield "glove.txt", lines(VECTORS, "\n"), VECTORS
    yield "vectors.txt", header + lines(plain, "\n"), plain
    yield "wiki.vec", header + lines(plain, " \n"), plain
    yield "vectors.bin", header + b"".join(word.encode() + b" " + row.tobytes() for word, row in plain.items()), plain


def are_read(name: str, content: bytes, rows: dict[str, np.ndarray]) -> bool:
    """Tell whether a file of vectors gives every word its numbers."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(content)
        static = read_vectors(path, name)
    return all(np.array_equal(static.vectors[word], row) for word, row in rows.items())


def as_written(value: object) -> str:
    """Write a JSON value as the reader does."""
    return value if isinstance(value, str) else json.dumps(value)


def by_pandas(name: str, content: bytes, encoding: str) -> list[list[str]]:
    """Read a table as pandas guesses it."""
    if name.endswith(".jsonl"):
        table = pd.read_json(io.BytesIO(content), lines=True, dtype=False)
        return [list(table.columns), *(list(map(as_written, row)) for row in table.to_numpy().tolist())]
    table = pd.read_csv(
        io.BytesIO(content), sep=None, engine="python", encoding=encoding, dtype=str, keep_default_na=False, header=None
    )
    return table.to_numpy().tolist()


def by_ours(name: str, content: bytes) -> list[list[str]]:
    """Read a table with the one reader."""
    table = read_table(io.BytesIO(content), name)
    if table.refused:
        raise FileError("Some rows are left out, and said to be.")
    return [list(table.columns), *map(list, table.rows)]


def measure(_data: Path | None) -> Iterator[Figure]:
    """Yield the shares of tables read exactly, ours beside pandas', and what was wrong in silence."""
    for what, tables in (("generated tables", list(generated())), ("public formats", list(public()))):
        ours: Counter[str] = Counter()
        theirs = 0
        for title, name, content, rows, encoding in tables:
            try:
                outcome = "read" if by_ours(name, content) == rows else "wrong"
            except FileError:
                outcome = "refused"
            ours[outcome] += 1
            if outcome != "read":
                print(f"  {outcome}: {title}")
            with suppress(Exception):  # whatever stops pandas, the table is not read
                theirs += by_pandas(name, content, encoding) in (rows, rows[1:])
        n = len(tables)
        yield Figure(f"input: {what} read cell by cell, n = {n}", ours["read"] / n, "", least=0.99)
        yield Figure(f"input: {what} read by pandas, told the encoding", theirs / n, "")
        yield Figure(f"input: {what} wrong in silence", ours["wrong"], "", most=0)
    read = [are_read(*file) for file in vectors()]
    yield Figure(f"input: public formats of vectors read, n = {len(read)}", sum(read) / len(read), "", least=0.99)
