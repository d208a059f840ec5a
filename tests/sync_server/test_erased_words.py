"""Words about who was erased, in the corners where the first look did not find them."""

import asyncio

import pytest

from shared.sync.protocol import ActionCall
from sync_server.jobs.daily import daily_jobs
from sync_server.media.desk import Media
from sync_server.privacy.retention import Retention
from tests.house import DAY
from tests.sync_server.lea import LEA, Place


def test_words_that_were_refused_go_as_well(place: Place) -> None:
    """Sara's number for Lea was refused, for its id was taken: it stands in no row, and on her phone alone."""
    place.house.do("contact_point.add", id="point-taken", contact="contact-piet", kind="mobile", value="0470112233")
    said = {"contact": LEA, "kind": "mobile", "value": "0471223344", "label": "Bnmreden"}
    place.sara.do("contact_point.add", id="point-taken", **said)
    assert place.sara.sync() == ["refused exists"]
    place.erase()
    place.sync()
    assert place.found() == {}


def test_words_that_were_kept_nowhere_are_laid_before_nobody(place: Place) -> None:
    """The office would find an empty line, and nothing that it could do."""
    place.karel.do("contact_point.patch", id="phone-of-lea", set={"label": "Bnmreden"})
    place.erase()
    assert place.karel.sync() == ["refused erased"]
    (item,) = place.karel.store.find("inbox_item", code="erased")
    assert place.karel.do("inbox.ask", id=item["id"]).state == "refused"
    assert place.house.store.count("parked_change") == 0


def test_no_way_back_stays_to_a_row_that_never_came(place: Place) -> None:
    """Piet says what to know of his child in need. The answer is lost, and when he asks again Bo was erased: his phone
    never had that row, nor does it hear that it went, and what he replaced must go all the same.
    """
    piet = place.house.phone("piet")
    piet.sync()
    piet.do("contact_emergency.patch", id="contact-bo", set={"alert": "Wespensteek"})
    piet.exchange(reply_gets_lost=True)
    place.erasing.erase("user-olga", "contact-bo", "Bo Peeters")
    assert piet.sync() == ["applied erased"]
    assert piet.store.find("was") == []
    assert b"Wespensteek" not in piet.store.connection.serialize()


def test_an_inbox_that_quoted_her_leaves_no_byte_where_nothing_else_of_her_was(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Karel was set aside when he was a coach no more: no row of Lea leaves his phone now, only his line changes. What
    it said stands in the journal until that is cut.
    """
    place.karel.do("contact_point.patch", id="phone-of-lea", set={"label": "Bnmreden"})
    place.house.do("role.withdraw", id="role-karel")
    assert place.karel.sync() == ["parked not_allowed"]
    place.sync()
    assert "phone-karel" in place.found()
    cut: list[int] = []
    monkeypatch.setattr(place.karel.store, "scrub", lambda: cut.append(place.house.clock.now))
    place.erase()
    place.sync()
    assert (place.found(), len(cut)) == ({}, 1)


def test_words_that_were_set_aside_after_her_rows_had_gone_go_as_well(place: Place) -> None:
    """Karel's phone hears that he is a coach no more before his words are answered: no row of hers is left on it to
    go when she is erased, but the line that quoted her falls silent.
    """
    place.karel.sync()
    place.karel.do("contact_point.patch", id="phone-of-lea", set={"label": "Bnmreden"})
    place.house.do("role.withdraw", id="role-karel")
    place.karel.pull()
    assert place.karel.row("contact_point", "phone-of-lea") is None
    assert place.karel.sync() == ["parked not_allowed"]
    place.erase()
    place.sync()
    assert place.found() == {}


def hands_and_pictures(place: Place) -> None:
    """Lea looks after the things of the club: she handed out a bag, and took a picture of it that is still to come."""
    place.house.do("role.grant", id="role-lea", user="user-lea", role="equipment", group=None)
    lea = place.house.phone("lea")
    lea.sync()
    lea.do("custody.hand_out", id="custody-lea", resource="ball-bag-red", to_kind="group", to_id="team-u12")
    sent = {"sent_hash": "0" * 64, "sent_size": 9, "kind": "photo", "title": None, "contact": None}
    lea.do("medium.add", id="medium-bag", resource="ball-bag-red", **sent)
    assert lea.sync() == ["applied", "applied"]


def test_who_was_erased_is_told_of_no_dispute_and_keeps_nobody_from_scanning(place: Place) -> None:  # promise 12
    hands_and_pictures(place)
    place.erase()
    place.house.do("custody.hand_out", id="custody-10", resource="ball-bag-red", to_kind="group", to_id="team-u13")
    bag = place.house.row("resource", "ball-bag-red")
    assert (bag["holder_id"], bag["disputed"]) == ("team-u13", 1)
    place.house.do("medium.settle", id="medium-bag", state="rejected", code="not_media")
    assert place.house.row("medium", "medium-bag")["state"] == "rejected"


def test_an_invitation_that_had_left_leaves_no_address_in_history(place: Place) -> None:
    place.house.do("contact_point.add", id="mail-of-lea", contact=LEA, kind="email", value="lea@club.example")
    way = {"purpose": "reset", "how": "mail", "point": "mail-of-lea"}
    place.house.do("invitation.make", id="invitation-lea", contact=LEA, **way)
    place.house.clock.wait(370 * DAY)
    Retention(place.house.club()).apply()
    assert place.house.row("invitation", "invitation-lea") is None
    place.erase()
    assert {line["before"] for line in place.house.store.find("history", tbl="invitation")} == {None}


def test_a_crash_before_the_ledger_forgot_her_is_made_good_the_next_day(place: Place) -> None:
    """The rows are gone, and the server died before it came to the words outside."""
    place.house.referee.perform("erased-1", place.house.clock.now, ActionCall("contact.erase", 1, {"id": LEA}))
    assert "club.ledger" in place.found()

    async def a_day() -> None:
        club = place.house.club()
        jobs = [asyncio.create_task(job()) for job in daily_jobs(club, Media(club, place.blobs))]
        await asyncio.sleep(0)
        for job in jobs:
            job.cancel()

    asyncio.run(a_day())
    assert "club.ledger" not in place.found()
