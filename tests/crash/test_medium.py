"""The disk that the other stories stand on: what lasts, what may be lost, and that nothing is done unnoted."""

from pathlib import Path

from tests.crash.adversaries import NAMED, Chance
from tests.crash.clubs import PhoneStory
from tests.crash.medium import (
    JUNK,
    Create,
    Delete,
    Image,
    Medium,
    Op,
    Rename,
    Sync,
    SyncFolder,
    Truncate,
    Write,
    pieces,
)
from tests.crash.story import image_of
from tests.house import House

A, B = b"a" * 1024, b"b" * 1024


def after(adversary: str, *ops: Op, start: Image | None = None) -> Image:
    """What is found when the power goes after these."""
    medium = Medium(start or {})
    for op in ops:
        medium.take(op)
    (chosen,) = [named for named in NAMED if named.name == adversary]
    return medium.cut(chosen)


def test_what_was_synced_lasts_and_the_rest_may_not() -> None:
    story = (Create("f"), Write("f", 0, A), Sync("f"), Write("f", 512, B))
    assert after("nothing", *story) == {"f": A}
    assert after("everything", *story) == {"f": A[:512] + B}
    assert after("the last torn after its head", *story) == {"f": A[:512] + B[:512]}
    assert after("the last torn before its tail", *story) == {"f": A + B[:512]}
    assert after("grown and not filled", *story) == {"f": A + JUNK * 512}


def test_a_file_that_was_never_synced_may_be_empty_and_one_that_was_deleted_may_be_back() -> None:
    assert after("nothing", Create("f-wal"), Write("f-wal", 0, A)) == {}
    kept = {"f-wal": A}
    assert after("nothing", Delete("f-wal", lasting=False), start=kept) == kept
    assert after("nothing", Delete("f-wal", lasting=True), start=kept) == {}
    assert after("everything", Delete("f-wal", lasting=False), start=kept) == {}


def test_a_truncation_waits_for_its_sync() -> None:
    assert after("nothing", Truncate("f", 10), start={"f": A}) == {"f": A}
    assert after("everything", Truncate("f", 10), start={"f": A}) == {"f": A[:10]}
    assert after("nothing", Truncate("f", 10), Sync("f"), start={"f": A}) == {"f": A[:10]}


def test_a_name_that_was_taken_over_lasts_when_its_folder_was_synced() -> None:
    story = (Create("new"), Write("new", 0, B), Sync("new"), Rename("new", "f-wal"))
    kept = {"f-wal": A}
    assert after("nothing", *story, start=kept) == kept
    assert after("everything", *story, start=kept) == {"f-wal": B}
    assert after("nothing", *story, SyncFolder(), start=kept) == {"f-wal": B}


def test_a_write_lands_in_sectors() -> None:
    parts = list(pieces([Write("f", 500, b"x" * 536)]))
    assert [(part.offset, len(part.data)) for part in parts if isinstance(part, Write)] == [
        (500, 12),
        (512, 512),
        (1024, 12),
    ]


def test_chance_is_the_same_each_time_and_different_for_each_seed() -> None:
    medium = Medium({"f": bytes(40 * 512)})
    for place in range(40):
        medium.take(Write("f", place * 512, A[:512]))
    cuts = [medium.cut(Chance(str(seed))) for seed in (1, 1, *range(2, 20))]
    assert cuts[0] == cuts[1]
    assert len({cut["f"] for cut in cuts}) > 5


def test_all_that_is_done_to_the_files_is_noted(house: House, folder: Path) -> None:
    """With everything let through, the medium holds the files that really lie there."""
    for journal in ("WAL", "TRUNCATE"):
        day = PhoneStory(house, "karel", folder / journal, journal=journal)
        day.do("contact_point.patch", id="phone-of-piet", set={"label": journal})
        day.sync()
        (cut,) = day.story.cuts([len(day.story.log)], lambda point: [NAMED[1]])
        assert cut.image == image_of(folder / journal / "live")
        day.restart()
        day.phone.store.close()
        (cut,) = day.story.cuts([len(day.story.log)], lambda point: [NAMED[1]])
        assert cut.image == image_of(folder / journal / "live")
