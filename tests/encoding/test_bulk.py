"""Many texts at once give what one text gives, and what sentence-transformers gives."""

import numpy as np
import pytest
import torch
from sentence_transformers import SentenceTransformer

from components.engine.encoding.bulk import embed_corpus
from components.engine.encoding.encode import encode
from components.engine.encoding.text_vectors import POOLINGS, embed_texts
from components.engine.errors import TextError
from components.engine.loading.fused import ReorderedLinear, can_reorder, fused
from components.engine.loading.load import locate
from tests.conftest import BANKS

TEXTS = [BANKS, "a", "我们坐在河岸上。", "🙂", "The crane lifted a crane." * 20, "The bank raised its interest rates."]


def test_padded_and_fused_batches_equal_one_text_at_a_time(encoder):
    for layer in (0, 3, None):
        made = embed_corpus(encoder, TEXTS, layer)
        for number, text in enumerate(TEXTS):
            one = encode(encoder, text)
            rows = slice(made.starts[number], made.starts[number + 1])
            np.testing.assert_allclose(made.vectors[rows], one.states[-1 if layer is None else layer], atol=2e-5)
            np.testing.assert_array_equal(made.ids[rows], one.ids)
            np.testing.assert_array_equal(made.special[rows], one.special)


def test_cosines_of_mean_pooling_equal_those_of_sentence_transformers(encoder):
    peer = SentenceTransformer(str(locate(encoder.facts.name)[0]), device="cpu")
    theirs = peer.encode(TEXTS)
    for ours in (embed_texts(encoder, TEXTS).at("mean", 6), embed_corpus(encoder, TEXTS).means()):
        ours = ours / np.linalg.norm(ours, axis=1, keepdims=True)
        np.testing.assert_allclose(ours @ ours.T, theirs @ theirs.T, atol=1e-5)


def test_every_pooling_is_what_its_name_says(encoder):
    made, one = embed_texts(encoder, [BANKS, "a"]), encode(encoder, BANKS)
    words = one.states[:, ~one.special]
    expected = {
        "mean": one.states.mean(axis=1),
        "words": words.mean(axis=1),
        "[CLS]": one.states[:, 0],
        "maximum": words.max(axis=1),
    }
    assert set(expected) == set(POOLINGS)
    for pooling, vectors in expected.items():
        np.testing.assert_allclose(made.pooled[pooling][:, 0], vectors, atol=2e-5)


def test_the_fused_copy_shares_its_weights_and_the_other_stays_eager(encoder):
    copy = fused(encoder)
    assert copy is fused(encoder)
    assert copy.config._attn_implementation == "sdpa"
    assert encoder.model.config._attn_implementation == "eager"
    assert {w.data_ptr() for w in copy.parameters()} == {w.data_ptr() for w in encoder.model.parameters()}


@pytest.mark.skipif(not can_reorder("float32"), reason="torch has no oneDNN for this processor")
def test_maps_laid_out_for_the_processor_give_torchs_numbers_and_leave_gradients_to_torch(encoder):
    theirs, ours = encoder.model.encoder.layer[2].intermediate, fused(encoder).encoder.layer[2].intermediate
    states = torch.randn(2, 7, encoder.facts.width, generator=torch.Generator().manual_seed(0))
    with torch.inference_mode():
        np.testing.assert_allclose(ours(states), theirs(states), atol=1e-5)
    assert isinstance(ours.dense, ReorderedLinear)
    asking = states.clone().requires_grad_()
    (gradient,) = torch.autograd.grad(ours(asking).sum(), asking)
    (expected,) = torch.autograd.grad(theirs(asking).sum(), asking)
    np.testing.assert_array_equal(gradient, expected)


def test_bfloat16_stays_close_and_has_weights_of_its_own(tiny):
    exact, rough = (embed_corpus(tiny, ["the bank", "a b c"], dtype=dtype).vectors for dtype in ("float32", "bfloat16"))
    assert rough.dtype == np.float32
    np.testing.assert_allclose(rough, exact, atol=0.05)
    assert not np.array_equal(rough, exact)
    assert next(tiny.model.parameters()).dtype == torch.float32
    with pytest.raises(ValueError, match="float8"):
        embed_corpus(tiny, ["a"], dtype="float8")


def test_a_text_too_long_is_refused_or_cut_when_asked(tiny):
    with pytest.raises(TextError, match="Text 2 has 102 tokens, but this model reads at most 64"):
        embed_texts(tiny, ["a", "a " * 100])
    made = embed_texts(tiny, ["a", "a " * 100], shorten=True)
    assert made.shortened == (1,)
    assert np.isfinite(made.pooled["mean"]).all()
    with pytest.raises(TextError, match="Text 1 holds nothing"):
        embed_texts(tiny, ["  "])
    with pytest.raises(TextError, match="nothing to read"):
        embed_corpus(tiny, [])


def test_it_tells_how_far_it_is_and_stops_when_told(tiny):
    shares = []
    assert embed_texts(tiny, ["a"] * 2000 + ["a b c"] * 2000, on_progress=shares.append) is not None
    assert shares == sorted(shares)
    assert shares[-1] == 1
    assert embed_corpus(tiny, ["a"], should_stop=lambda: True) is None
