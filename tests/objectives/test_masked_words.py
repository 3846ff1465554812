"""The heads: whose they are, and what they say."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
import torch
from transformers import (
    BertConfig,
    BertForMaskedLM,
    BertForPreTraining,
    DistilBertConfig,
    DistilBertForMaskedLM,
    RobertaConfig,
    RobertaForMaskedLM,
)

from components.engine.encoding.encode import encode
from components.engine.errors import ExplorerError, ModelError, TextError
from components.engine.loading.load import MASKED, NEXT_SENTENCE, SHIPPED_HEADS, load_encoder
from components.engine.objectives.find_head import find_head
from components.engine.objectives.masked_words import TYPED, guess, hide_at_random, hide_words, score_masked
from components.engine.objectives.next_sentence import probability_next
from tests.conftest import tiny_tokenizer

SMALL = {
    "vocab_size": 16,
    "hidden_size": 32,
    "num_hidden_layers": 2,
    "num_attention_heads": 4,
    "intermediate_size": 64,
    "max_position_embeddings": 66,
}


@pytest.fixture
def save(tmp_path):
    def save_(model):
        torch.manual_seed(3)
        model.save_pretrained(tmp_path / "model")
        tokenizer = tiny_tokenizer()
        tokenizer.add_special_tokens({"mask_token": "[MASK]"})
        tokenizer.save_pretrained(tmp_path / "model")
        return load_encoder(str(tmp_path / "model"))

    return save_


def guesses(encoder, text, count=5):
    ids = encoder.tokenizer(text)["input_ids"]
    place = ids.index(encoder.tokenizer.mask_token_id)
    scores = score_masked(encoder, ids, [place])[0]
    return [encoder.tokenizer.convert_ids_to_tokens(int(i)) for i in np.argsort(-scores)[:count]]


def test_a_model_with_its_own_heads_gives_its_own_answers(save):
    torch.manual_seed(1)
    whole = BertForPreTraining(BertConfig(**SMALL)).eval()
    torch.nn.init.normal_(whole.cls.predictions.bias)
    encoder = save(whole)
    assert encoder.facts.objectives == (MASKED, NEXT_SENTENCE)
    ids = encoder.tokenizer("the bank [MASK] the river")["input_ids"]
    with torch.inference_mode():
        expected = whole(torch.tensor([ids])).prediction_logits[0, [3, 1]].log_softmax(-1).numpy()
        pair = encoder.tokenizer("the bank", "the river")["input_ids"]
        segments = [0] * 4 + [1] * 3  # [CLS] the bank [SEP] | the river [SEP]
        following = whole(torch.tensor([pair]), token_type_ids=torch.tensor([segments])).seq_relationship_logits
    following = following.softmax(-1)[0, 0].item()
    np.testing.assert_allclose(score_masked(encoder, ids, [3, 1]), expected, atol=1e-5)
    assert probability_next(encoder, "the bank", "the river") == pytest.approx(following, abs=1e-6)


@pytest.mark.parametrize(
    "model",
    [
        BertForMaskedLM(BertConfig(**SMALL)),
        RobertaForMaskedLM(RobertaConfig(**SMALL)),
        DistilBertForMaskedLM(
            DistilBertConfig(vocab_size=16, dim=32, n_layers=2, n_heads=4, hidden_dim=64, max_position_embeddings=66)
        ),
    ],
    ids=lambda model: type(model).__name__,
)
def test_masked_words_work_with_any_model_that_has_the_head_and_next_sentence_says_who_has_one(save, model):
    encoder = save(model)
    assert encoder.facts.objectives == (MASKED,)
    ids = encoder.tokenizer("the bank [MASK]")["input_ids"]
    with torch.inference_mode():
        expected = model.eval()(torch.tensor([ids])).logits[0].log_softmax(-1).numpy()
    np.testing.assert_allclose(score_masked(encoder, ids, range(len(ids))), expected, atol=1e-5)
    assert next(find_head(encoder, MASKED).base_model.parameters()) is next(encoder.model.parameters())
    with pytest.raises(ModelError, match="next sentence prediction. Pick all-MiniLM-L6-v2"):
        probability_next(encoder, "the bank", "the river")


def test_a_model_without_heads_is_told_in_a_sentence(tiny):
    assert tiny.facts.objectives == ()
    for ask in (lambda: score_masked(tiny, [2, 3], [0]), lambda: probability_next(tiny, "a", "b")):
        with pytest.raises(ExplorerError, match="without a head for .* prediction"):
            ask()


def test_each_row_is_a_distribution_and_several_masks_go_at_once(encoder):
    ids = encoder.tokenizer("The [MASK] sat on the [MASK] of the river.")["input_ids"]
    places = [place for place, i in enumerate(ids) if i == encoder.tokenizer.mask_token_id]
    scores = score_masked(encoder, ids, places)
    assert scores.shape == (2, 30_522)
    np.testing.assert_allclose(np.exp(scores.astype(np.float64)).sum(axis=1), 1, atol=1e-4)
    assert not scores.flags.writeable
    assert score_masked(encoder, ids, []).shape == (0, 30_522)


def test_text_beyond_the_limit_is_refused_by_both_heads(encoder):
    with pytest.raises(TextError, match="513 tokens, but this model reads at most 512"):
        score_masked(encoder, [101] * 513, [0])
    with pytest.raises(TextError, match="reads at most 512"):
        probability_next(encoder, "bank " * 300, "bank " * 300)
    with pytest.raises(TextError, match="nothing to read"):
        probability_next(encoder, "", "")


def test_the_encoder_of_every_other_page_stays_as_it_was(encoder):
    fresh = load_encoder(encoder.facts.name)
    before = encode(fresh, "She deposited money at the bank.").states
    probability_next(fresh, "She went to the bank.", "It was closed.")
    guesses(fresh, "He sat on the [MASK] of the river.")
    assert np.array_equal(before, encode(fresh, "She deposited money at the bank.").states)
    head = find_head(fresh, MASKED)
    assert head is find_head(fresh, NEXT_SENTENCE)
    assert head.bert is not fresh.model
    words = fresh.model.embeddings.word_embeddings.weight
    assert head.cls.predictions.decoder.weight.data_ptr() == words.data_ptr(), "the vocabulary is in memory once"


def test_visitors_who_ask_at_once_get_one_copy():
    fresh = load_encoder("all-MiniLM-L6-v2")
    with ThreadPoolExecutor(4) as pool:
        heads = list(pool.map(lambda _: find_head(fresh, MASKED), range(4)))
    assert len({id(head) for head in heads}) == 1


def test_the_shipped_heads_are_small():
    assert sum(path.stat().st_size for path in SHIPPED_HEADS.parent.iterdir()) <= 30e6


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("The United [MASK] of America.", {"states"}),
        ("They [MASK] going to the park.", {"are", "were"}),
        ("It is one [MASK] the best.", {"of"}),
    ],
)
def test_the_shipped_head_knows_its_english(encoder, text, right):
    assert guesses(encoder, text, 1)[0] in right


def test_what_is_not_masked_is_read(encoder):
    ids = encoder.tokenizer("They [MASK] going to the park.")["input_ids"]
    shown = encoder.tokenizer("They were going to the park.")["input_ids"]
    place = ids.index(encoder.tokenizer.mask_token_id)
    were = encoder.tokenizer.convert_tokens_to_ids("were")
    assert score_masked(encoder, shown, [place])[0, were] > score_masked(encoder, ids, [place])[0, were]


BANK = "He sat on the bank of the river."


def test_a_hidden_word_hides_all_its_pieces_and_a_typed_mask_is_asked_as_well(encoder):
    encoding = encode(encoder, "The electroencephalographer [MASK] at the bank.")
    question = hide_words(encoder, encoding, {1})
    pieces = [place for place, word in enumerate(encoding.word_ids) if word == 1]
    assert len(pieces) > 2
    typed = encoding.tokens.index("[MASK]")
    assert question.places.tolist() == [*pieces, typed]
    assert (question.ids[question.places] == encoder.tokenizer.mask_token_id).all()
    assert question.answers.tolist() == [*encoding.ids[pieces], TYPED]
    guesses = guess(encoder, question)
    assert np.isnan(guesses.true[:, -1]).all()
    assert guesses.rank[-1, -1] == 0


def test_the_loss_is_the_cross_entropy_and_the_last_layer_is_the_heads_own_answer(encoder):
    encoding = encode(encoder, BANK, "She deposited money at the bank.")
    question = hide_words(encoder, encoding, {1, 4, 10})
    guesses = guess(encoder, question, most=5)
    with torch.inference_mode():
        output = find_head(encoder, MASKED)(
            input_ids=torch.tensor(question.ids)[None], token_type_ids=torch.tensor(question.segments)[None]
        ).prediction_logits[0, question.places]
    expected = torch.nn.functional.cross_entropy(output, torch.tensor(question.answers)).item()
    assert guesses.loss == pytest.approx(expected, abs=1e-6)
    np.testing.assert_array_equal(guesses.pieces[-1], output.topk(5).indices.numpy())
    assert (guesses.probabilities[-1] == np.sort(guesses.probabilities[-1])[:, ::-1]).all()
    assert guesses.rank[-1].tolist() == [
        int((row > row[answer]).sum()) + 1 for row, answer in zip(output, question.answers, strict=True)
    ]
    assert guesses.pieces.shape == (7, 3, 5)


def test_the_guess_forms_from_layer_to_layer(encoder):
    guesses = guess(encoder, hide_words(encoder, encode(encoder, "The United States of America."), {2}))
    assert guesses.rank[-1, 0] < guesses.rank[0, 0]


def test_a_head_of_any_architecture_answers_at_every_layer_and_leaves_the_encoder_alone(save):
    for model in (RobertaForMaskedLM(RobertaConfig(**SMALL)), BertForMaskedLM(BertConfig(**SMALL))):
        encoder = save(model)
        encoding = encode(encoder, "the bank sat")
        guesses = guess(encoder, hide_words(encoder, encoding, {1}), most=3)
        assert guesses.pieces.shape == (3, 1, 3)
        assert np.array_equal(encode(encoder, "the bank sat").states, encoding.states)


def test_hiding_at_random_keeps_special_tokens_and_its_seed(encoder):
    encoding = encode(encoder, BANK * 10)
    one, same, other = (hide_at_random(encoder, encoding, seed) for seed in (1, 1, 2))
    assert np.array_equal(one.ids, same.ids)
    assert not np.array_equal(one.places, other.places)
    assert not encoding.special[one.places].any()
    assert len(one.places) == round(0.15 * (~encoding.special).sum())
    assert np.array_equal(one.answers, encoding.ids[one.places])


def test_nothing_hidden_and_no_mask_token_are_told(encoder, tiny):
    with pytest.raises(TextError, match="Nothing is hidden yet"):
        guess(encoder, hide_words(encoder, encode(encoder, BANK), set()))
    with pytest.raises(ModelError, match="has no mask token"):
        hide_words(tiny, encode(tiny, "the bank"), {0})
