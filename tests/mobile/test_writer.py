"""The door for wishes: what was said is on disk when it answers, and the courier knows."""

import pytest

from mobile.writer import Done, Writer
from shared.refusals import NoRoom
from shared.replica.ledger import DEVICE_REGISTER
from shared.replica.replica import Replica
from shared.storage import SqliteStorage
from tests.house import House, Phone


@pytest.fixture
def karel(house: House) -> Phone:
    """The coach's phone, synced."""
    phone = house.phone("karel")
    phone.sync()
    return phone


def writer_of(phone: Phone, woken: list[str] | None = None) -> Writer:
    def wake() -> None:
        (woken if woken is not None else []).append("woken")

    return Writer(phone.replica, lambda: phone.now, phone.house.new_id, wake)


def test_a_wish_is_kept_and_wakes_the_courier(karel: Phone) -> None:
    woken: list[str] = []
    writer = writer_of(karel, woken)
    done = writer.do("contact_point.patch", id="phone-of-piet", set={"label": "papa"})
    assert done == Done("waiting", None, karel.store.find("queue")[0]["id"])
    assert woken == ["woken"]


def test_a_refusal_wakes_nobody(karel: Phone) -> None:
    woken: list[str] = []
    done = writer_of(karel, woken).do("contact.delete", id="contact-kim")
    assert (done.state, done.refusal.code if done.refusal else "", woken) == ("refused", "not_allowed", [])
    assert karel.store.count("queue") == 0


def test_one_gesture_of_several_actions_stands_or_falls(karel: Phone) -> None:
    writer = writer_of(karel)
    good = ("contact_point.patch", {"id": "phone-of-piet", "set": {"label": "papa"}})
    assert writer.do_all(good, ("contact.delete", {"id": "contact-kim"})).state == "refused"
    assert (karel.row("contact_point", "phone-of-piet") or {})["label"] is None
    assert writer.do_all(good, good).state == "waiting"
    assert karel.store.count("queue") == 1


@pytest.mark.parametrize(
    ("verb", "args", "offered"),
    [
        ("activity.cancel", {"id": "training-u12"}, True),
        ("activity.cancel", {"id": "training-u13"}, False),
        ("contact_point.patch", {"id": "phone-of-piet", "set": {"label": "x"}}, True),
        ("contact_point.patch", {"id": "phone-of-ann", "set": {"label": "x"}}, False),
        ("contact.delete", {"id": "contact-kim"}, False),
        ("invoice.issue", {"id": "invoice-maes", "issued_on": "2026-11-20"}, False),
        ("activity.cancel", {"id": ["training-u12"]}, False),
    ],
)
def test_only_what_will_be_accepted_is_offered(karel: Phone, verb: str, args: dict[str, object], offered: bool) -> None:
    assert writer_of(karel).may(verb, **args) is offered


def test_nothing_is_offered_before_the_first_sign_in() -> None:
    replica = Replica(SqliteStorage(":memory:", DEVICE_REGISTER), "test")
    writer = Writer(replica, lambda: 0, lambda: "id", lambda: None)
    assert not writer.may("inbox.done", id="item")


def test_a_full_disk_is_said_at_once_and_nothing_is_half_done(karel: Phone) -> None:
    pages = karel.store.connection.execute("PRAGMA page_count").fetchone()[0]
    karel.store.connection.execute(f"PRAGMA max_page_count = {pages}")
    writer, states = writer_of(karel), []
    for number in range(30):
        done = writer.do("activity.patch", id="training-u12", set={"note": f"{number}" + "x" * 9000})
        states.append(done.state)
        if done.refusal is not None:
            assert done.refusal.code == NoRoom.code
    assert "refused" in states
    assert karel.store.count("queue") == states.count("waiting")
    karel.store.connection.execute("PRAGMA max_page_count = 1000000")
    assert set(karel.sync()) <= {"applied"}
