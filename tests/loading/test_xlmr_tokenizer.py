"""XLM-R's tokenizer from its pieces: it cuts as published, loses nothing, and points at the right characters."""

import unicodedata

import pytest
from tokenizers import normalizers

from components.engine.encoding.encode import encode
from components.engine.loading.xlmr_tokenizer import pack_map

SCRIPTS = {
    "Latin": "Zażółć gęślą jaźń, 42 times!",
    "Cyrillic": "Съешь ещё этих мягких французских булок.",
    "Greek": "Ξεσκεπάζω την ψυχοφθόρα βδελυγμία.",
    "Arabic": "جلسنا على ضفة النهر.",
    "Hebrew": "ישבנו על גדת הנהר.",
    "Han": "我们坐在河岸上。",
    "Kana": "かわいいネコが寝ている。",
    "Hangul": "우리는 강둑에 앉았다.",
    "Devanagari": "हम नदी के किनारे बैठे थे।",
    "Bengali": "আমরা নদীর তীরে বসেছিলাম।",
    "Tamil": "நாங்கள் ஆற்றங்கரையில் அமர்ந்தோம்.",
    "Telugu": "మేము నది ఒడ్డున కూర్చున్నాము.",
    "Kannada": "ನಾವು ನದಿಯ ದಡದಲ್ಲಿ ಕುಳಿತೆವು.",
    "Malayalam": "ഞങ്ങൾ നദീതീരത്ത് ഇരുന്നു.",
    "Gujarati": "અમે નદી કિનારે બેઠા.",
    "Gurmukhi": "ਅਸੀਂ ਨਦੀ ਦੇ ਕੰਢੇ ਬੈਠੇ ਸੀ।",
    "Thai": "พวกเรานั่งอยู่ริมฝั่งแม่น้ำ",
    "Lao": "ພວກເຮົານັ່ງຢູ່ແຄມແມ່ນ້ຳ",
    "Georgian": "ჩვენ მდინარის ნაპირზე ვისხედით.",
    "Armenian": "Մենք նստած էինք գետի ափին։",
    "Amharic": "በወንዙ ዳርቻ ተቀመጥን።",
    "Khmer": "យើងអង្គុយនៅមាត់ទន្លេ។",
    "Burmese": "ငါတို့ မြစ်ကမ်းမှာ ထိုင်ခဲ့တယ်။",
    "Sinhala": "අපි ගං ඉවුරේ වාඩි වී සිටියෙමු.",
}


def test_map_is_packed_without_loss():
    mapping = {"Ａ": "A", "ﬁ": "fi", "½": "1⁄2", "\x01": "", "\u3000": " ", "㍿": "株式会社", "𝐀": "A"}
    packed = normalizers.Precompiled(pack_map(mapping))
    for character, replacement in mapping.items():
        assert packed.normalize_str(character) == replacement
    assert packed.normalize_str("bank 银行 B") == "bank 银行 B"


def test_every_character_of_the_models_own_map_is_replaced_as_it_says(multilingual_file, multilingual):
    normalizer = multilingual.tokenizer.backend_tokenizer.normalizer
    wrong = [
        character
        for character, replacement in multilingual_file.map.items()
        if unicodedata.is_normalized("NFC", character) and normalizer.normalize_str(character) != replacement
    ]
    assert len(multilingual_file.map) == 4837
    assert wrong == []


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("The bank raised its interest rates.", "▁The ▁bank ▁raised ▁its ▁interest ▁rates ."),
        ("银行提高了利率。", "▁ 银行 提高了 利率 。"),
    ],
)
def test_text_is_cut_as_published(multilingual, text, pieces):
    assert encode(multilingual, text).tokens == ("<s>", *pieces.split(), "</s>")


def test_pair_is_joined_as_published(multilingual):
    made = encode(multilingual, "a b", "c")
    assert made.tokens == ("<s>", "▁a", "▁b", "</s>", "</s>", "▁c", "</s>")
    assert set(made.segment_ids) == {0}


@pytest.mark.parametrize("script", SCRIPTS)
def test_text_comes_back_from_its_pieces(multilingual, script):
    text = SCRIPTS[script]
    ids = multilingual.tokenizer(text)["input_ids"]
    assert multilingual.tokenizer.unk_token_id not in ids
    assert multilingual.tokenizer.decode(ids, skip_special_tokens=True) == unicodedata.normalize("NFKC", text)


@pytest.mark.parametrize(
    "text",
    [
        "We walked to the 银行 at noon, 然后回家。",
        "😀 I ❤️ the 銀行 👩‍👩‍👧 and שלום",
        "ﬁne ① café cafe\u0301 Ａｂ",
        "\u200fمرحبا\u200f world\u3000全角",
        "  two  spaces\tand a tab ",
    ],
)
def test_offsets_point_at_the_characters_of_each_piece(multilingual, text):
    made = encode(multilingual, text)
    normalize = multilingual.tokenizer.backend_tokenizer.normalizer.normalize_str
    reached = 0
    for token, (start, end), special in zip(made.tokens, made.offsets, made.special, strict=True):
        if special or token in ("▁", "<unk>"):
            continue
        assert start >= reached
        while unicodedata.combining(text[end : end + 1] or " "):
            end += 1  # a composed piece points at the letter, and its mark follows
        assert normalize(text[start:end]).strip(" ") == token.removeprefix("▁"), (token, text[start:end])
        reached = end
    assert reached == len(text.rstrip())


def test_lone_space_sign_owns_no_character(multilingual):
    """Else the first word of a Chinese sentence would be averaged with a piece that is no part of it."""
    made = encode(multilingual, "银行在这里, 银行。")
    lone = [place for place, token in enumerate(made.tokens) if token == "▁"]
    assert lone
    assert all(made.offsets[place][0] == made.offsets[place][1] for place in lone)


def test_words_end_at_signs_and_in_unspaced_scripts_with_each_piece(multilingual):
    made = encode(multilingual, "Unbelievable rates. 银行提高了利率。")
    words = {}
    for token, word in zip(made.tokens, made.word_ids, strict=True):
        if word is not None:
            words.setdefault(word, []).append(token)
    joined = ["".join(pieces) for pieces in words.values()]
    assert joined == ["▁Unbelievable", "▁rates", ".", "▁银行", "提高了", "利率", "。"]


def test_words_are_counted_through_both_texts(multilingual, encoder):
    for one in (multilingual, encoder):
        made = encode(one, "the bank", "the river")
        assert [word for word in made.word_ids if word is not None] == [0, 1, 2, 3]
