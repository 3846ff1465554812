"""XLM-R's tokenizer, built from its pieces: SentencePiece's unigram model (Kudo 2018) as `tokenizers` runs it.

1. Characters are composed (NFC), then each is replaced by what the normalisation map says: full-width letters become
   ordinary ones, controls vanish, every kind of space becomes a space.
2. The text is cut at spaces, and each part gets a ▁ in front: "The bank" becomes "▁The" and "▁bank".
3. Of all ways to cut a part into pieces, the one with the largest sum of scores (log-probabilities) is taken.
4. <s> is put before and </s> after; between two texts stand two </s>, and all segments are 0.

`tokenizers` reads a normalisation map as SentencePiece stores it: a trie in an array (Aoe 1989, as the library
Darts-clone lays it out), followed by the replacements. `pack_map` writes that.
"""

import struct
from collections.abc import Mapping, Sequence

from tokenizers import AddedToken, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors

LEAF = 1 << 31  # marks a unit that holds a value
ENDS = 1 << 8  # marks a unit at which a key ends


def build_tokenizer(
    pieces: Sequence[tuple[str, float]], special: Mapping[str, int], normalisation: Mapping[str, str]
) -> Tokenizer:
    """Build the tokenizer of `pieces` (text and score, by id); `special` names the ids of bos, eos, pad and unk."""
    bos, eos, pad, unk = (pieces[special[name]][0] for name in ("bos", "eos", "pad", "unk"))
    tokenizer = Tokenizer(models.Unigram(list(pieces), unk_id=special["unk"]))
    tokenizer.normalizer = normalizers.Sequence([normalizers.NFC(), normalizers.Precompiled(pack_map(normalisation))])
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


def pack_map(normalisation: Mapping[str, str]) -> bytes:
    """Write a map from characters to replacements as SentencePiece does: trie size, trie, replacements."""
    texts, places = bytearray(), {}
    for replacement in sorted(set(normalisation.values())):
        places[replacement] = len(texts)
        texts += replacement.encode() + b"\0"
    units = lay_out({key.encode(): places[replacement] for key, replacement in normalisation.items()})
    return struct.pack("<I", 4 * len(units)) + struct.pack(f"<{len(units)}I", *units) + bytes(texts)


def lay_out(keys: Mapping[bytes, int]) -> list[int]:
    """Lay a trie out in one array, in which a child stands at its parent's place XOR an offset XOR its own byte.

    A unit holds its byte in bits 0–7, whether a key ends here in bit 8, and the offset from bit 10 on. The value of a
    key stands at the child for byte 0, which no key may hold.
    """
    root: dict = {}
    for key, value in keys.items():
        node = root
        for byte in key:
            node = node.setdefault(byte, {})
        node[0] = value
    units, used = [0] * 256, {0}
    offsets: set[int] = set()
    waiting = [(root, 0)]
    while waiting:
        node, place = waiting.pop()
        offset = free_offset(sorted(node), place, used, offsets)
        offsets.add(offset ^ place)
        units.extend([0] * max(0, (offset ^ place | 255) + 1 - len(units)))
        units[place] |= offset << 10 | (ENDS if 0 in node else 0)
        for byte, child in node.items():
            spot = place ^ offset ^ byte
            used.add(spot)
            if byte == 0:
                units[spot] = LEAF | child
            else:
                units[spot] = byte
                waiting.append((child, spot))
    return units


def free_offset(labels: Sequence[int], place: int, used: set[int], taken: set[int]) -> int:
    """Find the base, the same for no two parents, at which all children fall on free places, and return its offset.

    The search begins where the array would be full without gaps: further down there is rarely room.
    """
    base = len(used)
    while base in taken or any(base ^ label in used for label in labels):
        base += 1
    return base ^ place
