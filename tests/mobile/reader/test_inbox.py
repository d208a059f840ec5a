"""What happened to what I did, in names: the inbox and the queue. # feature B2"""

import json

import pytest

from mobile.screens.inbox.deeds import of_verb, sentence
from mobile.screens.inbox.ways_on import decide
from mobile.touchline import Touchline
from mobile.words import Words
from shared.rights import MAY
from shared.tables import REGISTER
from tests.mobile.club import NOW, Club, small_club
from tests.mobile.goods import furnish
from tests.mobile.stage import touchline_of


@pytest.fixture
def club() -> Club:
    return furnish(small_club())


@pytest.fixture
def manager(club: Club) -> Touchline:
    return touchline_of(club, "equipment")


def said(touchline: Touchline) -> list[str]:
    """What waits, as the sync page says it."""
    return [sentence(touchline.words, deed) for one in touchline.reader.outbox.waiting() for deed in one.deeds]


def test_the_inbox_tells_what_i_did_and_why_it_was_not_done(manager: Touchline) -> None:
    messages = manager.reader.inbox.messages(manager.state.me.user)
    assert [(one.kind, one.code) for one in messages] == [
        ("refused", "code_claimed"),
        ("disputed", "two_holders"),
        ("superseded", "superseded"),
    ]
    refused, disputed, superseded = messages
    assert sentence(manager.words, refused.deeds[0]) == "Label gekoppeld aan Ballenzak U13"
    assert disputed.thing == "Ballenzak U13"
    assert disputed.quarrel is not None
    assert (disputed.quarrel.first.to, disputed.quarrel.second.to) == ("Fatima Maes", "Ilse Goossens")
    assert superseded.lost == ("shirt_number",)


def test_what_is_settled_moves_to_the_other_list(manager: Touchline) -> None:
    user = manager.state.me.user
    before = manager.reader.inbox.messages(user)
    assert manager.do("inbox.done", id=before[0].id).state == "waiting"
    assert [one.id for one in manager.reader.inbox.messages(user)] == [one.id for one in before[1:]]
    assert [one.id for one in manager.reader.inbox.messages(user, done=True)] == [before[0].id]
    assert manager.reader.to_do.inbox(user or "") == 2


def test_nobody_reads_the_inbox_of_another(club: Club) -> None:
    treasurer = touchline_of(club, "treasurer")
    assert treasurer.reader.inbox.messages(treasurer.state.me.user) == ()
    assert treasurer.reader.inbox.messages(None) == ()


def test_what_waits_is_told_in_names_and_in_order(club: Club, manager: Touchline) -> None:
    bag, coach = club.ids["EHBO-tas"], club.ids["U15/coach"]
    manager.do("custody.take_back", id=manager.writer.new_id(), resource=bag, condition="good")
    manager.do("custody.hand_out", id=manager.writer.new_id(), resource=bag, to_kind="contact", to_id=coach)
    manager.do("custody.hand_out", id=manager.writer.new_id(), resource=bag, to_kind="group", to_id=club.ids["U11"])
    assert said(manager) == [
        "EHBO-tas teruggenomen",
        "EHBO-tas uitgegeven aan Ilse Goossens",
        "EHBO-tas uitgegeven aan U11",
    ]
    assert {one.at for one in manager.reader.outbox.waiting()} == {NOW}
    assert manager.reader.outbox.waits_for(bag) == {"custody.take_back", "custody.hand_out"}
    assert manager.reader.outbox.waits_for(club.ids["Minidoelen"]) == frozenset()


def test_a_treasurer_reads_about_invoices(club: Club) -> None:
    treasurer = touchline_of(club, "treasurer")
    treasurer.do("invoice.issue", id=club.ids["invoice/draft"], issued_on="2026-11-28")
    assert said(treasurer) == ["Factuur van Bakkerij Van Damme bv verstuurd"]
    assert treasurer.reader.outbox.waiting()[0].state == "pending"


@pytest.mark.parametrize("language", ["nl", "en"])
def test_every_verb_that_people_may_use_has_a_sentence(language: str) -> None:
    words = Words(language)
    assert [verb for verb in MAY if not words.has(f"deed.{verb}")] == []


@pytest.mark.parametrize("language", ["nl", "en"])
def test_every_verb_has_a_name_of_its_own_for_answers(language: str) -> None:
    words = Words(language)
    assert [verb for verb in MAY if of_verb(words, verb) == words("deed.something")] == []


@pytest.mark.parametrize("language", ["nl", "en"])
def test_every_field_that_somebody_can_overtake_has_a_name(language: str) -> None:
    words = Words(language)
    fields = {field.name for table in REGISTER for field in table.fields if field.merge == "last"}
    assert {name for name in fields if not words.has(f"field.{name}")} == set()


def test_the_office_reads_what_waits_for_its_word_and_does_it(club: Club) -> None:
    office = touchline_of(club, "secretary")
    user = office.state.me.user or ""
    training = next(row for row in club.store.find("activity") if row["start_at"] > NOW and not row["cancelled"])
    parked = club.row(
        "parked_change",
        user="user-coach",
        changeset="wish-1",
        reason="right_ended",
        code="not_allowed",
        asked=json.dumps([{"name": "activity.cancel", "version": 1, "args": {"id": training["id"]}}]),
        created_at=NOW,
        state="waiting",
    )
    (message,) = (one for one in office.reader.inbox.messages(user) if one.kind == "parked")
    assert (message.parked, message.by, message.reason) == (parked, "Fatima Maes", "right_ended")
    waits = office.reader.to_do.inbox(user)
    decide(office, message, "done")
    assert office.reader.to_do.inbox(user) == waits - 1
    (told,) = office.reader.outbox.waiting()
    assert [deed.verb for deed in told.deeds] == ["activity.cancel", "parked.settle"]
