"""Whatever is brought, nothing but our own errors comes of it, and places of a word point at the word.

A few hundred examples; `--hypothesis-profile=many` tries thousands.
"""

import contextlib
import io

import numpy as np
from hypothesis import given
from hypothesis import strategies as some

from components.engine.encoding.encode import encode
from components.engine.encoding.occurrences import embed_occurrences
from components.engine.errors import ExplorerError
from components.engine.files.tables import KINDS, read_table
from components.engine.text.find_word import find_occurrences, fold

SIGNS = some.sampled_from(
    ['"', "'", ",", ";", "\t", "|", "\n", "\r\n", "\\", "\ufeff", "\x00", "{", '{"a": ', "}", "a", "1", " "]
)
TEXTS = some.text(max_size=60)
TABLES = some.lists(SIGNS | TEXTS, max_size=40).map("".join)
ENCODINGS = some.sampled_from(["utf-8", "utf-8-sig", "utf-16", "cp1252", "cp1251", "shift_jis", "gb18030"])
CONTENTS = some.binary(max_size=300) | some.builds(lambda text, name: text.encode(name, "replace"), TABLES, ENCODINGS)


@given(CONTENTS, some.sampled_from(KINDS), some.sampled_from([None, True, False]))
def test_any_file_is_read_or_refused(content, kind, header):
    with contextlib.suppress(ExplorerError):
        table = read_table(io.BytesIO(content), f"a.{kind}", header)
        assert {len(row) for row in table.rows} <= {len(table.columns)}
        assert len(set(table.columns)) == len(table.columns)


@given(some.lists(TEXTS, max_size=3), some.text(min_size=1, max_size=8), some.booleans())
def test_places_point_at_the_word(before, word, inflections):
    sentences = [f"{one} {word} {one}{word}" for one in before]
    with contextlib.suppress(ExplorerError):
        for span in find_occurrences(sentences, word, inflections):
            sentence = sentences[span.sentence]
            assert 0 <= span.start < span.end <= len(sentence)
            assert find_occurrences([sentence[span.start : span.end]], word, inflections)
            assert sentence[span.start : span.end].strip() == sentence[span.start : span.end]
            assert fold(sentence[span.start : span.end])


@given(TEXTS, some.sampled_from(["bank", "café", "银行", "don't"]))
def test_a_word_found_in_any_text_has_vectors_of_what_the_model_read(tiny, text, word):
    sentence = f"{text} {word} {text}"
    with contextlib.suppress(ExplorerError):
        encoding = encode(tiny, sentence)
        assert np.isfinite(encoding.states).all()
        spans = find_occurrences([sentence], word)
        assert np.isfinite(embed_occurrences(tiny, [sentence], spans).states).all()
