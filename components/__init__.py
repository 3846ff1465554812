"""Everything behind the pages, in layers that import downwards only.

app.py → pages → components.ui → components.figures → components.engine

engine    tokenising, inference, geometry, projection: numpy, torch, transformers; no interface library
figures   arrays to a Plotly figure or an HTML string; no model, no Streamlit
frontend  our own browser code, one folder a Streamlit component
ui        the one package, with app.py and pages, that imports Streamlit
data      the built-in sentences and their senses, the lessons

In engine, figures and ui lie rooms with the same names: what a room is about stands in its `__init__.py`. So a
behaviour is found in two guesses: the room (usually the page), then the file. A room that holds one file only may be
that file (`figures/similarity.py`).

engine    text files geometry loading encoding built_in: shared, each may import those before it; then tokens attention
          pretraining objectives senses usage layers static similarity classify finetune languages models notebook
          lessons classroom corpus
figures   attention tokens notebook, and what several rooms draw with
ui        shared (computed once for all) shell (on every page) parts (for several pages) contexts (one word in many,
          for several pages) lessons (over any page); then one room a page, which imports no other page's room

`tests/test_layers.py` enforces this by reading the imports.
"""
