"""Measure us against the peer, side by side in one run: `python -m tests.bench [ROW ...] [--json FILE] [--data DIR]`.

Prints one line a figure: ours, the peer's, their ratio, the target; exits 1 if a target is missed. The machine may be
shared and noisy: trust ratios; absolute seconds are medians, with a matrix multiplication beside them.
"""

import argparse
import json
import sys
from dataclasses import asdict
from pathlib import Path

from tests.bench import (
    attention,
    classroom,
    corpus,
    heads,
    input,
    layers,
    load,
    maps,
    memory,
    models,
    multilingual,
    opening,
    senses,
    static,
    tuning,
    use,
)
from tests.bench.parts.figure import Figure, matrix_multiply

ROWS = {
    "inference": layers.measure_inference,
    "input": input.measure,
    "layers": layers.measure,
    "senses": senses.measure,
    "maps": maps.measure,
    "usage": maps.measure_usage,
    "attention": attention.measure,
    "heads": heads.measure,
    "static": static.measure,
    "opening": opening.measure,
    "memory": memory.measure,
    "load": load.measure,
    "class": classroom.measure,
    "use": use.measure,
    "corpus": corpus.measure,
    "finetune": tuning.measure,
    "multilingual": multilingual.measure,
    "models": models.measure,
}


def line(figure: Figure) -> str:
    """Write one figure as a line."""
    peer = f"{figure.peer:9.4g}" if figure.peer is not None else "        –"
    ratio = f"{figure.ratio:8.3f}" if figure.ratio is not None else "       –"
    verdict = "" if figure.met is None else ("ok" if figure.met else "MISSED")
    return f"{figure.name:<58} {figure.ours:9.4g} {peer} {ratio}  {figure.target:<12} {figure.unit:<9} {verdict}"


def main() -> int:
    """Measure the rows asked for, all by default."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("rows", nargs="*", metavar="ROW", help=f"of {', '.join(ROWS)}; all by default")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures here as well")
    parser.add_argument("--data", type=Path, metavar="DIR", help="the folder of data sets (see README)")
    options = parser.parse_args()
    if unknown := set(options.rows) - set(ROWS):
        parser.error(f"there is no row {', '.join(sorted(unknown))}; rows are {', '.join(ROWS)}")
    print(f"matrix multiplication, float32: {matrix_multiply():.0f} GFLOP/s")
    print(f"{'':<58} {'ours':>9} {'peer':>9} {'ratio':>8}  {'target':<12} {'unit':<9}")
    figures = []
    for row in options.rows or ROWS:
        for figure in ROWS[row](options.data):
            figures.append(figure)
            print(line(figure), flush=True)
    if options.json:
        options.json.write_text(json.dumps([asdict(figure) for figure in figures], indent=1))
    return int(any(figure.met is False for figure in figures))


if __name__ == "__main__":
    sys.exit(main())
