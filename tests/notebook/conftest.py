import pytest

from tests.notebook.sample import measured


@pytest.fixture(scope="session")
def made(encoder):
    """The notebook that is measured, its map's points and its attention; made once for all of this room."""
    return measured(encoder)
