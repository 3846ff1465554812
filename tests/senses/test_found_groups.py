"""Groups found, as the page shows them: their names, and what is said of how far they may be trusted."""

import json
from types import SimpleNamespace

import numpy as np
import pytest

from components.engine.built_in.wordbench import read_bench
from components.engine.records import SenseClusters
from components.ui.senses import found_groups
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

    app = open_page("senses", {"view": "Groups", "word": "spring", "method": "PCA"})
    for number, name in enumerate(("source", "coil")):
        next(box for box in app.text_input if str(box.key).startswith(f"name_{number}_")).set_value(name).run()
    named = names()
    assert named[:2] == ["source", "coil"]
    app.slider(key="layer").set_value(5).run()
    assert sorted(names()[0].split(" + ")) == ["coil", "source"]  # one group holds all
    assert len(json.loads(in_link(app, "group_names"))) == 2  # nothing was named by itself
    app.slider(key="layer").set_value(6).run()
    assert names() == named
    go(app, "view", "Map")
    app.switch_page("pages/tokens.py").run()
    app.switch_page("pages/senses.py").run()
    assert "coil" in in_link(app, "group_names")  # in the link of every view


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


@pytest.mark.parametrize(("groups", "index", "score"), [([0, 0, 1, 1], "1.00", "1.00"), ([0, 0, 0, 0], "0.00", "0.67")])
def test_agreement_stands_beside_what_one_group_would_get(groups, index, score):
    labels = np.array(groups)
    found = SenseClusters(labels, labels, np.full(4, 0.8), (labels,) * (max(groups) + 1))
    made_of = SimpleNamespace(reference=SimpleNamespace(labelled=True, labels=("a", "a", "b", "b")))
    text = found_groups.describe(made_of, found, 6)
    assert f"adjusted Rand index **{index}** (1 the same, 0 chance)" in text
    assert f"B-cubed F **{score}** (1 the same; one group for all has 0.67); n = 4" in text
