"""The page Corpus: bring, embed, find, carry on; what is another visitor's stays theirs."""

import time

import numpy as np
import pytest

from components.engine.built_in.wordbench import bench_words, read_bench
from components.engine.catalog import DEFAULT_MODEL
from components.engine.corpus import bring, embedding, line, store
from components.engine.corpus.recipe import CHOSEN, CONTENT, Recipe
from components.ui.corpus import chosen
from components.ui.corpus.marked import Marked
from components.ui.shell import keep, visitor
from components.ui.shell.visitor import Secrets
from tests.corpus.conftest import source
from tests.driving import errors, last_kept, words

ME = Secrets("a" * 32, "b" * 32)
TABLE = (
    "text,year\nThe river broke its bank <b>twice</b>.,1850\nWe sat on the grassy bank and fished.,1850\n"
    "The bank raised its rates.,1990\nShe asked the bank for a loan.,1990\n"
)


@pytest.fixture
def place(tmp_path, monkeypatch):
    monkeypatch.setenv("SENSESCOPE_FILES", str(tmp_path))
    return tmp_path


@pytest.fixture
def ours(place, encoder):
    """A corpus of ours, embedded."""
    owner = visitor.name_of("visitor", ME.visitor)
    corpus = bring.bring([source("a.csv", TABLE)], store.new_folder(), "Banks *1*", owner)
    made = embedding.prepare(corpus, Recipe(DEFAULT_MODEL, 4, CONTENT), encoder.facts.width)
    embedding.embed(encoder, made)
    return made


@pytest.fixture
def open_corpus(open_page):
    return lambda **query: open_page("corpus", {"view": "Find", **query}, visitor_secrets=ME)


def button(app, label):
    return next(one for one in app.button if one.label == label)


def test_news_is_brought_and_embedded_in_three_clicks(place, open_corpus):
    app = open_corpus()
    assert "Bring a text" in words(app)
    button(app, "Try the news").click().run()
    assert errors(app) == []
    assert "News · 2,615 sentences" in app.selectbox(key="corpus_id_box").options
    app.segmented_control(key="embed_what").set_value("Chosen words").run()
    assert "Type words" in words(app)
    app.text_input(key="embed_words").set_value("fire, army").run()
    button(app, "Embed").click().run()
    assert errors(app) == []
    corpus = store.corpora(visitor.name_of("visitor", ME.visitor))[0]
    made = embedding.embeddings(corpus)[0]
    assert made.recipe.words == ("fire", "army")
    while line.status(made).phase in (line.WAITING, line.RUNNING):
        time.sleep(0.1)
    app.session_state["view"] = "Find"
    app.run()
    app.text_input(key="corpus_like").set_value("A huge *fire* burned the forest.").run()
    found = app.get("download_button")
    assert found
    assert "uses fit; the nearest 20 are below; a blind pick has" in words(app)
    line.remove(made)


def test_find_by_words_by_meaning_and_by_column_with_everything_escaped(ours, open_corpus):
    app = open_corpus(corpus_like="They fished from the muddy *bank*.")
    said = words(app)
    assert said.index("We sat on the grassy") < said.index("She asked the")
    assert "a blind pick has" in said
    app.selectbox(key="corpus_column").set_value("year").run()
    app.multiselect(key="corpus_entries").set_value(["1990"]).run()
    assert "We sat" not in words(app)
    app.text_input(key="corpus_like").set_value("").run()
    app.text_input(key="corpus_words").set_value("bank").run()
    assert "2 sentences fit" in words(app)
    app.multiselect(key="corpus_entries").set_value(["1850"]).run()
    raw = " ".join(one.value for one in app.markdown)
    assert r"\<b\>twice" in raw
    assert "Banks *1*" not in raw
    app.text_input(key="corpus_words").set_value("nothing like it").run()
    assert "No sentence has all of that" in words(app)
    for wrong in ("no star", "*a* *b*"):
        app.text_input(key="corpus_like").set_value(wrong).run()
        assert "needs stars around one word" in " ".join(errors(app))
    app.text_input(key="corpus_like").set_value("He sat *on* the bank.").run()
    assert "“on” itself is not among what is embedded" in words(app)


def test_map_says_how_it_was_drawn_lights_what_is_asked_for_and_lists_a_lasso(ours, open_corpus):
    app = open_corpus(view="Map", corpus_colour="year")
    assert errors(app) == []
    assert "trustworthiness" in words(app)
    assert "cosine; trustworthiness" in words(app)
    app.text_input(key="corpus_words").set_value("rates").run()
    assert "3 fit what is asked for, and are lit" in words(app)
    app.session_state["corpus_marked"] = {(ours.corpus.id, ours.recipe.key): Marked(np.array([0, 1]))}
    app.run()
    assert "The 2 points inside the lasso" in words(app)
    app.text_input(key="corpus_words").set_value("").run()
    app.toggle(key="corpus_lasso").set_value(True).run()
    assert app.selectbox(key="corpus_colour").options[0] == "nearness"
    assert errors(app) == []
    app.session_state["keeping"] = keep.Noted()
    app.run()
    pictures = last_kept(app).pictures
    assert any(one.name == f"Map of {len(embedding.load(ours).vectors)} content words of Banks *1*" for one in pictures)
    app.text_input(key="corpus_words").set_value("").run()
    app.text_input(key="corpus_like").set_value("The *river* rose.").run()
    assert app.selectbox(key="corpus_colour").options[0] == "nearness"
    assert errors(app) == []


