"""Pairs of sentences to align, one a language: data only."""

from dataclasses import dataclass


@dataclass(frozen=True)
class PairExample:
    """A sentence and its translation."""

    language: str
    first: str
    second: str


EXAMPLES = (
    PairExample("Chinese", "The bank raised its interest rates yesterday.", "银行昨天提高了利率。"),
    PairExample(
        "French", "The bank raised its interest rates yesterday.", "La banque a relevé ses taux d’intérêt hier."
    ),
    PairExample("German", "Yesterday we sat on a bench by the river.", "Gestern saßen wir auf einer Bank am Fluss."),
    PairExample("Spanish", "The old man sold his white house.", "El anciano vendió su casa blanca."),
    PairExample("Arabic", "The children are playing in the garden.", "الأطفال يلعبون في الحديقة."),
    PairExample("Japanese", "My sister drinks green tea every morning.", "姉は毎朝緑茶を飲みます。"),
    PairExample("Russian", "The cat is sleeping under the table.", "Кошка спит под столом."),
)
