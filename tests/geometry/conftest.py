"""Vectors of four layers in two groups, drawn once for the room."""

import numpy as np
import pytest


@pytest.fixture(scope="session")
def states():
    generator = np.random.default_rng(0)
    groups = np.repeat([0, 1], 20)[:, None] * np.where(np.arange(30) < 5, 6.0, 0)  # apart along five axes
    layers = [generator.normal(size=(40, 30)) + groups * (layer / 4) + layer for layer in range(4)]
    return np.stack(layers).astype(np.float32)
