"""Everything behind the pages, in layers that import downwards only.

app.py → pages → components.ui → components.figures → components.engine

engine    tokenising, inference, geometry, projection: numpy, torch, transformers; no interface library
figures   arrays to a Plotly figure or an HTML string; no model, no Streamlit
frontend  our own browser code, one folder a Streamlit component
ui        the one package, with app.py and pages, that imports Streamlit
data      the built-in sentences and their senses

`tests/test_layers.py` enforces this by reading the imports.
"""
