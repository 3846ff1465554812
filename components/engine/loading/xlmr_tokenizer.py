"""XLM-R's tokenizer, built from its pieces: SentencePiece's unigram model (Kudo 2018) as `tokenizers` runs it.

1. Characters are composed and simplified (NFKC, and SentencePiece's own rules, "Nmt"): full-width letters become
   ordinary ones, controls vanish, every kind of space becomes a space. The full-width tilde alone stays.
2. The text is cut at spaces, and each part gets a ▁ in front: "The bank" becomes "▁The" and "▁bank".
3. Of all ways to cut a part into pieces, the one with the largest sum of scores (log-probabilities) is taken.
4. <s> is put before and </s> after; between two texts stand two </s>, and all segments are 0.
"""

from collections.abc import Mapping, Sequence

from tokenizers import AddedToken, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors

TILDE, STANDS_IN = "～", "\uf8ff"  # the one character of which XLM-R's rules and NFKC think differently


def build_tokenizer(pieces: Sequence[tuple[str, float]], special: Mapping[str, int]) -> Tokenizer:
    """Build the tokenizer of `pieces` (text and score, by id); `special` names the ids of bos, eos, pad and unk."""
    bos, eos, pad, unk = (pieces[special[name]][0] for name in ("bos", "eos", "pad", "unk"))
    tokenizer = Tokenizer(models.Unigram(list(pieces), unk_id=special["unk"]))
    keep, restore = normalizers.Replace(TILDE, STANDS_IN), normalizers.Replace(STANDS_IN, TILDE)
    tokenizer.normalizer = normalizers.Sequence([keep, normalizers.NFKC(), normalizers.Nmt(), restore])
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [pre_tokenizers.WhitespaceSplit(), pre_tokenizers.Metaspace(prepend_scheme="always")]
    )
    tokenizer.decoder = decoders.Metaspace(prepend_scheme="always")
    tokenizer.post_processor = processors.TemplateProcessing(
        single=f"{bos} $A {eos}",
        pair=f"{bos} $A {eos} {eos} $B {eos}",
        special_tokens=[(bos, special["bos"]), (eos, special["eos"])],
    )
    tokenizer.add_special_tokens([AddedToken(name, normalized=False) for name in (bos, pad, eos, unk)])
    tokenizer.add_special_tokens([AddedToken("<mask>", lstrip=True, normalized=False)])
    return tokenizer
