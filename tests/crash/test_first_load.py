"""A phone loses power at every write of its first load: it has the first part, or all of it, never half a package."""

from pathlib import Path

import pytest

from shared.domain.contact import fold
from shared.replica.ledger import DEVICE_REGISTER
from shared.replica.replica import Replica
from shared.storage import SqliteStorage
from tests.crash.clubs import PhoneStory
from tests.crash.medium import Image
from tests.crash.story import DATABASE, Found, image_of, inspect
from tests.house import EPOCH, House


def enrolled(house: House, user: str, folder: Path, **options: str) -> Image:
    """The files of a phone that was signed in, and has nothing yet."""
    house.phone(user)
    folder.mkdir(parents=True)
    store = SqliteStorage(folder / DATABASE, DEVICE_REGISTER, fold=fold, **options)  # type: ignore[arg-type]  # options of the store
    Replica(store, "test").enrol(f"user-{user}", f"phone-{user}", EPOCH)
    store.close()
    return image_of(folder)


@pytest.mark.parametrize("journal", ["WAL", "TRUNCATE"])
def test_a_package_is_taken_over_whole_or_not_at_all(
    journal: str, house: House, folder: Path, tmp_path: Path
) -> None:  # promises 3, 7, 8
    packages = house.load_in_parts(tmp_path / "packages")
    packages.make(frozenset(("staff",)))
    house.do("contact.patch", id="contact-zoe", set={"given_name": "Zoé"})  # comes with the tail
    start = enrolled(house, "karel", folder / "before", journal=journal)
    day = PhoneStory(house, "karel", folder, start, journal=journal)
    day.phone.restart(tmp_path / "shelf")
    day.exchange()
    assert day.phone.row("contact", "contact-kim") is not None
    day.do("contact_point.patch", id="phone-of-piet", set={"label": "papa"})
    day.exchange()
    assert day.phone.fetch()
    day.exchange()
    names = {"Zoe": 0, "Zoé": 0, "": 0}

    def whole(found: Found) -> None:
        names[(found.store.get("contact", "contact-zoe") or {"given_name": ""})["given_name"]] += 1
        day.goes_on(found)

    cuts = inspect(day.story, points=day.story.points(), more=whole)
    assert [step.name for step in day.story.steps][-4:] == ["exchange", "contact_point.patch", "exchange", "exchange"]
    assert cuts > 300
    assert names["Zoe"] == 0, "the package is older than its tail"
    assert min(names["Zoé"], names[""]) > 0
