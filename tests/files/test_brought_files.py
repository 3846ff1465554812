"""Files that a visitor brings, through the pages: what was chosen for them stays, and they are read once."""

import pytest

from components.engine.files import label_tables, sentence_files, tables
from components.ui.parts import files
from tests.driving import errors, go, in_link

ROWS = "".join(f"The bank {n} of the river,A bank {n},{n % 2},{n % 3},The tax {n}\n" for n in range(12))
TABLE = ("t.csv", f"text,second,label,grade,other\n{ROWS}".encode(), "text/csv")
BOXES = {  # page, what is set there first, the box, a column's box, and what it is set to
    "sentences": ("senses", {"method": "PCA"}, "sentence_file", "file_column", "other"),
    "senses": ("senses", {"method": "PCA"}, "sentence_file", "file_senses", "label"),
    "texts": ("classify", {"labelled": "File", "view": "Mistakes"}, "labelled_file", "labelled_text", "other"),
    "labels": ("classify", {"labelled": "File", "view": "Mistakes"}, "labelled_file", "labelled_label", "label"),
    "pairs": ("similarity", {"view": "Human scores"}, "pairs_file", "pairs_second", "second"),
    "scores": ("similarity", {"view": "Human scores"}, "pairs_file", "pairs_score", "label"),
}


def bring(open_page, page, settings, box):
    app = open_page(page)
    for key, value in settings.items():
        go(app, key, value)
    return app.file_uploader(key=box).set_value(TABLE).run()


@pytest.mark.parametrize("place", BOXES)
def test_a_column_that_was_chosen_stays_chosen_and_is_in_the_link(open_page, place):
    page, settings, box, column, name = BOXES[place]
    app = bring(open_page, page, settings, box)
    app.selectbox(key=column).set_value(name).run()
    app.switch_page("pages/tokens.py").run()
    app.switch_page(f"pages/{page}.py").run()
    assert app.selectbox(key=column).value == name
    assert app.query_params[column] in (name, [name])


@pytest.mark.parametrize("place", ["sentences", "texts", "pairs"])
def test_a_file_is_read_once_and_again_only_for_other_columns(open_page, monkeypatch, place):
    page, settings, box, column, name = BOXES[place]
    reads, read = [], tables.rows
    for module in (tables, sentence_files, label_tables):
        monkeypatch.setattr(module, "rows", lambda *given: reads.append(given) or read(*given))
    app = bring(open_page, page, settings, box)
    once = len(reads)
    app.run().run()
    app.switch_page("pages/tokens.py").run()
    app.switch_page(f"pages/{page}.py").run()
    assert len(reads) == once > 0
    app.selectbox(key=column).set_value(name).run()
    assert once < len(reads) <= once + 4  # the sentences are read ahead as well
    assert not app.exception


def test_of_files_that_have_no_room_together_the_oldest_is_forgotten_and_named(open_page, monkeypatch):
    monkeypatch.setattr(files, "MOST_BROUGHT", 1.5 * len(TABLE[1]))
    app = bring(open_page, *BOXES["texts"][:3])
    assert any("label" in box.options for box in app.selectbox)
    app.switch_page("pages/similarity.py").run()
    go(app, "view", "Human scores")
    app.file_uploader(key="pairs_file").set_value(TABLE).run()
    assert list(app.session_state["brought"]) == ["pairs_file"]
    app.switch_page("pages/classify.py").run()
    (said,) = errors(app)
    assert "t.csv (0 MB) is no longer kept" in said
    assert "Bring it again" in said
    app.file_uploader(key="labelled_file").set_value(TABLE).run()
    assert not any("no longer kept" in error for error in errors(app))
    assert list(app.session_state["brought"]) == ["labelled_file"]


def test_one_file_is_kept_however_large_and_a_newer_one_in_its_box_takes_its_place(open_page, monkeypatch):
    monkeypatch.setattr(files, "MOST_BROUGHT", 10)
    app = bring(open_page, *BOXES["texts"][:3])
    app.file_uploader(key="labelled_file").set_value(("new.csv", *TABLE[1:])).run()
    assert [file.name for file in app.session_state["brought"].values()] == ["new.csv"]
    assert not any("no longer kept" in error for error in errors(app))


