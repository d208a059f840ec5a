"""Letters to an address that stands with somebody no more tell of a takeover, and are no way to write to the world."""

from tests.house import DAY
from tests.sync_server.desk import Desk
from tests.sync_server.jobs.post_office import rounds, write
from tests.sync_server.mailbox import Mailbox, text_of


def test_who_mends_a_typing_error_writes_to_no_stranger(desk: Desk, box: Mailbox) -> None:
    """Somebody else who changes it the same day is another matter."""
    new = {"contact": "contact-piet", "kind": "email", "value": "a@x.example"}
    write(desk, "piet", "contact_point.add", id="mail-second", **new)
    write(desk, "piet", "contact_point.patch", id="mail-second", set={"label": "werk"})
    write(desk, "piet", "contact_point.patch", id="mail-second", set={"value": "b@x.example"})
    rounds(desk, box)
    assert box.letters == []
    write(desk, "sara", "contact_point.patch", id="mail-second", set={"value": "c@x.example"})
    rounds(desk, box)
    assert [letter["To"] for letter in box.letters] == ["b@x.example"]


def test_no_member_writes_to_the_world_under_the_clubs_name(desk: Desk, box: Mailbox) -> None:
    """By standing at the addresses of strangers for a moment, under a name that is a letter."""
    phone = desk.house.phone("piet", "phone-of-thief")
    phone.sync()
    phone.do("contact.patch", id="contact-piet", set={"given_name": "Win a car!\n\nhttps://evil.example " + "x" * 900})
    for number in range(28):
        id, address = f"point-{number:05}", {"kind": "email", "value": f"victim-{number}@world.example"}
        phone.do("contact_point.add", id=id, contact="contact-piet", **address)
        phone.do("contact_point.patch", id=id, set={"value": f"other-{number}@world.example"})
        phone.do("contact_point.patch", id=id, set={"kind": "web"})
        phone.do("contact_point.patch", id=id, set={"kind": "email"})
    assert set(phone.sync()) == {"applied"}
    one_more = {"contact": "contact-piet", "kind": "email", "value": "x@world.example"}
    assert desk.house.refusal("piet", "contact_point.add", id="point-more", **one_more) == "contact too_many_points"
    rounds(desk, box)
    assert box.letters == []
    desk.house.clock.wait(DAY)
    phone.do("contact_point.delete", id="point-00000")
    assert phone.sync() == ["applied"]
    rounds(desk, box)
    (letter,) = box.letters
    assert text_of(letter).startswith("Dag Win a car! https://evil.example " + "x" * 28 + "\n")
