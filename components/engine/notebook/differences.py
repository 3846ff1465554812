"""What differs between a kept view and the same view of today, in figures; plain sentences, none if nothing does."""

from collections.abc import Iterator
from typing import Any

import numpy as np

from components.engine.notebook.about import settings_told
from components.engine.notebook.checks import unpacked
from components.engine.notebook.kept import KeptView
from components.engine.notebook.pictures import Attention, Chart, Picture, Table

LONGEST = 120  # characters of a setting
ROUNDING = 1e-5  # of the largest number: by so much two runs of one computation may differ


def differences(kept: KeptView, now: KeptView) -> list[str]:
    """Say what differs: the model, each setting, and of each picture its numbers, the largest difference named.

    Pictures are compared by their places; two runs of one computation may differ in the last digits, and are equal.
    """
    told = [f"model: {kept.model} → {now.model}"] if kept.model != now.model else []
    before, after = settings_told(kept), settings_told(now)
    for key in dict.fromkeys([*before, *after]):
        if before.get(key) != after.get(key):
            told.append(f"{key}: {cut(before.get(key))} → {cut(after.get(key))}")
    if len(kept.pictures) != len(now.pictures):
        told.append(f"pictures: {len(kept.pictures)} → {len(now.pictures)}")
    for number, (one, other) in enumerate(zip(kept.pictures, now.pictures, strict=False), start=1):
        told += [f"picture {number} ({one.name}): {said}" for said in between(one, other)]
    return told


def cut(value: str | None) -> str:
    """Return as much of a setting as a line holds."""
    return f"{value[:LONGEST]} …" if value and len(value) > LONGEST else value or "–"


def between(one: Picture, other: Picture) -> Iterator[str]:
    """Say what differs between two pictures."""
    if isinstance(one, Attention) and isinstance(other, Attention):
        if (one.tokens, one.looked_at) != (other.tokens, other.looked_at):
            yield f"other tokens, {len(one.tokens)} of them, now {len(other.tokens)}"
        elif (one.layer, one.head) != (other.layer, other.head):
            yield f"layer {one.layer + 1}, head {one.head + 1} is opened, now {other.layer + 1}, {other.head + 1}"
        yield from apart("weights", one.unpacked(), other.unpacked())
    elif isinstance(one, Chart) and isinstance(other, Chart):
        if one.layer != other.layer:
            yield f"shown at layer {one.layer}, now {other.layer}"
        yield from between_charts(one.chart, other.chart)
    elif isinstance(one, Table) and isinstance(other, Table):
        if one.columns != other.columns:
            yield "other columns"
        else:
            yield from apart("cells", numbers(one.rows), numbers(other.rows))
    else:
        yield f"was of the kind {one.kind}, and is now {other.kind}"


def between_charts(one: dict[str, Any], other: dict[str, Any]) -> Iterator[str]:
    """Say what differs between two figures: how many series they have, and for each axis the numbers on it."""
    if len(one["data"]) != len(other["data"]):
        yield f"{len(one['data'])} series, now {len(other['data'])}"
        return
    for axis in "xyz":
        before, after = (
            np.concatenate([np.zeros(0), *(numbers(trace.get(axis)) for trace in traces_of(chart))])
            for chart in (one, other)
        )
        yield from apart(f"numbers along {axis}" if axis != "z" else "numbers in cells", before, after)


def traces_of(chart: dict[str, Any]) -> list[dict[str, Any]]:
    """List the traces of a figure in all its frames."""
    return [*chart["data"], *(trace for frame in chart["frames"] for trace in frame["data"])]


def numbers(values: Any) -> np.ndarray:
    """Return the numbers among some values, packed or in lists of lists, in order; NaN for what is none."""
    if isinstance(values, dict) and "bdata" in values:
        return unpacked(values, "the chart").astype(float).ravel()
    if isinstance(values, list):
        return np.concatenate([np.zeros(0), *map(numbers, values)])
    return np.array([values if isinstance(values, int | float) else np.nan], float)


def apart(what: str, one: np.ndarray, other: np.ndarray) -> Iterator[str]:
    """Say by how much two lists of numbers differ at most, if they do."""
    if one.shape != other.shape:
        yield f"{one.size:,} {what}, now {other.size:,}"
        return
    away, size = np.abs(one - other), np.nanmax(np.abs(one), initial=0)
    count = int((away > ROUNDING * size).sum())
    if count:
        yield f"{count:,} of {one.size:,} {what} differ, by {np.nanmax(away):.3g} at most"