LOST = {place: BOXES[place][:3] for place in ("sentences", "texts", "pairs")}


@pytest.mark.parametrize("place", LOST)
def test_a_file_that_a_reload_lost_is_named_and_nothing_else_is_shown_in_its_place(open_page, place):
    page, settings, box = LOST[place]
    before = bring(open_page, page, settings, box)
    link = settings | {"labelled_label": "label", f"{box}_name": in_link(before, f"{box}_name")}
    app = open_page(page, query=link)
    (said,) = errors(app)
    assert "t.csv is not here any more" in said
    assert not app.get("plotly_chart")
    again = open_page(page, query=link).file_uploader(key=box).set_value(TABLE).run()
    assert not errors(again)
    assert not app.button(key=f"{box}_remove").click().run().error
    assert f"{box}_name" not in app.query_params


@pytest.mark.parametrize("place", LOST)
def test_a_refused_file_leaves_no_other_results_on_screen(open_page, place):
    page, settings, box = LOST[place]
    app = bring(open_page, page, settings, box)
    assert app.get("plotly_chart") or app.dataframe
    app.file_uploader(key=box).set_value(("bad.csv", b"\x00\x01\x02" * 50, "text/csv")).run()
    for _ in range(2):  # it is still refused in the next run
        assert len(errors(app)) == 1
        assert not app.get("plotly_chart")
        app.run()


def test_refused_vectors_are_told_until_they_are_removed(open_page):
    app = open_page("static", query={"view": "Neighbours"})
    app.file_uploader(key="vectors").set_value(("bad.vec", b"two words\nno numbers\n", "text/plain")).run()
    refused = errors(app)
    assert len(refused) == 1
    assert errors(app.run()) == refused
    app.file_uploader(key="vectors").set_value([]).run()
    assert not errors(app)


def test_what_a_file_begins_with_is_shown_and_its_first_row_may_be_data(open_page):
    app = open_page("senses", query={"method": "PCA"})
    content = "".join(f"The bank {n} of the river rose.;{n % 2}\n" for n in range(12)).encode()
    app.file_uploader(key="sentence_file").set_value(("a.csv", content, "text/csv")).run()
    assert not app.exception
    assert not app.error
    assert not app.toggle(key="file_header").value  # told from the row itself
    assert list(app.dataframe[0].value.columns) == ["column 1", "column 2"]
    assert len(app.dataframe[0].value) == 3
    assert any("12 sentences, 12 with" in caption.value for caption in app.caption)
    app.toggle(key="file_header").set_value(True).run()
    assert any("11 sentences, 11 with" in caption.value for caption in app.caption)


def test_a_place_that_a_column_names_is_where_the_word_is_taken(open_page):
    app = open_page("senses", query={"method": "PCA", "word": "mouse"})
    rows = [("Two mice ran.", "4:8"), ("A mouse, and mice in a mouse hole.", "13:17"), ("The mice slept.", "4:8")] * 4
    content = "lemma\tcontext\tindexes_target_token\n" + "".join(f"mouse_nn\t{t}\t{p}\n" for t, p in rows)
    app.file_uploader(key="sentence_file").set_value(("uses.csv", content.encode(), "text/csv")).run()
    assert not app.exception
    assert not app.error
    assert app.selectbox(key="file_place").value == "indexes_target_token (characters)"
    assert any("12 sentences, 12 with" in caption.value for caption in app.caption)
    app.selectbox(key="file_place").set_value("searched for in the sentence").run()
    assert any("12 sentences, 4 with" in caption.value for caption in app.caption)


def test_rows_that_do_not_fit_are_told_where_the_table_is_used(open_page):
    app = open_page("classify", query={"labelled": "File", "view": "Mistakes"})
    content = "text,label\n" + "A good one,good\nA bad one,bad\n" * 20 + "Bad, and dull,bad\n"
    app.file_uploader(key="labelled_file").set_value(("a.csv", content.encode(), "text/csv")).run()
    assert not app.exception
    assert any("1 of 41 rows do not fit" in warning.value.replace("\\", "") for warning in app.warning)
