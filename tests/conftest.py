"""What the whole suite shares: a furnished house, a browser where a test drives one, a PostgreSQL, and no haste."""

import os
from collections.abc import Iterator
from contextlib import closing

import pytest
from hypothesis import settings

from sync_server.store.copying import copy_rows
from sync_server.store.postgres import PostgresStorage
from sync_server.store.tables import SERVER_REGISTER
from tests.chromium import CHROMIUM, NONE_HERE
from tests.house import House, copy_of, furnish
from tests.postgres import Cluster, cluster_or_skip

settings.register_profile("touchline", deadline=None, print_blob=True)  # shared machines: time proves nothing
settings.register_profile("ci", settings.get_profile("touchline"), derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "touchline")


@pytest.fixture(scope="session")
def furnished() -> House:
    """The club of `tests/house.py`, made once; ask for `house` instead."""
    return furnish(House())


@pytest.fixture(scope="session")
def postgres() -> Cluster:
    """A running PostgreSQL."""
    return cluster_or_skip()


@pytest.fixture(scope="session")
def furnished_template(furnished: House, postgres: Cluster) -> str:
    """The name of a database with the furnished club, to be copied."""
    name = "furnished"
    postgres.create(name)
    with closing(PostgresStorage(postgres.url(name), SERVER_REGISTER)) as store:
        copy_rows(furnished.store, store)
    return name


@pytest.fixture
def keeper() -> str:
    """What keeps the house of a test. A module that is `told_on_both` (tests/postgres.py) runs on each of two."""
    return "sqlite"


@pytest.fixture
def house(furnished: House, keeper: str, request: pytest.FixtureRequest) -> Iterator[House]:
    """A server with a club on it, for one test to change."""
    if keeper == "sqlite":
        yield copy_of(furnished)
        return
    template, cluster = request.getfixturevalue("furnished_template"), request.getfixturevalue("postgres")
    with cluster.fresh(template) as url, closing(PostgresStorage(url, SERVER_REGISTER)) as store:
        yield copy_of(furnished, store)


@pytest.fixture
def anyio_backend() -> str:
    """Tests marked `anyio` run on asyncio, as the app and the server do."""
    return "asyncio"


def pytest_addoption(parser: pytest.Parser) -> None:
    """`make test ARGS=--whole`."""
    told = "walk the journeys in both languages, and through forty things and a cupboard of sixty"
    parser.addoption("--whole", action="store_true", help=told)


def pytest_report_header(config: pytest.Config) -> str:
    """What a usual run leaves out is said, not hidden."""
    if config.getoption("--whole"):
        return "journeys: whole"
    return "journeys: each in one language, the store room in small; --whole walks them in both, and in full"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests marked `browser` say that they were skipped where there is no browser."""
    if CHROMIUM is None:
        for item in items:
            if item.get_closest_marker("browser"):
                item.add_marker(pytest.mark.skip(reason=NONE_HERE))
