"""A phone loses power at every write of a day at the field: what was said is kept, what was received is whole."""

from pathlib import Path

import pytest

from tests.crash.clubs import PhoneStory, small_pages
from tests.crash.story import Broken, Found, inspect
from tests.house import House

ON_A_PHONE = {"journal": "WAL"}
IN_A_BROWSER = {"journal": "TRUNCATE"}
SECRET = b"EpiPen"  # of Kim, whom Karel coaches until she leaves the team


@pytest.mark.parametrize("kind", [ON_A_PHONE, IN_A_BROWSER], ids=["WAL", "TRUNCATE"])
def test_what_was_done_lasts_whole_and_a_checkpoint_is_that_before_or_that_after(
    kind: dict[str, str], house: House, folder: Path
) -> None:  # promises 1, 3, 7, 8
    day = PhoneStory(house, "karel", folder, **kind)
    to_the_u12 = {"to_kind": "group", "to_id": "team-u12"}
    day.do_all(
        ("custody.hand_out", {"id": "custody-2", "resource": "ball-bag-red", **to_the_u12}),
        ("contact_point.patch", {"id": "phone-of-piet", "set": {"label": "papa"}}),
    )
    house.do("contact_point.patch", id="phone-of-mia", set={"label": "mama"})
    day.sync()
    day.do("contact_point.patch", id="phone-of-piet", set={"label": "vader"})
    cuts = inspect(day.story, points=day.story.points(), more=day.goes_on)
    assert [step.lasting for step in day.story.steps] == [True, False, True, False, True]
    assert cuts > 500


@pytest.mark.parametrize("kind", [ON_A_PHONE, IN_A_BROWSER], ids=["WAL", "TRUNCATE"])
def test_rows_that_were_evicted_are_gone_from_the_file_after_any_cut(
    kind: dict[str, str], house: House, folder: Path
) -> None:  # promise 6
    day = PhoneStory(house, "karel", folder, **kind)
    house.do("group.remove_member", id="member-kim")
    house.do("group.add_member", id="member-bo", contact="contact-bo", group="team-u12")
    small_pages(house)
    day.sync()
    seen = {True: 0, False: 0}

    def nobodys(found: Found) -> None:
        held = found.store.get("contact_emergency", "contact-kim") is not None
        seen[held] += 1
        files = b"".join(path.read_bytes() for path in found.folder.iterdir())
        if not held and SECRET in files:
            raise Broken("evicted bytes are still in the file")

    inspect(day.story, points=day.story.points(), more=nobodys)
    assert [step.name for step in day.story.steps].count("exchange") > 2, "several pages"
    assert min(seen.values()) > 0
