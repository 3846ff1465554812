"""The app that one would write first, as a peer.

One script loads BERT when its first visitor comes, writes BertViz's head view into the page, and lays the tokens out
with UMAP there and then. It caches the model and nothing else.
"""

from pathlib import Path

from components.engine.catalog import DEFAULT_MODEL
from components.engine.loading.load import locate

SCRIPT = """
import plotly.express as px
import streamlit as st
import torch
from bertviz import head_view
from transformers import AutoModel, AutoTokenizer
from umap import UMAP


@st.cache_resource
def load():
    model = AutoModel.from_pretrained(FOLDER, attn_implementation="eager")
    return AutoTokenizer.from_pretrained(FOLDER), model.eval()


st.title("BERT")
text = st.text_area("Text", "He sat on the bank of the river. She deposited money at the bank.")
tokenizer, model = load()
inputs = tokenizer(text, return_tensors="pt")
with torch.inference_mode():
    output = model(**inputs, output_attentions=True)
tokens = tokenizer.convert_ids_to_tokens(inputs["input_ids"][0])
st.iframe(head_view(output.attentions, tokens, html_action="return").data, height=600)
points = UMAP(n_neighbors=5).fit_transform(output.last_hidden_state[0].numpy())
st.plotly_chart(px.scatter(x=points[:, 0], y=points[:, 1], text=tokens))
"""


def write_naive(folder: Path) -> Path:
    """Write the script, for the model that ours shows, and return its path."""
    path = folder / "naive.py"
    path.write_text(f"FOLDER = {str(locate(DEFAULT_MODEL)[0])!r}\n{SCRIPT}", encoding="utf-8")
    return path
