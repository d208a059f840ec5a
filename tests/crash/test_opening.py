"""Opening a file can be cut short anywhere: a first opening, a migration, a recovery, a scrub."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from shared.register import Field, Register, Table
from shared.storage import SqliteStorage
from tests.crash.adversaries import NAMED, Chance
from tests.crash.clubs import PhoneStory
from tests.crash.medium import Adversary, Image
from tests.crash.story import DATABASE, Broken, Found, Story, image_of, inspect
from tests.house import House

NOTE = Table("note", "note", "id", "A", (Field("id"), Field("text")), search=("text",))
WIDER = Table("note", "note", "id", "A", (*NOTE.fields, Field("at", "integer", since=2)), search=("text",))
GRADE = Table("grade", "note", "id", "A", (Field("a"), Field("b")), indexes=(("b",),), key=("a", "b"))
OLD, NEW = Register((NOTE,)), Register((WIDER, GRADE))
JOURNALS = ["WAL", "TRUNCATE"]


def made(folder: Path, register: Register, **options: Any) -> Image:
    """The files of a store with three notes, closed."""
    folder.mkdir()
    store = SqliteStorage(folder / DATABASE, register, fold=str.lower, **options)
    blank = dict.fromkeys(register["note"].names)
    store.put("note", *({**blank, "id": id, "text": f"Word {id}"} for id in "abc"))
    store.close()
    return image_of(folder)


@pytest.mark.parametrize("journal", JOURNALS)
def test_a_first_opening(journal: str, folder: Path) -> None:
    story = Story(folder, {}, NEW, fold=str.lower, journal=journal)
    assert inspect(story) > 100


@pytest.mark.parametrize("journal", JOURNALS)
def test_a_migration_keeps_every_row(journal: str, folder: Path) -> None:
    story = Story(folder, made(folder / "before", OLD, journal=journal), NEW, fold=str.lower, journal=journal)
    assert inspect(story) > 100
    assert story.store.find("note")[0] == {"id": "a", "text": "Word a", "at": None}
    assert story.steps[0].state == story.steps[1].state


@pytest.mark.parametrize("journal", JOURNALS)
def test_a_scrub_changes_nothing_and_is_made_up_for_at_the_next_opening(journal: str, folder: Path) -> None:
    story = Story(folder, made(folder / "before", NEW, journal=journal), NEW, fold=str.lower, journal=journal)
    story.step("remove", lambda: _remove(story.store), lasting=True)
    story.step("scrub", story.store.scrub, lasting=False)
    story.step("write anew", story.store.rewrite, lasting=False)

    def gone(found: Found) -> None:
        files = b"".join(path.read_bytes() for path in found.folder.iterdir())
        if found.store.get("note", "a") is None and (b"Word a" in files or b"word a" in files):
            raise Broken("removed bytes are still in the file")

    assert inspect(story, more=gone) > 100


def _remove(store: SqliteStorage) -> None:
    with store.transaction():
        store.delete("note", "a")


@pytest.mark.parametrize("journal", JOURNALS)
def test_a_recovery_that_is_cut_short_is_done_again(journal: str, house: House, folder: Path) -> None:
    day = PhoneStory(house, "karel", folder / "first", journal=journal)
    day.do("contact_point.patch", id="phone-of-piet", set={"label": "papa"})
    day.do("contact_point.patch", id="phone-of-mia", set={"label": "mama"})
    story, tried = day.story, 0
    for number, cut in enumerate(story.cuts(range(len(story.log) + 1), by_chance(1))):
        if number % 12 or len(cut.image) == 1:
            continue
        step = cut.look()
        again = Story(folder / str(number), cut.image, story.register, **story.options)
        assert again.steps[1].state == story.steps[step].state
        tried += inspect(again, adversaries=by_chance(2))
    assert tried > 30


def test_the_phones_own_tables_are_made_whole(house: House, folder: Path) -> None:
    day = PhoneStory(house, "karel", folder)
    story = Story(folder / "new", {}, day.story.register, **day.story.options)
    assert inspect(story, points=range(0, len(story.log) + 1, 9), adversaries=by_chance(1)) > 20


def by_chance(each: int) -> Callable[[int], Sequence[Adversary]]:
    """So many random adversaries at each point, and the one that lets nothing through."""
    return lambda point: [NAMED[0], *(Chance(f"{point} {number}") for number in range(each))]
