"""Everything that can become of a change, walked from the gesture to the last button, on several devices of one club in
one process. # feature B2, promise 3
"""

from collections.abc import Mapping
from typing import Any
from unittest.mock import patch

import pytest

from mobile.reader import Reader
from mobile.reader.inbox import Message
from mobile.screens.inbox.inbox import kept_now, why
from mobile.screens.inbox.ways_on import (
    again,
    anyway,
    ask,
    decide,
    entries,
    force,
    may_ask,
    revive,
    revived,
    reword,
    settle,
)
from mobile.state import Me, Preferences, State
from mobile.touchline import Touchline
from mobile.writer import Writer
from shared.rights import actor
from tests.house import House, Phone


class Seat:
    """Somebody with a device in hand, as far as the inbox goes."""

    def __init__(self, house: House, name: str, device: str = "phone") -> None:
        self.phone: Phone = house.phone(name, device)
        self.name, self.told = name, list[Any]()
        self.sync()
        who = actor(self.phone.replica.facts(), f"user-{name}")
        me = Me(who.user, who.contact, name, who.roles, who.teams, who.persons, who.close)
        state = State(me=me, preferences=Preferences("en"))
        writer = Writer(self.phone.replica, lambda: self.phone.now, house.new_id, lambda: None)
        reader = Reader(self.phone.store.connection)
        self.touchline = Touchline(reader, writer, state, lambda: self.phone.now, show=self.told.append)

    def sync(self) -> list[str]:
        """Outcomes of what was sent."""
        return self.phone.sync()

    def inbox(self, done: bool = False) -> tuple[Message, ...]:
        """What lies there."""
        return self.touchline.reader.inbox.messages(f"user-{self.name}", done=done)

    def only(self) -> Message:
        """The one matter that lies there."""
        [message] = self.inbox()
        return message

    def blindly(self, verb: str, **args: Any) -> None:
        """As an app that does not look first."""
        with patch.object(self.phone.replica._prediction, "run", lambda *_: ("pending", [])):
            self.touchline.do(verb, **args)

    def point(self, field: str = "label") -> Any:
        """Piet's number as it stands here."""
        return (self.phone.row("contact_point", "phone-of-piet") or {})[field]


@pytest.fixture
def karel(house: House) -> Seat:
    return Seat(house, "karel")


@pytest.fixture
def sara(house: House) -> Seat:
    return Seat(house, "sara")


def overtaken(house: House, karel: Seat, sara: Seat) -> Message:
    """Karel corrects a number without a network; Sara's later word arrives first."""
    karel.touchline.do("contact_point.patch", id="phone-of-piet", set={"label": "werk"})
    house.clock.wait(5_000)
    sara.touchline.do("contact_point.patch", id="phone-of-piet", set={"label": "thuis"})
    sara.sync()
    assert karel.sync() == ["merged"]
    return karel.only()


def test_superseded_what_i_said_what_stands_and_my_words_again(house: House, karel: Seat, sara: Seat) -> None:
    message = overtaken(house, karel, sara)
    assert (message.kind, message.lost) == ("superseded", ("label",))
    assert kept_now(karel.touchline, message) == "Description (home, work): thuis"
    tablet = Seat(house, "karel", "tablet")
    assert [one.id for one in tablet.inbox()] == [message.id]  # on every device of mine
    again(karel.touchline, message)
    assert karel.sync() == ["applied", "applied"]
    tablet.sync()
    assert (karel.point(), tablet.point(), karel.inbox(), tablet.inbox()) == ("werk", "werk", (), ())
    assert [one.id for one in tablet.inbox(done=True)] == [message.id]


def test_superseded_in_other_words(house: House, karel: Seat, sara: Seat) -> None:
    message = overtaken(house, karel, sara)
    assert [(entry.name, entry.value) for entry in entries(karel.touchline, message)] == [("0.label", "werk")]
    assert reword(karel.touchline, message, {"0.label": "op het werk"}) == {}
    karel.sync()
    assert (karel.point(), karel.inbox()) == ("op het werk", ())


def refused(house: House, piet: Seat) -> Message:
    """Piet corrects a number that the office removed meanwhile."""
    piet.touchline.do("contact_point.patch", id="phone-of-piet", set={"label": "nieuw"})
    house.do("contact_point.delete", id="phone-of-piet")
    assert piet.sync() == ["refused gone"]
    return piet.only()


def test_refused_and_left(house: House) -> None:
    piet = Seat(house, "piet")
    message = refused(house, piet)
    assert kept_now(piet.touchline, message) == piet.touchline.words("inbox.kept.nothing")
    settle(piet.touchline, message)
    assert piet.sync() == ["applied"]
    assert piet.inbox() == ()


