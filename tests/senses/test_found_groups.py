"""Groups found, as the page shows them: their names, and what is said of how far they may be trusted."""

import json
from types import SimpleNamespace

import numpy as np
import pytest

from components.engine.built_in.wordbench import read_bench
from components.engine.files.sentence_files import UNNAMED
from components.engine.records import SenseClusters
from components.ui.contexts import found_senses
from components.ui.senses import found_groups
from components.ui.shared.store import STORE
from tests.driving import choose, go, in_link


def test_group_keeps_the_name_that_the_visitor_gave(open_page):
    app = open_page("senses")
    app.segmented_control(key="view").set_value("Groups").run()
    name = next(box for box in app.text_input if box.key and box.key.startswith("name_0_"))
    name.set_value("money").run()
    app.segmented_control(key="view").set_value("Map").run()
    app.segmented_control(key="colour").set_value("group found").run()
    assert "money" in app.get("plotly_chart")[0].proto.spec
    other = open_page("senses", query={"group_names": in_link(app, "group_names"), "view": "Groups"})
    assert "money" in [box.value for box in other.text_input]


def test_name_stays_with_its_sentence_at_other_layers_and_where_groups_are_one(open_page):
    def names():
        return [box.value for box in app.text_input if str(box.key).startswith("name_")]

    app = open_page("senses", {"view": "Groups", "word": "palm", "method": "PCA"})
    for number, name in enumerate(("tree", "hand")):
        next(box for box in app.text_input if str(box.key).startswith(f"name_{number}_")).set_value(name).run()
    named = names()
    assert named[:2] == ["tree", "hand"]
    app.slider(key="layer").set_value(5).run()
    assert sorted(names()[0].split(" + ")) == ["hand", "tree"]  # one group holds all
    assert len(json.loads(in_link(app, "group_names"))) == 2  # nothing was named by itself
    app.slider(key="layer").set_value(6).run()
    assert names() == named
    go(app, "view", "Map")
    app.switch_page("pages/tokens.py").run()
    app.switch_page("pages/senses.py").run()
    assert "hand" in in_link(app, "group_names")  # in the link of every view


