"""The page Classify: tables pasted and brought, and what is told of them."""

import re

from tests.driving import errors, go, words


def test_a_pasted_table_is_classified_and_a_useless_one_is_told(open_page):
    app = go(open_page("classify"), "labelled", "Paste")
    assert errors(app) == []
    assert any("account 5" in caption.value for caption in app.caption)
    for pasted, refusal in (
        ("", "no table yet"),
        ("a, x\nb, x\n" * 6, "have the label “x”"),
        ("\n".join(f"t{n}, c{n}" for n in range(12)), "have a single text"),
        ("\n".join(f"t{n}; {n / 3}" for n in range(40)), "different numbers"),
    ):
        app.text_area(key="pasted").set_value(pasted).run()
        assert [refusal in error for error in errors(app)] == [True]


def test_duplicates_across_the_split_are_warned_of(open_page):
    app = go(open_page("classify"), "labelled", "Paste")
    rows = "\n".join(f"The parcel {n} is late, refund\nMy password {n} is lost, account" for n in range(6))
    app.text_area(key="pasted").set_value(f"{rows}\n{rows}").run()
    assert errors(app) == []
    assert any("word for word" in warning.value for warning in app.warning)


def test_labels_called_true_and_false_and_few_of_one_are_told_of(open_page):
    app = go(go(open_page("classify"), "view", "Mistakes"), "labelled", "Paste")
    rows = [f"The parcel {n} is late, true" for n in range(9)] + ["It is {n} here, false" for n in range(3)]
    app.text_area(key="pasted").set_value("\n".join(rows)).run()
    assert errors(app) == []
    assert any("3-fold" in caption.value for caption in app.caption)
    assert any("word for word" in warning.value for warning in app.warning)


def test_a_text_that_is_all_of_its_class_is_refused(open_page):
    app = go(go(open_page("classify"), "view", "Words"), "labelled", "Paste")
    rows = [f"The parcel {n} is late, late" for n in range(9)] + ["It is here, here"] * 2
    app.text_area(key="pasted").set_value("\n".join(rows)).run()
    app.text_input(key="decide").set_value("It is here").run()
    assert any("is this very text" in error for error in errors(app))


def test_a_file_with_a_wrong_separator_is_told_and_a_good_one_used(open_page):
    app = go(open_page("classify"), "labelled", "File")
    app.file_uploader(key="labelled_file").set_value(("t.csv", b"text:label\nThe cat:a\n", "text/csv")).run()
    assert any("has 1 column" in error for error in errors(app))
    rows = "".join(f"The cat number {n} sleeps;cat\nThe tax number {n} rises;tax\n" for n in range(8))
    app.file_uploader(key="labelled_file").set_value(("t.csv", f"text;label\n{rows}".encode(), "text/csv")).run()
    assert errors(app) == []
    assert any("cat 8" in caption.value for caption in app.caption), [caption.value for caption in app.caption]


def test_a_table_that_was_brought_stays_on_both_pages_until_it_is_removed(open_page):
    app = go(open_page("classify"), "labelled", "File")
    rows = "".join(f"The cat number {n} sleeps,cat\nThe tax number {n} rises,tax\n" for n in range(8))
    app.file_uploader(key="labelled_file").set_value(("t.csv", f"text,label\n{rows}".encode(), "text/csv")).run()
    go(app, "labelled", "Paste")
    app.switch_page("pages/finetune.py").run()
    go(app, "labelled", "File")
    assert errors(app) == []
    assert any("cat 8" in caption.value for caption in app.caption)
    assert any("t.csv is still in use" in caption.value for caption in app.caption)
    app.button(key="labelled_file_remove").click().run()
    assert not any("cat 8" in caption.value for caption in app.caption)


def test_a_baseline_below_chance_is_no_bar_to_beat(open_page):
    praise = {"film": "superb", "book": "lovely", "meal": "tasty", "lamp": "bright", "coat": "warm", "show": "charming"}
    blame = {"film": "awful", "book": "boring", "meal": "bland", "lamp": "dim", "coat": "thin", "show": "dull"}
    rows = [f"My {thing} was {praise[thing]}, good\nMy {thing} was {blame[thing]}, bad" for thing in praise]
    app = go(open_page("classify"), "labelled", "Paste")
    app.text_area(key="pasted").set_value("\n".join(rows)).run()
    said = words(app)
    assert errors(app) == []
    assert "points against the majority" in said
    assert re.search("TF-IDF is no bar here: with [0-3]?[0-9]% it is below the [45][0-9]% of always giving", said)
    assert "so it is no bar to beat" in words(go(app, "view", "Learning curve"))