def test_what_was_found_goes_on_to_the_page_about_one_word(ours, open_corpus):
    app = open_corpus(corpus_like="They fished from the muddy *bank*.")
    app.session_state["own"] = "The bank is mine."
    button(app, "“bank” on Usage").click().run()
    assert app.title[0].value == "Does a word mean something else there?"
    own = app.session_state["own"].splitlines()
    assert own[0] == "The bank is mine."
    assert "[1850] We sat on the grassy bank and fished." in own
    assert "[1990] She asked the bank for a loan." in own
    assert app.session_state["word"] == "bank"


def test_others_see_nothing_of_it_and_a_link_to_it_says_so(ours, open_page):
    app = open_page("corpus", {"corpus_id": ours.corpus.id}, visitor_secrets=Secrets("c" * 32, "d" * 32))
    assert "not on this server any more, or is not yours" in words(app)
    assert "Bring a text" in words(app)


def test_shared_corpora_are_everybodys_and_nobody_deletes_them(ours, open_page, monkeypatch, tmp_path):
    monkeypatch.setenv("SENSESCOPE_CORPORA", str(tmp_path / "corpora"))
    app = open_page("corpus", {}, visitor_secrets=Secrets("c" * 32, "d" * 32))
    assert "Banks *1* (shared) · 4 sentences" in app.selectbox(key="corpus_id_box").options
    assert not [one for one in app.button if "elete" in one.label]


def test_folder_deleted_under_an_open_page_is_told_and_another_can_be_brought(ours, open_corpus):
    app = open_corpus(corpus_words="bank")
    store.delete(ours.corpus)
    app.run()
    assert not app.exception
    assert "Bring a text" in words(app)


def test_deleted_corpus_is_gone_with_its_vectors(ours, open_corpus):
    app = open_corpus()
    button(app, "Delete this corpus").click().run()
    assert not ours.corpus.folder.exists()
    assert "Bring a text" in words(app)


def test_two_groups_are_compared_by_company_with_examples_and_by_regions(place, open_corpus, encoder):
    lines = ["text\tkind"]  # bank has one sense in each, the other words all of theirs in both
    for word in bench_words():
        bench = read_bench(word)
        for number, (text, sense) in enumerate(zip(bench.sentences, bench.labels, strict=True)):
            lines.append(f"{text}\t{'AB'[bench.senses.index(sense) % 2 if word == 'bank' else number % 2]}")
    owner = visitor.name_of("visitor", ME.visitor)
    corpus = bring.bring([source("a.tsv", "\n".join(lines))], store.new_folder(), "Two", owner, split=False)
    recipe = Recipe(DEFAULT_MODEL, 4, CHOSEN, tuple(bench_words()))
    made = embedding.prepare(corpus, recipe, encoder.facts.width)
    embedding.embed(encoder, made)
    app = open_corpus(view="Map")
    assert app.selectbox(key="corpus_colour").options[0] == "word"
    app = open_corpus(view="Compare")
    assert errors(app) == []
    table = app.dataframe[0].value
    assert table["word"].iloc[0] == "bank"
    assert table["p"].iloc[0] < 0.05
    assert table["alike"].iloc[0] < table["by chance"].iloc[0]
    said = words(app)
    assert "Only in A" in said
    assert "Only in B" in said


def test_one_group_alone_is_told_what_to_bring(place, open_corpus, encoder):
    owner = visitor.name_of("visitor", ME.visitor)
    corpus = bring.bring([source("a.txt", "The bank rose.")], store.new_folder(), "One", owner)
    embedding.embed(encoder, embedding.prepare(corpus, Recipe(DEFAULT_MODEL, 4, CONTENT), encoder.facts.width))
    assert "There is nothing to compare yet" in words(open_corpus(view="Compare"))


def test_a_visitor_may_not_fill_the_disk_and_names_stay_different(ours, open_corpus, monkeypatch):
    monkeypatch.delenv("SENSESCOPE_PRIVATE")  # or all of the disk is theirs
    app = open_corpus()
    bringing_new(app)
    bringing_new(app)
    names = [one.name for one in store.corpora(visitor.name_of("visitor", ME.visitor))]
    assert sorted(names) == ["Banks *1*", "News", "News (2)"]
    monkeypatch.setattr(chosen, "MOST_BYTES", 1)
    bringing_new(app)
    assert "a visitor may have" in " ".join(errors(app))
    assert len(store.corpora(visitor.name_of("visitor", ME.visitor))) == 3


def bringing_new(app):
    """Ask for another corpus, bring the news, and let the page come to rest, which draws itself again at the end."""
    app.selectbox(key="corpus_id_box").set_value("new").run()
    button(app, "Try the news").click().run()
    app.run()
