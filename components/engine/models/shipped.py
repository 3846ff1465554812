"""Figures of the bundled models that come with the app, so that nobody waits for them at a first visit.

They were measured by the code that measures them in the app. `python -m components.engine.models.shipped "MACHINE"`
measures them anew, in some minutes, and says on which machine; it is due when the built-in sentences change.
"""

import json
import sys
from dataclasses import asdict
from datetime import UTC, datetime
from functools import cache
from hashlib import sha256
from itertools import permutations
from pathlib import Path
from typing import Any

import numpy as np

from components.engine.built_in.sense_task import bench_task
from components.engine.catalog import BUNDLED
from components.engine.loading.load import load_encoder
from components.engine.models.precisions import Chance, PrecisionFigures, measure_precisions
from components.engine.models.two_models import TwoModels, Untrained, compare_models

FILE = Path(__file__).parents[2] / "data" / "models" / "figures.json"
DIGITS = 4


@cache
def read_file() -> dict[str, Any]:
    """Read what comes with the app."""
    return json.loads(FILE.read_text(encoding="utf-8"))


def measured() -> str:
    """Say when and where the figures were measured."""
    return f"on {read_file()['date']} on {read_file()['machine']}"


def shipped(*models: str) -> Any:
    """Return the figures of one model (a list of PrecisionFigures) or of two (TwoModels), or None if none came."""
    found = read_file()["figures"].get(" and ".join(models))
    if found is None:
        return None
    if len(models) == 1:
        return [
            PrecisionFigures(**with_arrays(one) | {"chance": Chance(**with_arrays(one["chance"]))}) for one in found
        ]
    senses, untrained = tuple(map(np.array, found["senses"])), Untrained(**with_arrays(found["untrained"]))
    return TwoModels(**with_arrays(found | {"senses": None}) | {"senses": senses, "untrained": untrained})


def with_arrays(values: dict[str, Any]) -> dict[str, Any]:
    """Turn lists into arrays."""
    return {name: np.array(value) if isinstance(value, list) else value for name, value in values.items()}


def plain(value: Any) -> Any:
    """Write numbers with few digits, and arrays as lists."""
    if isinstance(value, dict):
        return {name: plain(one) for name, one in value.items()}
    if isinstance(value, tuple | list | np.ndarray):
        return [plain(one) for one in value]
    return round(float(value), DIGITS) if isinstance(value, float | np.floating) else value


def sentences_read() -> str:
    """Name the built-in sentences by a hash."""
    return sha256("\0".join(bench_task().sentences).encode()).hexdigest()


def measure(machine: str) -> None:
    """Measure everything that comes with the app, and write it down."""
    encoders, today = {name: load_encoder(name) for name in BUNDLED}, datetime.now(UTC)
    content = {
        "date": f"{today.day} {today:%B %Y}",
        "machine": machine,
        "sentences": sentences_read(),
        "figures": {
            name: [plain(asdict(one)) for one in measure_precisions(encoder) or ()]
            for name, encoder in encoders.items()
        }
        | {
            " and ".join(pair): plain(asdict(compare_models(*map(encoders.__getitem__, pair))))  # type: ignore[arg-type]
            for pair in permutations(encoders, 2)
        },
    }
    FILE.write_text(json.dumps(content, separators=(",", ":")) + "\n", encoding="utf-8")


if __name__ == "__main__":
    measure(sys.argv[1])