def test_what_was_deleted_under_a_correction_comes_back_with_it(house: House, karel: Seat, sara: Seat) -> None:
    """The coach may not bring it back; the office does, in one tap and one change."""
    karel.touchline.do("contact_point.patch", id="phone-of-piet", set={"label": "nieuw"})
    house.do("contact_point.delete", id="phone-of-piet")
    karel.sync()
    message = karel.only()
    assert revived(karel.touchline, message) == []
    ask(karel.touchline, message)
    karel.sync()
    sara.sync()
    theirs = sara.only()
    assert revived(sara.touchline, theirs) == [("row.restore", {"table": "contact_point", "id": "phone-of-piet"})]
    decide(sara.touchline, theirs, "done", anew=True)
    assert sara.sync() == ["applied"]
    assert (house.row("contact_point", "phone-of-piet") or {})["label"] == "nieuw"
    assert sara.inbox() == ()


def test_who_may_restore_does_so_with_the_own_change(house: House, sara: Seat) -> None:
    sara.touchline.do("contact_point.patch", id="phone-of-piet", set={"label": "nieuw"})
    house.do("contact_point.delete", id="phone-of-piet")
    assert sara.sync() == ["refused gone"]
    revive(sara.touchline, sara.only())
    assert sara.sync() == ["applied", "applied"]
    assert (house.row("contact_point", "phone-of-piet") or {})["label"] == "nieuw"
    assert sara.inbox() == ()


@pytest.mark.parametrize(("outcome", "label"), [("done", "nieuw"), ("dropped", None)])
def test_refused_asked_of_the_office_and_decided(house: House, sara: Seat, outcome: str, label: str | None) -> None:
    piet = Seat(house, "piet")
    message = refused(house, piet)
    assert may_ask(piet.touchline, message)
    ask(piet.touchline, message)
    assert piet.sync() == ["applied"]
    laid = piet.only()
    assert (laid.state, may_ask(piet.touchline, laid)) == ("waiting", False)
    assert why(piet.touchline, laid) == piet.touchline.words("inbox.parked")
    sara.sync()
    theirs = sara.only()
    assert (theirs.by, theirs.reason, theirs.code) == ("Piet Peeters", "asked", "gone")
    assert why(sara.touchline, theirs).startswith("Piet Peeters asks whether you will do this.")
    sara.touchline.do("row.restore", table="contact_point", id="phone-of-piet")
    sara.sync()
    decide(sara.touchline, theirs, outcome)
    assert sara.sync() == ["applied"]
    piet.sync()
    assert (piet.point(), sara.inbox()) == (label, ())
    decided = piet.only()  # it stays until its author has read it
    assert (decided.state, why(piet.touchline, decided)) == (
        outcome,
        piet.touchline.words(f"inbox.parked.{outcome}"),
    )
    settle(piet.touchline, decided)
    assert piet.sync() == ["applied"]
    assert piet.inbox() == ()


def test_asked_and_taken_back(house: House, sara: Seat) -> None:
    piet = Seat(house, "piet")
    ask(piet.touchline, refused(house, piet))
    piet.sync()
    settle(piet.touchline, piet.only())
    piet.sync()
    sara.sync()
    assert (sara.inbox(), piet.inbox()) == ((), ())


def test_a_bank_account_is_laid_before_nobody(house: House, sara: Seat) -> None:  # promise 5
    piet = Seat(house, "piet")
    piet.blindly("contact_finance.patch", id="contact-zoe", set={"account_holder": "Piet"})
    assert piet.sync() == ["refused not_allowed"]
    message = piet.only()
    assert (message.sealed, may_ask(piet.touchline, message), list(entries(piet.touchline, message))) == (
        True,
        False,
        [],
    )
    piet.blindly("inbox.ask", id=message.id)
    assert piet.sync() == ["refused not_allowed"]
    sara.sync()
    assert sara.inbox() == ()


def test_nor_is_one_that_was_parked(house: House, sara: Seat) -> None:
    """Mia acted for Kim when she wrote it, and does not any more: the office hears of it, not what it says."""
    piet = Seat(house, "piet")
    piet.touchline.do("contact_finance.patch", id="contact-kim", set={"account_holder": "Piet"})
    house.do("account_link.patch", id="link-of-piet", set={"may_act_for": False})
    assert piet.sync() == ["parked not_allowed"]
    sara.sync()
    assert [(one.reason, one.deeds) for one in sara.inbox()] == [("right_ended", ())]
    assert [deed.verb for deed in piet.only().deeds] == ["contact_finance.patch"]


