"""What every journey asks for: the built app, the language to walk in, and how far to go."""

from pathlib import Path

import pytest

from tests.edition import edition


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """A journey marked `languages` is walked in the first of them, with --whole in each."""
    marker = metafunc.definition.get_closest_marker("languages")
    if marker is not None:
        metafunc.parametrize("language", marker.args if metafunc.config.getoption("--whole") else marker.args[:1])


@pytest.fixture(scope="session")
def web() -> Path:
    """The web edition of this checkout; see `edition`."""
    return edition()


@pytest.fixture(scope="session")
def is_whole(request: pytest.FixtureRequest) -> bool:
    """Whether long rows of the same thing are walked to their end."""
    return bool(request.config.getoption("--whole"))
