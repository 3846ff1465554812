"""How far words stand in each other's place: by hand, by chance, and forms of a word with the real model."""

import re

import numpy as np
import pytest

from components.engine.built_in.wordbench import bench_words, read_bench
from components.engine.encoding.occurrences import embed_occurrences
from components.engine.text.find_word import find_occurrences
from components.engine.usage.overlap import word_overlaps
from tests.driving import drawn, errors, words


def test_overlap_is_the_share_of_nearest_of_the_other_word_by_chance():
    angles = np.radians([0, 2, 3, 40, 41])  # words a, b, b, a, a: by hand, the nearest are b, b, b, a, a
    found = word_overlaps(np.column_stack([np.cos(angles), np.sin(angles)]), [0, 1, 1, 0, 0], np.arange(5))
    by_hand = (1 / 5, (3 * 2 / 4 + 2 * 3 / 4) / 5)  # only the first has the other word nearest
    assert (found.share[0, 1], found.chance[0, 1]) == pytest.approx(by_hand)
    assert found.ratio[0, 1] == found.ratio[1, 0] == pytest.approx(by_hand[0] / by_hand[1])
    assert found.counted[0, 1] == 5
    assert np.isnan(found.ratio.diagonal()).all()
    alone = word_overlaps(np.eye(2), [0, 1], np.array([4, 4]))  # both in one sentence: nobody has a neighbour
    assert np.isnan(alone.ratio).all()
    assert alone.counted[0, 1] == 0


def test_words_drawn_by_lot_overlap_as_chance_has_it(encoder):
    found = {False: [], True: []}
    for word in bench_words()[:11]:
        bench = read_bench(word)
        uses = embed_occurrences(encoder, bench.sentences, find_occurrences(bench.sentences, word, True))
        for seed, (centred, ones) in enumerate([*found.items()] * 4):
            lot = np.random.default_rng(seed // 2).permutation(np.arange(len(uses.spans)) % 2)
            one = word_overlaps(uses.states[-1], lot, uses.texts, centred)
            ones.append((one.ratio[0, 1], one.low[0, 1] <= 1 <= one.high[0, 1]))
    for ones in found.values():
        ratio, holds = np.mean(ones, axis=0)
        assert ratio == pytest.approx(1, abs=0.08)
        assert holds > 0.8


def test_forms_of_a_word_overlap_when_the_words_own_means_are_out_and_other_words_do_not(encoder):
    names = ["crane", "cranes", "bank", "banks"]
    texts = [text for word in ("crane", "bank") for text in read_bench(word).sentences]
    spans = [(span, number) for number, name in enumerate(names) for span in find_occurrences(texts, name)]
    uses = embed_occurrences(encoder, texts, [span for span, _ in spans])
    owners = [number for _, number in spans]
    assert np.nanmax(word_overlaps(uses.states[-1], owners, uses.texts).ratio) < 0.2
    centred = word_overlaps(uses.states[-1], owners, uses.texts, centred=True).ratio
    forms = [centred[0, 1], centred[2, 3]]
    assert min(forms) > 0.5 > 0.4 > max(centred[0, 2], centred[0, 3], centred[1, 2], centred[1, 3])


def test_two_to_twelve_words_or_forms_lie_on_one_map_with_their_overlaps(open_page):
    app = open_page("senses", {"view": "Compare", "method": "PCA", "second": "rock"})  # as in links of before
    assert errors(app) == []
    assert app.multiselect(key="second").value == ["rock"]
    assert {trace["name"].split(":")[0] for trace in drawn(app)} == {"bank", "rock"}
    assert len(app.get("plotly_chart")) == 1
    some = ["rock", "cranes", "crane", "Bank", "vellum"]
    app.text_area(key="own").set_value("We wrote on vellum.\nThe vellum was old.").run()
    app.multiselect(key="second").set_value(some).run()
    assert errors(app) == []
    assert app.query_params["second"] == ["rock", "cranes", "crane", "vellum"]
    assert [trace["name"] for trace in drawn(app)] == ["bank", "rock", "cranes", "crane", "vellum"]
    assert sum(len(trace["x"]) for trace in drawn(app)) == 36 + 36 + 10 + 26 + 2
    assert list(drawn(app, 1)[0]["x"]) == ["0 bank", "1 rock", "2 cranes", "3 crane", "4 vellum"]
    assert re.search(r"mean\*\*, the largest overlap: ` cran\w+ ` and ` cran\w+ `, [\d.]+ of chance \(95 %", words(app))
    app.segmented_control(key="colour").set_value("sense").run()
    assert {"crane: lifting machine", "vellum: yours"} <= {trace["name"] for trace in drawn(app)}
    app.multiselect(key="second").set_value(["spleen"]).run()
    assert "“spleen” has no built-in sentences, and none of your 2 sentences has it" in errors(app)[0]
    app.multiselect(key="second").set_value([]).run()
    assert errors(app) == []
    assert "Pick or type a word" in words(app)


def test_other_words_are_taken_from_the_visitors_file(open_page):
    rows = "text,sense\nA bank by the river.,shore\nThe bank lends.,money\nMy shop lends.,sale\nThe shop.,sale\n"
    app = open_page("senses", {"view": "Compare", "method": "PCA", "second": "shop"})
    app.get("file_uploader")[0].set_value(("a.csv", rows.encode(), "text/csv")).run()
    app.selectbox(key="file_senses").set_value("sense").run()
    assert errors(app) == []
    assert [trace["name"] for trace in drawn(app)] == ["bank: money", "bank: shore", "shop: sale"]
    assert "2 in your file" in words(app)
