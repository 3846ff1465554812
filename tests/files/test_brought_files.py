"""Files that a visitor brings, through the pages: what was chosen for them stays, and they are read once."""

import pytest

from tests.driving import go

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
