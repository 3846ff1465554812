"""More like this: by hand, by chance, and the river's bank before the money's with the real model."""

import numpy as np
import pytest

from components.engine.built_in.wordbench import read_bench
from components.engine.catalog import DEFAULT_MODEL
from components.engine.encoding.occurrences import embed_occurrences
from components.engine.errors import TextError
from components.engine.records import Span
from components.engine.text.find_word import find_occurrences
from components.engine.usage.all_words import index_all_words
from components.engine.usage.more_like_this import UseIndex, index_occurrences, nearest_uses
from components.ui.shared.store import digest
from tests.driving import errors, go, words

LINES = (
    "The boat lay at the shore of the lake.",
    "He paid the loan back to his lender.",
    "We walked along the bank of the river.",
    "The bank raised its interest rates.",
    "Two plus two is four.",
)


def test_nearest_are_one_a_sentence_without_the_examples_own_and_as_filtered():
    angles = np.radians([0, 10, 20, 30, 90])
    vectors = np.column_stack([np.cos(angles), np.sin(angles)])
    index = UseIndex(vectors, np.array([0, 1, 1, 2, 3]), np.zeros(5, int), np.ones(5, int), ("a", "b x", "c X", "d"))
    found = nearest_uses(index, vectors[0] * 5, 3, without=[" a "])
    assert found.uses.tolist() == [1, 3, 4]
    assert found.cosines == pytest.approx(np.cos(angles[[1, 3, 4]]), abs=1e-6)
    assert (found.mean, found.searched) == (pytest.approx(np.cos(angles[1:]).mean()), 4)
    assert nearest_uses(index, vectors[0], 3, having="X").uses.tolist() == [1, 3]
    assert nearest_uses(index, vectors[0], 3, having="nowhere").searched == 0


def test_every_word_has_the_vector_of_its_occurrence_and_what_has_no_room_is_left_out(encoder):
    index = index_all_words(encoder, [*LINES, "…", LINES[0], "bank " * 600], 3)
    assert index.sentences[:5] == LINES
    assert len(index.sentences) == 6
    first = [index.sentences[0][a:b] for a, b in zip(index.start[:9], index.end[:9], strict=True)]
    assert first == LINES[0].rstrip(".").split()
    alone = embed_occurrences(encoder, LINES, [Span(0, 20, 25), Span(3, 4, 8)]).states[3]
    for vector, word, number in zip(alone, ("shore", "bank"), (0, 3), strict=True):
        use = next(
            n for n in np.flatnonzero(index.sentence == number) if LINES[number][index.start[n] :].startswith(word)
        )
        np.testing.assert_allclose(index.vectors[use], vector / np.linalg.norm(vector), atol=2e-3)
    few = index_all_words(encoder, LINES, 3, most_bytes=2 * 384 * 20)
    assert few.sentences == LINES[:2]  # 9 + 8 words; the third sentence would make 25
    assert index_all_words(encoder, LINES, 3, should_stop=lambda: True) is None
    with pytest.raises(TextError, match="no sentence with a word"):
        index_all_words(encoder, ["…", ""], 3)


@pytest.mark.parametrize("layer", [4, 6])
def test_uses_of_a_sense_are_found_before_others_and_a_shuffled_example_finds_by_chance(encoder, layer):
    right, blind = [], []
    for word in ("bank", "mouse", "match"):
        bench = read_bench(word)
        spans = find_occurrences(bench.sentences, word, True)
        uses = embed_occurrences(encoder, bench.sentences, spans)
        index, senses = index_occurrences(uses, layer), np.array([bench.labels[span.sentence] for span in spans])
        for number, span in enumerate(spans):
            query, own = uses.states[layer, number], [bench.sentences[span.sentence]]
            shuffled = np.random.default_rng(number).permutation(query)
            for found, one in ((right, query), (blind, shuffled)):
                found.append((senses[nearest_uses(index, one, 5, own).uses] == senses[number]).mean())
    assert np.mean(right) > 0.78
    assert np.mean(blind) == pytest.approx(17 / 35, abs=0.1)  # of 18 of each sense, the example's own is left out


def test_river_banks_are_found_in_a_file_by_an_example_of_any_word(open_page):
    app = open_page("usage", {"view": "More like this", "like_text": "They camped on the bank of a stream."})
    app.get("file_uploader")[0].set_value(("a.txt", "\n".join(LINES).encode(), "text/plain")).run()
    app.selectbox(key="word").set_value("bank").run()
    assert errors(app) == []
    said = words(app)
    assert 0 < said.index("**bank** of the river") < said.index("**bank** raised")
    assert "A blind pick has 0." in said
    app.segmented_control(key="like_where").set_value("any word").run()
    assert errors(app) == []
    said = words(app)
    assert said.index("**bank** of the river") < said.index("**bank** raised") < said.index("Two plus")
    assert "every word of the 5 sentences of a.txt" in said
    app.segmented_control(key="like_where").set_value("other words").run()
    assert "**bank**" not in words(app)
    assert "**river**" in words(app)
    app.text_input(key="like_has").set_value("LAKE").run()
    assert "the river" not in words(app)
    next(button for button in app.button if button.label == "Add").click().run()
    assert app.text_area(key="own").value == LINES[0]
    app.text_input(key="like_has").set_value("").run()
    app.text_input(key="like_text").set_value("The *moon* is full.").run()
    assert errors(app) == []
    app.text_input(key="like_text").set_value("The moon is full.").run()
    assert "The example lacks “bank”" in errors(app)[0]


def test_a_point_and_a_lasso_are_examples_and_stay_when_a_sentence_is_added(open_page):
    bench = read_bench("bank")
    name = digest((DEFAULT_MODEL, "bank", *bench.sentences))[:6]
    money = [number for number, label in enumerate(bench.labels) if label == "money house"]
    picks = {"lasso": f"{name} {money[0]},{money[1]},{money[2]}", "occurrence": f"{name} {money[3]}"}
    app = open_page("usage", {"view": "More like this", "word": "bank"} | picks)
    assert errors(app) == []
    said = words(app)
    assert "More like the 3 uses inside the lasso" in said
    assert said.count("` money house `") > said.count("` river edge `")
    next(button for button in app.button if button.label == "Add").click().run()
    assert "More like the 3 uses inside the lasso" in words(app)
    go(app, "like", "the point")
    assert errors(app) == []
    assert bench.sentences[money[3]] in words(app).replace("**", "")
