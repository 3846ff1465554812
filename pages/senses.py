import streamlit as st

from components.ui import controls, frame, inputs, word_map

frame.require()

st.title("One word, many contexts: does BERT tell its meanings apart?")
st.write("Each point is the word in one sentence. Move the layer: points glide as the context does its work.")
model = controls.model()
left, right = frame.page_columns()
with left:
    word, own_text = inputs.word_and_sentences()
reference, own, without = word_map.gather(model, word, own_text)
with right:
    layer = word_map.show_map(model, word, reference, own)
with left:
    word_map.show_own(word, own, reference, without, layer)
word_map.show_curve(word, reference, layer)

with st.expander("The sentences that make this map", icon=":material/list:"):
    word_map.show_sentences(word, reference)
with st.expander("How to read this", icon=":material/menu_book:"):
    st.markdown(
        """
- A point is the mean vector of the word’s pieces in one sentence, at the chosen layer, scaled to length 1.
- **UMAP** (McInnes et al. 2018) keeps neighbours together. Gaps and distances on it mean little, and it draws clusters
  even in pure noise. **PCA** is one linear view of all layers; near on it need not be near in the full space.
- The curve below the map is computed in the full space. Layer 0 knows only the word and its place in the sentence, so
  it cannot tell senses apart.
- Islands may be word *forms*: “cranes” is another piece than “crane”, and MiniLM keeps that apart to the end. Hover to
  see.
- Your own sentences are placed on the finished map: by the same linear map (PCA), or between their five nearest
  built-in ones (UMAP).
- Senses are those of the person who wrote the sentences. BERT was never told them.
"""
    )
