"""The heads for BERT's two objectives, masked words and next sentence: whose they are, and where they come from.

The bundled encoder was published without heads; ours lie in components/data/heads with a fine-tuned copy of its blocks,
which nothing else uses. Other models bring their own heads, or have none.
"""

import threading

from safetensors import SafetensorError
from transformers import AutoModelForMaskedLM, AutoModelForNextSentencePrediction, PreTrainedModel

from components.engine.catalog import DEFAULT_MODEL
from components.engine.errors import ModelError
from components.engine.loading.load import AS_SAVED, SHIPPED_HEADS, Encoder, locate, ships_heads
from components.engine.loading.model_checks import check_numbers
from components.engine.pretraining.model import load_heads
from components.engine.records import MASKED, NEXT_SENTENCE

CLASSES = {MASKED: AutoModelForMaskedLM, NEXT_SENTENCE: AutoModelForNextSentencePrediction}
LOADING = threading.Lock()  # two visitors who ask at once get one copy


def find_head(encoder: Encoder, objective: str) -> PreTrainedModel:
    """Return the model with the head for `objective`, MASKED or NEXT_SENTENCE; it is loaded when first asked for.

    Raises ModelError if the encoder has none.
    """
    facts = encoder.facts
    if objective not in facts.objectives:
        raise ModelError(
            f"“{facts.name}” comes without a head for {objective} prediction. Pick {DEFAULT_MODEL}, or a model whose "
            "folder has one, such as google-bert/bert-base-uncased."
        )
    key = "shipped" if ships_heads(facts.name) else objective
    with LOADING:
        if key not in encoder.later:
            shipped = key == "shipped"
            encoder.later[key] = load_heads(encoder, SHIPPED_HEADS) if shipped else load_own(encoder, objective)
    return encoder.later[key]


def load_own(encoder: Encoder, objective: str) -> PreTrainedModel:
    """Load the head that is in the model's own folder, on top of the encoder that is loaded already."""
    folder, _ = locate(encoder.facts.name)
    try:
        model, info = CLASSES[objective].from_pretrained(folder, **AS_SAVED, output_loading_info=True)
    except (OSError, ValueError, KeyError, RuntimeError, SafetensorError) as error:
        raise ModelError(
            f"The head of “{encoder.facts.name}” for {objective} prediction cannot be loaded. Pick another model."
        ) from error
    if missing := sorted(info["missing_keys"]):
        raise ModelError(
            f"The head of “{encoder.facts.name}” for {objective} prediction lacks {missing[0]}, so what it says would "
            "be random. Pick another model."
        )
    check_numbers(model, encoder.facts.name)
    setattr(model, model.base_model_prefix, encoder.model)  # one copy of the encoder in memory
    decoder = model.get_output_embeddings()
    if decoder is not None and getattr(model.config, "tie_word_embeddings", False):
        decoder.weight = encoder.model.get_input_embeddings().weight
    return model.eval()
