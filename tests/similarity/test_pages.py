"""The pages that use vectors: every view draws its example, and no input breaks one."""

import json

import pytest

from tests.driving import errors, go, words

VIEWS = {
    "similarity": ["Align", "Answer", "Sum up", "Human scores"],
    "classify": ["Mistakes", "Learning curve", "Words"],
}


@pytest.mark.parametrize("name", VIEWS)
def test_every_view_draws_its_example_and_offers_it_with_a_caption(open_page, name):
    app = open_page(name)
    for view in VIEWS[name]:
        go(app, "view", view)
        assert errors(app) == []
        assert app.get("plotly_chart"), view
        captions = [block.value for block in app.code if "Made with Sensescope" in block.value]
        assert len(captions) == 1, view
        assert "all-MiniLM-L6-v2" in captions[0]
        assert "torch" in captions[0]


def test_words_in_context_and_question_with_candidates_are_compared(open_page):
    app = open_page("similarity")
    for kind, first in (("Words in context", "bank"), ("Question and candidates", "Why is the sky blue")):
        go(app, "compared", kind)
        assert errors(app) == []
        assert len(app.get("plotly_chart")) == 3
        assert f"Most like {first}" in words(app)


def test_the_matrix_holds_the_cosines_of_all_pairs(open_page):
    app = open_page("similarity")
    app.text_area(key="sentences").set_value("A dog.\nA dog.\nThe tax law.").run()
    written = json.loads(app.get("plotly_chart")[0].proto.spec)["data"][0]["text"]
    other = written[0][2]
    assert written == [["1.00", "1.00", other], ["1.00", "1.00", other], [other, other, "1.00"]]
    assert float(other) < 0.5


@pytest.mark.parametrize(
    ("kind", "key", "typed", "refusal"),
    [
        ("Sentences", "sentences", "", "60 lines can be compared; here: 0"),
        ("Sentences", "sentences", "One line.", "here: 1"),
        ("Sentences", "sentences", "a\n" * 61, "here: 61"),
        ("Sentences", "sentences", "a\n" + "bank " * 511, "Text 2 has 513 tokens"),
        ("Words in context", "starred", "no star\nnone", "Line 1 has 0 words in stars"),
        ("Sentences", "sentences", "</script><b>x</b>\n**b** $x$ `y`\n🙂\n我们", None),
    ],
)
def test_texts_that_cannot_be_compared_get_one_sentence(open_page, kind, key, typed, refusal):
    app = go(open_page("similarity"), "compared", kind)
    app.text_area(key=key).set_value(typed).run()
    assert [refusal in error for error in errors(app)] == ([True] if refusal else [])


@pytest.mark.parametrize(
    ("view", "key", "typed", "refusal"),
    [
        ("Align", "align_first", "", "nothing to read yet"),
        ("Align", "align_first", "a " * 600, "602 tokens"),
        ("Align", "align_first", "a " * 200, None),
        ("Answer", "questions", "", "There are 0 questions"),
        ("Answer", "source_text", "", "The text has 0 sentences"),
        ("Answer", "source_text", "One sentence.", None),
        ("Answer", "questions", "Wo?\n???", None),
        ("Sum up", "source_text", "One. Two.", "The text has 2 sentences"),
        ("Sum up", "source_text", "Same. Same. Same. Same.", None),
    ],
)
def test_views_refuse_in_one_sentence_what_they_cannot_read(open_page, view, key, typed, refusal):
    app = go(open_page("similarity"), "view", view)
    app.text_area(key=key).set_value(typed).run()
    assert [refusal in error for error in errors(app)] == ([True] if refusal else [])


def test_a_file_of_scored_pairs_replaces_the_built_in_ones_and_a_bad_one_is_told(open_page):
    app = go(open_page("similarity"), "view", "Human scores")
    rows = "".join(f"A dog runs {n}.,A {'dog' if n % 2 else 'tax'} runs {n}.,{n % 2}\n" for n in range(8))
    app.file_uploader(key="pairs_file").set_value(("p.csv", f"one,two,score\n{rows}".encode(), "text/csv")).run()
    assert errors(app) == []
    assert "n = 8" in words(app)
    app.selectbox(key="pairs_score").set_value("two").run()
    assert any("which is no number" in error for error in errors(app))


@pytest.mark.parametrize(
    ("page", "view", "key", "picked"),
    [
        ("similarity", "Compare", "ranked_against", "2 Borrowing money has become dearer."),
        ("similarity", "Answer", "asked", "4 How high is the tower?"),
        ("classify", "Mistakes", "mistake", None),
        ("static", "Train", "static_epochs", 7),
        ("static", "Train", "corpus", "the news"),
    ],
)
def test_what_is_picked_stays_on_a_visit_to_another_page_and_is_in_the_link(open_page, page, view, key, picked):
    app = go(open_page(page), "view", view)
    if key == "mistake":
        picked = app.segmented_control(key=key).options[1].rpartition(" (")[0]
    app.session_state[key] = picked
    app.run().switch_page("pages/tokens.py").run()
    app.switch_page(f"pages/{page}.py").run()
    assert app.session_state[key] == picked
    assert str(picked) in str(app.query_params[key])
    assert errors(app) == []


def test_each_picture_is_read_in_a_sentence(open_page):
    app = open_page("similarity", {"compared": "Words in context"})
    assert (
        "Most like bank: They sat on the bank of the river.: **bank: The fishermen mended nets on the bank.**"
        in words(app)
    )
    go(app, "view", "Align")
    assert "12 tokens** are chosen back by the token that they choose" in words(app)
    go(app, "view", "Human scores")
    assert "The model finds these pairs alike **much as people do**: 0.8" in words(app)
