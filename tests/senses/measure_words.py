"""Write the table of `engine.built_in.told_apart` anew: `python -m tests.senses.measure_words`, two minutes."""

from components.engine.built_in.told_apart import TABLE
from components.engine.built_in.wordbench import ENGLISH, LANGUAGES, bench_words, read_bench
from components.engine.catalog import DEFAULT_MODEL, MULTILINGUAL_MODEL
from components.engine.encoding.occurrences import embed_occurrences
from components.engine.files.built_in_tables import DATA
from components.engine.loading.load import Encoder, load_encoder
from components.engine.senses.separation import separation_by_layer
from components.engine.text.find_word import find_occurrences


def measure(encoder: Encoder, language: str, word: str) -> tuple[float, float]:
    """Accuracy at the last layer, and that of always guessing the most frequent sense."""
    bench = read_bench(word, language)
    spans = find_occurrences(bench.sentences, word, inflections=language == ENGLISH)
    labels = [bench.labels[span.sentence] for span in spans]
    curves = separation_by_layer(embed_occurrences(encoder, bench.sentences, spans), labels)
    return float(curves.accuracy[-1]), curves.majority


if __name__ == "__main__":
    rows = ["model\tlanguage\tword\taccuracy\tguess"]
    for model, languages in ((DEFAULT_MODEL, [ENGLISH]), (MULTILINGUAL_MODEL, LANGUAGES)):
        encoder = load_encoder(model)
        for language in languages:
            for word in bench_words(language):
                accuracy, guess = measure(encoder, language, word)
                rows.append(f"{model}\t{language}\t{word}\t{accuracy:.3f}\t{guess:.3f}")
    (DATA / TABLE).write_text("\n".join(rows) + "\n", encoding="utf-8")
