"""The page Usage: groups from built-in sentences, typed labels, files, dates and lassos; senses of one's own."""

import re

import pytest

from components.engine.built_in.wordbench import read_bench
from components.engine.catalog import DEFAULT_MODEL
from components.engine.files.sentence_files import MOST_SENTENCES
from components.engine.notebook.kept import Notebook, read_notebook, write_notebook
from components.engine.text.find_word import find_occurrences
from components.ui.contexts import own_labels
from components.ui.shared.store import digest
from components.ui.shell import keep
from tests.driving import choose, drawn, errors, go, last_kept, view, words

LAW = "\n".join(f"[law] The {name} read the charge aloud." for name in ("judge", "clerk", "lawyer", "witness"))
PHYSICS = "\n".join(f"[physics] The charge of the {name} is negative." for name in ("electron", "ion", "plate", "drop"))
SPLEENS = f"{LAW}\n{PHYSICS}".replace("charge", "spleen")


def bring(app, content, name="uses.csv", key="sentence_file"):
    return app.file_uploader(key=key).set_value((name, content.encode(), "text/csv")).run()


def spleens(open_page, own=""):
    return choose(open_page("usage", {"method": "PCA", "own": own}), "word", "spleen")


def bars(app):
    """The share of each sense in each group: sense to shares."""
    figure = next(one for one in app.get("plotly_chart") if "%" in one.proto.alt)
    return figure.proto.alt


def test_groups_of_the_built_in_example_are_drawn_and_compared(open_page):
    app = open_page("usage", {"method": "PCA"})
    assert errors(app) == []
    assert {trace.get("name") for trace in drawn(app)} >= {"law", "physics"}
    assert "law: 70% accusation" in bars(app)
    view(app, "Change")
    assert errors(app) == []
    assert "differ more than by chance: average pairwise distance, prototype distance" in words(app).replace("**", "")


def test_senses_may_be_found_where_some_are_given(open_page):
    app = go(open_page("usage", {"method": "PCA"}), "senses_by", "found")
    assert errors(app) == []
    assert "The senses are found at layer 6" in words(app)
    assert "sense 1" in bars(app)


def test_groups_that_are_not_chosen_are_grey(open_page):
    app = open_page("usage", {"method": "PCA"})
    app.multiselect(key="shown_groups").set_value(["law"]).run()
    assert {trace.get("name") for trace in drawn(app)} >= {"law", "the rest"}
    assert "physics" not in {trace.get("name") for trace in drawn(app)}


def test_a_label_before_a_sentence_is_its_group_and_no_part_of_it(open_page):
    app = spleens(open_page, own=SPLEENS)
    assert errors(app) == []
    table = app.dataframe[-1].value
    assert set(table["group"]) == {"law", "physics"}
    assert not any("[" in sentence for sentence in table["sentence"])
    view(app, "Change")
    assert errors(app) == []
    assert "law (4) and physics (4)" in words(app).replace("` ", "").replace(" `", "")


def test_a_mask_token_is_no_group(open_page):
    app = open_page("usage", {"own": "[MASK] took charge.\n[me] I take charge.", "method": "PCA"})
    assert set(app.dataframe[-1].value["group"]) == {"law", "physics", "your sentences", "me"}


def test_one_group_asks_for_another_and_still_draws(open_page):
    app = open_page("usage", {"word": "bank", "method": "PCA"})
    assert errors(app) == []
    assert "uses are in one group, “built-in sentences”" in words(app)
    assert app.get("plotly_chart")


@pytest.mark.parametrize(
    ("rows", "groups"),
    [
        ([("1850", 3), ("1951-03-02", 4), ("2 May 1999", 2)], ["1850", "1951", "1999"]),
        ([("7", 3), ("8", 1)], ["7", "8"]),  # numbers, and one use alone
        ([("blue", 3), ("", 2)], ["blue", "no group given"]),
        ([("1850", 9), ("someday", 1), ("1900", 2)], ["1850", "1900", "no date"]),
    ],
)
def test_a_column_of_a_file_says_groups(open_page, rows, groups):
    lines = [f"{name},The spleen of case {name} number {n}." for name, count in rows for n in range(count)]
    app = spleens(open_page)
    bring(app, "\n".join(["source,text", *lines]))  # a name that says it
    assert errors(app) == []
    assert sorted(app.dataframe[-1].value["group"].unique()) == groups
    view(app, "Change")
    assert errors(app) == []


def test_too_many_groups_are_refused_with_their_number(open_page):
    lines = [f"source {n},The spleen of number {n}." for n in range(200)]
    app = spleens(open_page)
    bring(app, "\n".join(["source,text", *lines]))
    assert errors(app) == []  # a column that is merely likely
    assert "makes 200 groups of the sentences with “spleen”; at most 12" in words(app)
    bring(app, "\n".join(["from,text", *lines]))
    choose(app, "file_groups", "from")
    (error,) = errors(app)
    assert "makes 200 groups" in error
    assert "at most 12" in error


def test_a_second_file_is_a_second_group(open_page):
    app = spleens(open_page)
    bring(app, "\n".join(f"The spleen of dog {n}." for n in range(5)), "dogs.txt")
    bring(app, "\n".join(f"The spleen of cat {n}." for n in range(6)), "cats.txt", "second_file")
    assert errors(app) == []
    assert app.dataframe[-1].value["group"].value_counts().to_dict() == {"cats.txt": 6, "dogs.txt": 5}


