"""A notebook for Jupyter: a view is a cell with its words, one with its settings and data, and one that computes anew.

Run from a clone of the project, the last calls the engine as the page does. What a visitor wrote is letters in the
words, and in the code a value: the code that computes is the same for every view of a page.
"""

from dataclasses import asdict
from pprint import pformat

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from components.engine.notebook.about import finding, origin, title_of
from components.engine.notebook.kept import KeptView, Notebook
from components.engine.notebook.notes import escaped, escaped_lines, write_note

ABOUT = (
    "Kept with Sensescope. To run the cells, put this file into a clone of the project and start Jupyter there, with "
    "the packages of its `requirements.txt` installed."
)
DATA_ALONE = "How this page computes its figures is not written down here; the cell above holds those that were kept."
NO_TEXT = "The settings above have no text, so there is nothing to compute from."
FROM_FILE = "The figures were made of a file of the visitor’s, which is not in this notebook."

SENSES = """\
from components.engine.built_in.wordbench import bench_words, read_bench
from components.engine.encoding.occurrences import embed_occurrences
from components.engine.geometry.project import UMAP_FROM, project_layers
from components.engine.loading.load import load_encoder
from components.engine.senses.separation import separation_by_layer
from components.engine.text.find_word import find_occurrences

encoder = load_encoder(model)
word, language = settings.get("word", "bank"), settings.get("language", "en")
own = [line.strip() for line in settings.get("own", "").splitlines() if line.strip()]
own_places = find_occurrences(own, word, settings.get("inflected", False))

# The map is made of the built-in sentences; your own are placed on it. Without built-in ones it is made of your own.
built_in = word in bench_words(language)
sentences = list(read_bench(word, language).sentences) if built_in else own
places = find_occurrences(sentences, word, language == "en") if built_in else own_places
occurrences = embed_occurrences(encoder, sentences, places)  # .states (layers + 1, n, width)
method = settings.get("method", "UMAP").lower() if len(places) >= UMAP_FROM else "pca"
projection = project_layers(occurrences.states, method, 3 if settings.get("dimensions") == "3-D" else 2)
points = projection.points  # (layers + 1, n, 2 or 3)
if built_in and own_places:
    own_points = projection.add(embed_occurrences(encoder, own, own_places).states)
if built_in:
    senses = [read_bench(word, language).labels[place.sentence] for place in places]
    curves = separation_by_layer(occurrences, senses)  # in the full space: .accuracy .low .high .silhouette
    print(curves.accuracy.round(3), f"n = {curves.counted}, always the most frequent sense: {curves.majority:.3f}")
"""
READ = """\
from components.engine.encoding.encode import encode
from components.engine.loading.load import load_encoder

encoder = load_encoder(model)
encoding = encode(encoder, settings["text"], settings.get("pair") or None)
"""
ATTENTION = (
    READ
    + """\
attention = encoding.attention  # (layers, heads, tokens, tokens); a row sums to 1
layer, head = settings.get("layer", 1), settings.get("head", 1)  # from 1
print(encoding.tokens, attention[max(layer, 1) - 1, head - 1].round(2), sep="\\n")

# What was kept, within 1/510 of each row's largest
from components.engine.notebook.pictures import Attention

kept = [Attention(**picture).unpacked() for picture in pictures if picture["kind"] == "attention"]
"""
)
LAYERS = (
    READ
    + """\
import numpy as np

unit = encoding.states / np.linalg.norm(encoding.states, axis=-1, keepdims=True)  # (layers + 1, tokens, width)
change = (unit[1:] * unit[:-1]).sum(axis=-1)  # cosine of each token with itself one layer below: (layers, tokens)
print(encoding.tokens, change.round(3), sep="\\n")
"""
)
MASKED = (
    READ
    + """\
import numpy as np

from components.engine.objectives.masked_words import score_masked

hidden = np.flatnonzero(encoding.ids == encoder.tokenizer.mask_token_id)
scores = score_masked(encoder, encoding.ids, hidden, encoding.segment_ids)  # (hidden, vocabulary): log-probabilities
for row in scores:
    best = row.argsort()[::-1][:10].tolist()
    print(list(zip(encoder.tokenizer.convert_ids_to_tokens(best), np.exp(row[best]).round(4).tolist())))
"""
)
NEXT = """\
from components.engine.loading.load import load_encoder
from components.engine.objectives.next_sentence import probability_next

encoder = load_encoder(model)
print(probability_next(encoder, settings["text"], settings["pair"]))
"""
PAGES = {  # the code, and the settings without which it cannot run
    "senses": (SENSES, ()),
    "attention": (ATTENTION, ("text",)),
    "tokens": (READ + "print(encoding.tokens, encoding.ids, sep='\\n')\n", ("text",)),
    "layers": (LAYERS, ("text",)),
    "masked": (MASKED, ("text",)),
    "next_sentence": (NEXT, ("text", "pair")),
}


def write_jupyter(notebook: Notebook) -> bytes:
    """Write the file."""
    cells = [new_markdown_cell(f"# {escaped(notebook.title) or 'Notebook'}\n\n{ABOUT}")]
    for view in notebook.views:
        cells += [new_markdown_cell(words_of(view)), new_code_cell(data_of(view)), computing(view)]
    for number, cell in enumerate(cells):
        cell["id"] = f"cell-{number}"  # equal notebooks give equal files
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    written = new_notebook(cells=cells, metadata=kernel)
    nbformat.validate(written)
    return nbformat.writes(written).encode()


def words_of(view: KeptView) -> str:
    """Write the title, where the view comes from, the note, the finding."""
    told = [f"**{label}**\\\n{escaped_lines(text)}" for label, text in finding(view).items()]
    parts = [f"## {escaped(title_of(view))}", " · ".join(map(escaped, origin(view))), write_note(view.note), *told]
    return "\n\n".join(filter(None, parts))


def data_of(view: KeptView) -> str:
    """Write the settings and the pictures' data as Python values."""
    pictures = "".join(f"    {asdict(picture)!r},\n" for picture in view.pictures)
    settings = pformat(view.settings, width=110, sort_dicts=False)
    return f"model = {view.model!r}\nsettings = {settings}\npictures = [\n{pictures}]"


def computing(view: KeptView) -> nbformat.NotebookNode:
    """Write the cell that computes anew, or say why there is none."""
    code, needed = PAGES.get(view.page, ("", ()))
    if not code:
        return new_markdown_cell(DATA_ALONE)
    if view.page == "senses" and view.settings.get("sentence_file_name"):
        return new_markdown_cell(FROM_FILE)
    if not all(isinstance(view.settings.get(name), str) for name in needed):
        return new_markdown_cell(NO_TEXT)
    return new_code_cell(code.rstrip())
