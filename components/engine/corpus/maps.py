"""The map of an embedding and the names of its regions, kept beside its vectors; drawn once, in a process apart."""

import json
from contextlib import suppress
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any

import numpy as np

from components.engine.corpus.embedding import ALL, Embedding, load
from components.engine.corpus.map_process import map_apart
from components.engine.corpus.recipe import CONTENT, SENTENCES
from components.engine.corpus.regions import AROUND, Region, Regions, name_regions
from components.engine.corpus.store import told
from components.engine.geometry.landmarks import LandmarkMap
from components.engine.progress import OnProgress, ShouldStop, never, share_between, unheard

KEPT, REGIONS = "map.npz", "regions.npz"
MAPPED = 0.9  # of the work


def kept_map(made: Embedding) -> LandmarkMap | None:
    """Read the map that was drawn; None if there is none yet, or its file is damaged."""
    with suppress(OSError, ValueError, KeyError), np.load(made.folder / KEPT, allow_pickle=False) as file:
        return LandmarkMap(**{name: value if value.ndim else value.item() for name, value in file.items()})
    return None


def draw(made: Embedding, on_progress: OnProgress = unheard, should_stop: ShouldStop = never) -> LandmarkMap | None:
    """Draw the map of an embedding that is whole, and keep it; None if it was to stop.

    Raises CorpusError or LaneError.
    """
    read = load(made)  # joins the parts if nobody did
    drawn = map_apart(made.folder / ALL, share_between(on_progress, 0, MAPPED), should_stop)
    if drawn is None or should_stop():
        return None
    spans = None if made.recipe.unit == SENTENCES else (read.start, read.end)
    around = 0 if made.recipe.unit == CONTENT else AROUND
    regions = name_regions(drawn.points, read.sentence, made.corpus.texts, spans, around=around)
    content: dict[str, Any] = {f"owner_{level}": one.owner for level, one in enumerate(regions)}
    said = [{"read": one.read, "regions": [asdict(region) for region in one.regions]} for one in regions]
    keep({**content, "said": np.array(json.dumps(said))}, made.folder / REGIONS)
    keep({one.name: np.asarray(getattr(drawn, one.name)) for one in fields(drawn)}, made.folder / KEPT)
    return drawn


def kept_regions(made: Embedding) -> tuple[Regions, ...]:
    """Read the regions of the map, coarse first; none if their file is damaged."""
    with suppress(OSError, ValueError, KeyError, TypeError), np.load(made.folder / REGIONS, allow_pickle=False) as file:
        return tuple(
            Regions(tuple(map(as_region, level["regions"])), file[f"owner_{number}"], level["read"])
            for number, level in enumerate(json.loads(str(file["said"])))
        )
    return ()


def as_region(said: dict[str, Any]) -> Region:
    """Make a region of what was kept of it."""
    known: dict[str, Any] = {name: tuple(value) if isinstance(value, list) else value for name, value in said.items()}
    return Region(**known)


def keep(content: dict[str, Any], path: Path) -> None:
    """Write arrays whole, or not at all. Raises CorpusError if there is no room."""
    fresh = path.with_suffix(".new.npz")
    with told(path):
        np.savez(fresh, **content)
        fresh.replace(path)
