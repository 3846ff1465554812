"""The views of the attention page, each one question and one module; the one chosen is all that runs."""

from dataclasses import dataclass
from importlib import import_module

from streamlit.delta_generator import DeltaGenerator

from components.engine.heads import Link
from components.engine.records import Encoding, ModelFacts
from components.ui import cached, cached_attention, controls

HOW_TO_READ = """
- Weight of key *j* for query *i*: softmax over *j* of qᵢ · kⱼ ÷ √d, with d the width of one head (Vaswani et al. 2017).
- Many heads give most weight to `[SEP]` or `[CLS]`. That is their way to do nothing (Clark et al. 2019).
- Layer *k* here is the block that makes state *k* from state *k* − 1.
- The picture’s weights are rounded to 1/510 of their row’s largest; the files to download hold them exactly (CSV) or as
  16-bit floats (npz).
- This does *not* explain a decision: a large weight says where a head takes from, not that it matters for the result.
  “Knock-out” shows what does.
"""


@dataclass(frozen=True)
class Scene:
    """What every view looks at."""

    left: DeltaGenerator  # for what is set
    right: DeltaGenerator  # for the picture
    facts: ModelFacts
    text: str
    pair: str
    encoding: Encoding
    link: Link

    def layer_and_head(self) -> tuple[int, int]:
        """Ask for both, from 1; they start at the link most worth looking at."""
        with self.left:
            return self.layer(), controls.head_slider(self.facts, default=self.link.head + 1)

    def layer(self) -> int:
        """Ask for a layer, from 1."""
        with self.left:
            return controls.layer_slider(self.facts, first=1, default=self.link.layer + 1)


# The name of each view, as in the link, and the module that draws it; imported only when it is chosen.
VIEWS = {
    "Heads": "head_view",
    "Find heads": "finder_view",
    "Summary": "summary_view",
    "Step by step": "steps_view",
    "Two contexts": "contexts_view",
    "Knock-out": "knockout_view",
    "Flow": "flow_view",
    "Sentences": "sentences_view",
    "Queries and keys": "queries_view",
    "BertViz": "bertviz_view",
}


def show(view: str, left: DeltaGenerator, right: DeltaGenerator, facts: ModelFacts, text: str, pair: str) -> None:
    """Draw one view."""
    link = cached_attention.telling_link(facts.name, text, pair)
    module = import_module(f"components.ui.{VIEWS[view]}")
    module.show(Scene(left, right, facts, text, pair, cached.encoding(facts.name, text, pair), link))