@pytest.mark.parametrize(
    ("confidence", "evidence", "count", "said"),
    [
        (0.2, 5, 40, ["The groups overlap (mean confidence 0.20", "one sense cut in parts"]),
        (0.8, 5, 18, ["one sense cut in parts"]),
        (0.8, 5, 40, []),
        (0.8, 1, 40, ["No evidence for more than one", "+1.0 standard deviations better than noise"]),
    ],
)
def test_groups_that_may_be_one_sense_are_said_to(confidence, evidence, count, said):
    labels = np.repeat([0, 1], count // 2)
    found = SenseClusters(labels, labels, np.full(count, confidence), (labels, labels), evidence)
    text = found_groups.describe(SimpleNamespace(reference=SimpleNamespace(labelled=False)), found, 6)
    for warning in ("The groups overlap (mean", "one sense cut in parts", "No evidence for more than one"):
        assert (warning in text) == any(warning in one for one in said)
    assert all(one in text for one in said)


def test_map_has_groups_at_once_and_again_when_substitutes_are_known(open_page, monkeypatch):
    begun = []
    monkeypatch.setattr(found_senses, "begin_to_guess", begun.append)
    app = open_page("senses", {"word": "crane", "method": "PCA", "layer": 6})
    go(app, "colour", "group found")
    assert any("groups are those of the vectors" in one.value for one in app.caption)
    (key,) = set(begun)
    STORE.keep(("substitutes", key), found_senses.substitutes(key, lambda share: None, lambda: False))
    before = app.get("plotly_chart")[0].proto.spec
    app.run()
    assert not any("groups are those of the vectors" in one.value for one in app.caption)
    assert app.get("plotly_chart")[0].proto.spec != before
    go(app, "view", "Groups")
    assert any("the words that could stand in its place" in one.value for one in app.caption)
    app.slider(key="layer").set_value(5).run()
    assert any("found by the vectors alone" in one.value for one in app.caption)


def test_one_sense_alone_is_said_to_have_no_evidence_for_more(open_page):
    bench = read_bench("pitch")
    sentences = [text for text, sense in zip(bench.sentences, bench.labels, strict=True) if sense == "sports field"]
    app = open_page("senses")
    rows = "\n".join(sentences)
    app.get("file_uploader")[0].set_value(("pitch.txt", rows.encode(), "text/plain")).run()
    app = choose(app, "word", "pitch")
    app.segmented_control(key="view").set_value("Groups").run()
    assert not app.exception
    assert any("1 group among 18" in one.value and "No evidence for more than one" in one.value for one in app.caption)


@pytest.mark.parametrize(("doubt", "told"), [(0.1, True), (0.4, False)])
def test_doubt_of_a_cut_is_told_beside_what_is_asked_for(doubt, told):
    labels = np.repeat([0, 1], 20)
    found = SenseClusters(labels, labels, np.full(40, 0.3), (labels, labels), doubt=doubt)
    text = found_groups.describe(SimpleNamespace(reference=SimpleNamespace(labelled=False)), found, 6)
    assert f"Doubt of the weakest cut: {doubt:.2f} (at most 0.22 is asked for, cut at random it is about 0.8)" in text
    assert ("No evidence" in text) == ("The groups overlap" in text) != told


@pytest.mark.parametrize(("groups", "index", "score"), [([0, 0, 1, 1], "1.00", "1.00"), ([0, 0, 0, 0], "0.00", "0.67")])
def test_agreement_stands_beside_what_one_group_would_get(groups, index, score):
    labels = np.array(groups)
    found = SenseClusters(labels, labels, np.full(4, 0.8), (labels,) * (max(groups) + 1))
    made_of = SimpleNamespace(reference=SimpleNamespace(labelled=True, labels=("a", "a", "b", "b")))
    text = found_groups.describe(made_of, found, 6)
    assert f"adjusted Rand index **{index}** (1 the same, 0 chance)" in text
    assert f"B-cubed F **{score}** (1 the same; one group for all has 0.67); n = 4" in text


def test_occurrences_without_a_sense_are_left_out_of_the_agreement():
    labels, groups = ("a", "a", "b", "b", UNNAMED, UNNAMED), np.array([0, 0, 1, 1, 0, 1])
    found = SenseClusters(groups, groups, np.full(6, 0.8), (groups, groups))
    made_of = SimpleNamespace(reference=SimpleNamespace(labelled=True, labels=labels))
    text = found_groups.describe(made_of, found, 6)
    assert "the writer’s 2 senses: adjusted Rand index **1.00**" in text
    assert "n = 4, unsure ones counted in the nearest group, 2 without a sense left out." in text
    assert "100% of the 4 with a sense are with" in found_groups.in_words(made_of, found)
    assert found_groups.looks(made_of, found) == [0, 1]
    nothing = SimpleNamespace(reference=SimpleNamespace(labelled=True, labels=(UNNAMED,) * 6))
    assert "Agreement" not in found_groups.describe(nothing, found, 6)
    assert "with a sense" not in found_groups.in_words(nothing, found)


def test_groups_that_get_one_name_are_one_card_until_it_is_taken_away(open_page):
    def cards():
        return [box for box in app.text_input if str(box.key).startswith("name_")]

    app = open_page("senses", {"view": "Groups", "word": "bow", "method": "PCA", "groups": "3"})
    suggested = [card.value for card in cards()]
    assert len(suggested) == 3
    cards()[0].set_value("tool").run()
    cards()[1].set_value("tool").run()
    assert [card.value for card in cards()] == ["tool", suggested[2]]
    assert set(app.dataframe[-1].value["sense"]) == set(read_bench("bow").labels)
    cards()[0].set_value("knot or weapon").run()
    assert [card.value for card in cards()] == ["knot or weapon", suggested[2]]
    cards()[0].set_value("").run()
    assert [card.value for card in cards()] == suggested


def test_groups_are_taken_as_senses_and_given_back(open_page):
    app = open_page("senses", query={"view": "Groups", "word": "bow", "groups": "2"})
    next(button for button in app.button if button.label == "Take these groups as senses").click().run()
    assert not app.error
    shown = app.dataframe[-1].value["sense"]
    names = {box.value for box in app.text_input if str(box.key).startswith("name_")}
    assert set(shown) & names
    next(button for button in app.button if button.label == "Forget all senses of mine").click().run()
    assert set(app.dataframe[-1].value["sense"]) == set(read_bench("bow").labels)
