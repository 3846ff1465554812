"""A page with nothing but a map of made-up points, for tests in a browser and for the bench: POINTS says how many."""

import hashlib
import os

import numpy as np
import streamlit as st

from components.engine.geometry import point_bytes
from components.ui.parts import points_map
from components.ui.parts.points_map import Region
from tests.corpus.made_up_points import GROUPS, NAMES, make, text_of

st.set_page_config(layout="wide")
st.title("Points")
n = int(os.environ.get("POINTS", "100000"))
points, classes, centres = st.cache_data(make)(n)
ramp = st.toggle("Amounts", key="amounts")
packed = point_bytes.pack(points, point_bytes.as_classes((points[:, 0] + 12) / 24) if ramp else classes)
told = points_map.told("points", packed)
if told.lassoed is not None:
    st.session_state["inside"] = told.lassoed
if told.picked is not None:
    st.session_state["picked"] = told.picked
inside = st.session_state.get("inside", np.arange(0))
mask = None
if st.toggle("Only what the lasso holds", key="only") and len(inside):
    mask = np.isin(np.arange(n), inside)
points_map.show(
    "points",
    packed,
    alt=f"A map of {n:,} points in {GROUPS} groups.",
    title="A map of points",
    about=f"{n:,} points that mean nothing",
    texts=lambda numbers: [text_of(number) for number in numbers],
    classes=[] if ramp else NAMES,
    ramp=("far", "near") if ramp else None,
    regions=[Region(f"{NAMES[at % 4]}, region {at}", *place, 1 + at) for at, place in enumerate(centres)],
    mask=mask,
    chosen=[st.session_state["picked"]] if "picked" in st.session_state else [],
)
st.code(f"{len(inside)} inside, {hashlib.sha256(inside.astype(np.int64).tobytes()).hexdigest()}")
st.text(f"picked {st.session_state.get('picked')}")