def test_with_a_second_file_the_files_are_the_groups_whatever_their_columns(open_page):
    app = spleens(open_page)
    for key, name, first in (("sentence_file", "old.csv", 1850), ("second_file", "new.csv", 2020)):
        rows = "\n".join(f"{first + n % 2},The spleen of case {n} in {first}." for n in range(6))
        bring(app, f"year,text\n{rows}", name, key)
    assert errors(app) == []
    assert set(app.dataframe[-1].value["group"]) == {"old.csv", "new.csv"}


def test_one_group_too_can_be_parted_by_a_lasso(open_page):
    app = spleens(open_page, own=SPLEENS.replace("[physics] ", "").replace("[law] ", ""))
    assert "uses are in one group" in words(app)
    app.session_state["lasso"] = f"{lasso_name('spleen', plain(SPLEENS))} 0,1,2"
    app.run()
    app.text_input(key="lasso_name").set_value("mine")
    next(button for button in app.button if button.label == "A group").click().run()
    assert app.dataframe[-1].value["group"].value_counts().to_dict() == {"your sentences": 5, "mine": 3}


def test_a_group_named_like_markup_is_text(open_page):
    app = open_page("usage", {"own": "[*x* $y$ :red(hi)] A charge.\n[a [b](c)] A charge.", "method": "PCA"})
    assert errors(app) == []
    (said,) = [one.value for one in app.caption if "n: " in one.value]
    assert "` *x* $y$ :red(hi) `" in said or "*x*" not in said
    assert "1 of your lines begin with a bracket that names no group" in words(app)


def test_a_group_with_itself_is_refused(open_page):
    app = open_page("usage", {"view": "Change", "first_group": "law", "second_group": "law"})
    (error,) = errors(app)
    assert "“law” and “law” are the same 20 uses" in error


def test_own_senses_count_and_are_taken_back(open_page):
    app = spleens(open_page, own=SPLEENS)
    own = own_labels.ids_of("spleen", plain(SPLEENS), spans_of(SPLEENS))
    app.session_state["own_senses"] = f'{{"organ": "{" ".join(own[:4])}", "part": "{" ".join(own[4:])}"}}'
    app.run()
    assert "law: 100% organ" in bars(app)
    assert "The senses are given" in words(app)
    assert "own_senses" in app.query_params or "own_senses~" in " ".join(app.query_params)
    app.session_state["own_senses"] = ""
    app.run()
    assert "found at layer" in words(app)


def spans_of(text):
    return find_occurrences(plain(text), "spleen")


def test_a_lasso_becomes_a_group(open_page):
    app = open_page("usage", {"word": "charge", "method": "PCA"})
    app.session_state["lasso"] = lasso_around([0, 1, 2])
    app.run()
    assert "3 inside the lasso" in words(app)
    app.text_area(key="own").set_value("A charge of dynamite.").run()  # it joins at the end
    assert "3 inside the lasso" in words(app)
    app.text_input(key="lasso_name").set_value("mine")
    next(button for button in app.button if button.label == "A group").click().run()
    assert errors(app) == []
    assert app.dataframe[-1].value["group"].value_counts()["mine"] == 3
    view(app, "Change")
    choose(app, "first_group", "inside the lasso")
    choose(app, "second_group", "all others")
    assert errors(app) == []


def plain(text):
    return [line.split("] ")[1] for line in text.splitlines()]


def lasso_name(word, sentences):
    return digest((DEFAULT_MODEL, word, *sentences))[:6]


def lasso_around(numbers):
    return f"{lasso_name('charge', read_bench('charge').sentences)} {','.join(map(str, numbers))}"


def test_a_sense_given_to_an_own_sentence_counts_in_the_figures(open_page):
    own = "The bank of the river was muddy.\nA bank of fog lay over the bay."
    app = open_page("senses", {"own": own, "method": "PCA"})
    count = lambda: int(re.search(r"senses apart in .*?n = (\d+)", words(app))[1])  # noqa: E731
    before = count()
    lines = own.splitlines()
    river = own_labels.ids_of("bank", lines, find_occurrences(lines, "bank"))[0]
    app.session_state["own_senses"] = f'{{"river edge": "{river}"}}'
    app.run()
    assert errors(app) == []
    assert count() == before + 1


def test_senses_colours_by_source_where_there_are_some(open_page):
    app = open_page("senses", {"word": "charge", "method": "PCA"})
    go(app, "colour", "source")
    assert errors(app) == []
    assert {trace.get("name") for trace in drawn(app)} >= {"law", "physics"}


def test_a_map_takes_five_thousand_uses():
    assert MOST_SENTENCES == 5000


def test_every_view_can_be_kept_and_read_again(open_page):
    app = open_page("usage", {"method": "PCA"})
    for name in app.segmented_control(key="view").options:
        app.session_state["keeping"] = keep.Noted()
        view(app, name)
        assert errors(app) == []
        kept = last_kept(app)
        assert read_notebook(write_notebook(Notebook("", (kept,)))).views == (kept,)
        assert kept.pictures


def test_a_picked_use_without_a_sense_is_given_none(open_page):
    app = open_page("usage", {"word": "bank", "own": "[me] A bank of fog.", "method": "PCA"})
    name = lasso_name("bank", read_bench("bank").sentences)
    for number, senses in ((36, []), (0, [read_bench("bank").labels[0]])):
        app.session_state["occurrence"] = f"{name} {number}"
        app.run()
        (said,) = [
            one.value for one in app.markdown if "**" in one.value and "` ·" in f"{one.value} ·" and " · " in one.value
        ]
        assert said.split(" · ")[2:] == [f"` {sense} `" for sense in senses]