def test_parked_and_tried_again_once_the_right_is_back(house: House, karel: Seat, sara: Seat) -> None:
    """The office need not decide any more: what lay there is taken back in the same breath."""
    karel.touchline.do("activity.cancel", id="training-u12")
    house.do("role.withdraw", id="role-karel")
    assert karel.sync() == ["parked not_allowed"]
    message = karel.only()
    assert (message.kind, message.state, message.reason) == ("parked", "waiting", "right_ended")
    assert kept_now(karel.touchline, message) == karel.touchline.words("inbox.kept.nothing")
    house.do("role.grant", id="role-karel-2", user="user-karel", role="coach", group="team-u12")
    karel.sync()
    again(karel.touchline, message)
    assert karel.sync() == ["applied", "applied"]
    sara.sync()
    assert (karel.inbox(), sara.inbox()) == ((), ())
    assert (house.row("activity", "training-u12") or {})["cancelled"] == 1
    assert [row["state"] for row in house.store.find("parked_change")] == ["dropped"]


def test_an_undo_that_somebody_was_ahead_of(house: House, karel: Seat, sara: Seat) -> None:  # feature B17
    """Refused with choices: look what they made of it, leave it, or put mine back all the same."""
    house.do("contact_point.patch", id="phone-of-piet", set={"label": "werk"})
    karel.sync()
    karel.touchline.do("row.undo", **undo({"label": None}, {"label": "werk"}))
    house.do("contact_point.patch", id="phone-of-piet", set={"label": "op het werk"})
    assert karel.sync() == ["refused changed_since"]
    message = karel.only()
    assert anyway(message) == [("contact_point.patch", {"id": "phone-of-piet", "set": {"label": None}})]
    force(karel.touchline, message)
    assert karel.sync() == ["applied", "applied"]
    assert (karel.point(), karel.inbox()) == (None, ())


def undo(back: Mapping[str, Any], still: Mapping[str, Any]) -> dict[str, Any]:
    return {"table": "contact_point", "id": "phone-of-piet", "set": dict(back), "still": dict(still)}


def test_disputed_is_seen_by_both_and_may_be_laid_before_the_office(house: House, sara: Seat) -> None:  # promise 12
    karel, eef = Seat(house, "karel"), Seat(house, "eef")
    give = {"resource": "ball-bag-red", "to_kind": "group", "note": None, "due_at": None}
    karel.touchline.do("custody.hand_out", id="scan-of-karel", **give, to_id="team-u12")
    eef.touchline.do("custody.hand_out", id="scan-of-eef-1", **give, to_id="team-u13")
    assert (eef.sync(), karel.sync()) == (["applied"], ["applied"])
    eef.sync()
    assert [one.kind for seat in (karel, eef) for one in seat.inbox()] == ["disputed", "disputed"]
    message = karel.only()
    assert list(entries(karel.touchline, message)) == []
    ask(karel.touchline, message)
    karel.sync()
    sara.sync()
    theirs = sara.only()
    assert (theirs.code, theirs.reason, theirs.deeds) == ("two_holders", "asked", ())
    decide(sara.touchline, theirs, "dropped")
    sara.sync()
    karel.sync()
    settle(karel.touchline, karel.only())
    settle(eef.touchline, eef.only())
    assert (karel.sync(), eef.sync()) == (["applied"], ["applied"])
    assert (karel.inbox(), eef.inbox(), sara.inbox()) == ((), (), ())


def test_an_id_that_was_taken_is_made_anew(house: House, sara: Seat) -> None:
    sara.blindly("contact.create", id="contact-kim", given_name="Lou", family_name=None)
    assert sara.sync() == ["refused exists"]
    message = sara.only()
    assert [(entry.name, entry.value) for entry in entries(sara.touchline, message)] == [
        ("0.given_name", "Lou"),
        ("0.family_name", ""),
    ]
    assert reword(sara.touchline, message, {"0.family_name": "Claes"}) == {}
    assert sara.sync() == ["applied", "applied"]
    assert "Lou" in [row["given_name"] for row in house.store.find("contact", family_name="Claes")]
    assert sara.inbox() == ()


def test_what_is_worded_wrongly_again_is_said_beside_its_field(house: House, karel: Seat) -> None:
    karel.touchline.do("contact_point.patch", id="phone-of-piet", set={"value": "+32470999888"})
    house.do("contact_point.delete", id="phone-of-piet")
    karel.sync()
    message = karel.only()
    house.do("row.restore", table="contact_point", id="phone-of-piet")
    karel.sync()
    assert reword(karel.touchline, message, {"0.value": "geen nummer"}).keys() == {"0.value"}
    assert [one.id for one in karel.inbox()] == [message.id]


def test_nothing_leaves_by_itself(house: House, karel: Seat, sara: Seat) -> None:
    """A year later it still lies there."""
    message = overtaken(house, karel, sara)
    house.clock.wait(400 * 86_400_000)
    karel.sync()
    assert [one.id for one in karel.inbox()] == [message.id]
