"""Letters through a real mail server: each once, to the right person, in their language. (feature 39)"""

import asyncio
from contextlib import suppress
from email.message import EmailMessage
from functools import partial
from pathlib import Path

import pytest

from shared.domain.invitation import hash_of, secret_of
from sync_server.jobs.post import PAUSES, Post, tell_of_mail
from sync_server.letters import mail
from sync_server.letters.letterbox import TAKEN_MS
from sync_server.settings import MailServer, mail_of
from tests.house import DAY, HOUR, House
from tests.sync_server.desk import Desk
from tests.sync_server.jobs.post_office import come_in, invite, office, rounds, standing, write
from tests.sync_server.mailbox import LATER, NEVER, SENDER, Mailbox, secret_of_letter, text_of


def test_an_invitation_arrives_and_opens_the_club(desk: Desk, box: Mailbox) -> None:
    invite(desk)
    assert standing(desk) == ("waiting", "queued", None)
    rounds(desk, box)
    (letter,) = box.letters
    assert (letter["To"], letter["From"], letter["Subject"]) == (
        "mia@club.example",
        SENDER,
        "Uitnodiging van KV De Meers",
    )
    assert text_of(letter).startswith("Dag Mia\n\nKV De Meers nodigt je uit")
    assert "https://kvdemeers.example/#/welcome/" in text_of(letter)
    assert standing(desk)[:2] == ("waiting", "sent")
    assert come_in(desk, secret_of_letter(letter)) == 200
    assert standing(desk)[0] == "accepted"


def test_a_letter_speaks_the_language_of_who_reads_it(desk: Desk, box: Mailbox) -> None:
    desk.house.do("contact.patch", id="contact-mia", set={"language": "en"})
    invite(desk)
    rounds(desk, box)
    assert box.letters[0]["Subject"] == "Invitation from KV De Meers"
    assert text_of(box.letters[0]).startswith("Hello Mia\n")


def test_the_secret_is_nowhere_but_in_the_letter(desk: Desk, box: Mailbox) -> None:
    invite(desk)
    rounds(desk, box)
    everything = desk.house.store.connection.serialize()
    assert secret_of_letter(box.letters[0]).encode() not in everything


def test_each_letter_goes_once(desk: Desk, box: Mailbox) -> None:
    invite(desk)
    for _ in range(3):
        rounds(desk, box)
        desk.house.clock.wait(DAY)
    assert len(box.letters) == 1
    assert desk.house.store.count("outbox") == 0


def test_after_a_crash_it_goes_again_under_the_same_id_with_the_same_link(desk: Desk, box: Mailbox) -> None:
    invite(desk)
    post = office(desk, box)
    line = post._take()
    assert line is not None
    message = post._written([line])
    assert message is not None
    asyncio.run(mail.send(box.server, message))
    assert rounds(desk, box) == 0, "somebody has it"
    desk.house.clock.wait(TAKEN_MS)  # who had it died
    rounds(desk, box)
    first, second = box.letters
    assert first["Message-ID"] == second["Message-ID"]
    assert secret_of_letter(first) == secret_of_letter(second)
    assert come_in(desk, secret_of_letter(first)) == 200


def test_what_does_not_get_through_is_tried_again_with_growing_pauses(desk: Desk, box: Mailbox) -> None:
    invite(desk)
    box.answer = LATER
    for tries, pause in enumerate(PAUSES[:3], 1):
        rounds(desk, box)
        assert (box.asked, standing(desk)[1]) == (tries, "late")
        desk.house.clock.wait(pause - 1)
        rounds(desk, box)
        assert box.asked == tries, "not before its time"
        desk.house.clock.wait(1)
    box.answer = ""
    rounds(desk, box)
    assert (len(box.letters), standing(desk)[1]) == (1, "sent")


def test_a_server_that_is_not_there_is_the_weather(desk: Desk, box: Mailbox) -> None:
    invite(desk)
    nobody = MailServer("127.0.0.1", 1, "none", "", "", SENDER)
    club = Post(desk.house.club(), desk.settings, SENDER, partial(mail.send, nobody))
    asyncio.run(club.round())
    assert standing(desk)[:2] == ("waiting", "late")


def test_an_address_that_is_none_is_said(desk: Desk, box: Mailbox) -> None:
    invite(desk)
    box.answer = NEVER
    rounds(desk, box)
    desk.house.clock.wait(DAY)
    rounds(desk, box)
    assert (box.asked, standing(desk)[:2]) == (1, ("waiting", "bounced"))


@pytest.mark.parametrize(
    "address", ["jösé@club.example", "a'b+c@club.example", "x@köln.example", "a=b%c!d@club.example"]
)
def test_no_address_stops_the_post(desk: Desk, box: Mailbox, address: str) -> None:
    """What a mail server cannot take holds up nobody else."""
    desk.house.do("contact_point.patch", id="mail-of-mia", set={"value": address})
    invite(desk)
    forget(desk, "piet")
    rounds(desk, box)
    assert "piet@club.example" in [letter["To"] for letter in box.letters]
    assert standing(desk)[1] in ("sent", "late", "bounced")


@pytest.mark.parametrize("over", ["withdrawn", "expired", "newer", "gone"])
def test_nobody_writes_about_what_is_over(desk: Desk, box: Mailbox, over: str) -> None:
    invite(desk)
    if over == "withdrawn":
        desk.house.do("invitation.withdraw", id="invitation-1")
    elif over == "expired":
        desk.house.clock.wait(7 * DAY)
    elif over == "newer":
        invite(desk, id="invitation-2")
    else:
        desk.house.do("contact.delete", id="contact-mia")
    rounds(desk, box)
    assert len(box.letters) == (over == "newer")
    assert desk.house.store.count("outbox") == 0


def test_renewed_it_goes_again_and_the_older_link_is_dead(desk: Desk, box: Mailbox) -> None:
    invite(desk)
    rounds(desk, box)
    desk.house.clock.wait(HOUR)
    desk.house.do("invitation.renew", id="invitation-1")
    rounds(desk, box)
    first, second = box.letters
    assert first["Message-ID"] != second["Message-ID"]
    assert come_in(desk, secret_of_letter(first)) == 404
    assert come_in(desk, secret_of_letter(second)) == 200


def test_no_letter_goes_to_an_address_that_was_wrong(desk: Desk, box: Mailbox) -> None:
    """Mended before it left, or before the office sends it once more: a stranger gets no link, and no second one."""
    invite(desk)
    desk.house.do("contact_point.patch", id="mail-of-mia", set={"value": "mia@right.example"})
    for _ in range(2):
        rounds(desk, box)
        assert (box.letters, standing(desk)[:2]) == ([], ("waiting", "bounced"))
        desk.house.do("invitation.renew", id="invitation-1")
    invite(desk, id="invitation-2")
    rounds(desk, box)
    assert [letter["To"] for letter in box.letters] == ["mia@right.example"]


def test_renewed_before_it_left_it_goes_once(desk: Desk, box: Mailbox) -> None:
    invite(desk)
    desk.house.clock.wait(HOUR)
    desk.house.do("invitation.renew", id="invitation-1")
    rounds(desk, box)
    (letter,) = box.letters
    assert come_in(desk, secret_of_letter(letter)) == 200


# ---- a password that was forgotten


def forget(desk: Desk, username: str) -> tuple[int, str]:
    answer = desk.post("/api/forgotten", {"username": username})
    return answer.status_code, answer.text


def test_who_forgot_the_password_gets_a_link_to_the_own_address(desk: Desk, box: Mailbox) -> None:
    desk.house.do("contact_point.patch", id="mail-of-piet", set={"is_primary": 1})
    second = {"contact": "contact-piet", "kind": "email", "value": "aaa@club.example"}
    desk.house.do("contact_point.add", id="aaa-of-piet", **second)
    assert forget(desk, " Piet ") == (200, "{}")
    rounds(desk, box)
    (letter,) = box.letters
    assert (letter["To"], letter["Subject"]) == ("piet@club.example", "Nieuw wachtwoord voor KV De Meers")
    assert "voor piet bij KV De Meers" in text_of(letter)
    secret = secret_of_letter(letter)
    assert come_in(desk, secret, username="x", password="een nieuw wachtwoord") == 200
    assert come_in(desk, secret, username="x", password="nog een wachtwoord!") == 404
    assert desk.sign_in("piet", password="een nieuw wachtwoord").status_code == 200


def test_the_link_is_good_for_an_hour(desk: Desk, box: Mailbox) -> None:
    forget(desk, "piet")
    rounds(desk, box)
    desk.house.clock.wait(HOUR)
    assert come_in(desk, secret_of_letter(box.letters[0])) == 404


def test_what_the_office_showed_somebody_is_not_ended_by_a_strangers_question(desk: Desk, box: Mailbox) -> None:
    sara = desk.phone("sara")
    desk.sign_in("sara")
    sara.sync()
    secret = secret_of(b"sixteen bytes of")
    code = {"purpose": "reset", "how": "code", "secret_hash": hash_of(secret)}
    sara.do("invitation.make", id="invitation-1", contact="contact-piet", **code)
    assert sara.sync() == ["applied"]
    forget(desk, "piet")
    rounds(desk, box)
    assert (box.letters, standing(desk)[0]) == ([], "waiting")
    assert come_in(desk, secret, password="een nieuw wachtwoord") == 200


# ---- whose word an address is


@pytest.mark.parametrize("victim", ["olga", "tom", "eef"])
def test_no_office_takes_over_who_may_do_more_by_writing_another_address(desk: Desk, box: Mailbox, victim: str) -> None:
    new = {"contact": f"contact-{victim}", "kind": "email", "value": "thief@club.example", "is_primary": 1}
    write(desk, "sara", "contact_point.add", id="mail-of-thief", **new)
    forget(desk, victim)
    rounds(desk, box)
    assert box.letters == []


def test_nor_by_changing_the_one_that_is_there(desk: Desk, box: Mailbox) -> None:
    """By a patch, or by taking one back."""
    point = {"contact": "contact-olga", "kind": "email", "value": "olga@club.example"}
    desk.house.do("contact_point.add", id="mail-of-olga", **point)
    write(desk, "sara", "contact_point.patch", id="mail-of-olga", set={"value": "thief@club.example"})
    forget(desk, "olga")
    rounds(desk, box)
    assert "thief@club.example" not in [letter["To"] for letter in box.letters]
    write(desk, "olga", "contact_point.patch", id="mail-of-olga", set={"value": "mine@club.example"})
    back = {"set": {"value": "thief@club.example"}, "still": {"value": "mine@club.example"}}
    write(desk, "sara", "row.undo", table="contact_point", id="mail-of-olga", **back)
    desk.house.clock.wait(HOUR)
    forget(desk, "olga")
    rounds(desk, box)
    assert all("#/welcome/" not in text_of(letter) for letter in box.letters)


def test_an_own_address_opens_the_own_account(desk: Desk, box: Mailbox) -> None:
    """Whoever else wrote one more; and what the person says again of a stranger's word is their own word."""
    new = {"contact": "contact-olga", "kind": "email"}
    write(desk, "sara", "contact_point.add", id="mail-first", **new, value="first@club.example", is_primary=1)
    write(desk, "olga", "contact_point.add", id="mail-second", **new, value="olga@club.example")
    forget(desk, "olga")
    rounds(desk, box)
    assert [letter["To"] for letter in box.letters] == ["olga@club.example"]
    write(desk, "olga", "contact_point.patch", id="mail-first", set={"value": "first@club.example"})
    desk.house.clock.wait(HOUR)
    rounds(desk, box)
    box.letters.clear()
    forget(desk, "olga")
    rounds(desk, box)
    assert [letter["To"] for letter in box.letters] == ["first@club.example"]


def test_the_office_writes_the_address_of_who_may_do_no_more(desk: Desk, box: Mailbox) -> None:
    write(desk, "sara", "contact_point.patch", id="mail-of-piet", set={"value": "piet@new.example"})
    forget(desk, "piet")
    rounds(desk, box)
    (reset,) = (letter for letter in box.letters if "#/welcome/" in text_of(letter))
    assert reset["To"] == "piet@new.example"
    desk.house.do("role.grant", id="role-of-piet", user="user-piet", role="treasurer")
    assert come_in(desk, secret_of_letter(reset), password="een nieuw wachtwoord") == 404, "meanwhile he may do more"


def test_a_link_dies_with_its_address(desk: Desk, box: Mailbox) -> None:
    forget(desk, "piet")
    rounds(desk, box)
    write(desk, "piet", "contact_point.patch", id="mail-of-piet", set={"value": "piet@new.example"})
    assert come_in(desk, secret_of_letter(box.letters[0]), password="een nieuw wachtwoord") == 404


def test_the_old_address_hears_of_the_new_one(desk: Desk, box: Mailbox) -> None:
    write(desk, "sara", "contact_point.patch", id="mail-of-piet", set={"value": "piet@new.example", "label": "x"})
    rounds(desk, box)
    (letter,) = box.letters
    assert (letter["To"], letter["Subject"]) == ("piet@club.example", "Je e-mailadres bij KV De Meers is veranderd")
    assert "piet@new.example" not in text_of(letter)
    desk.house.clock.wait(DAY)
    write(desk, "sara", "contact_point.delete", id="mail-of-piet")
    rounds(desk, box)
    assert [letter["To"] for letter in box.letters[1:]] == ["piet@new.example"]
    rounds(desk, box)
    assert len(box.letters) == 2


def test_who_cannot_sign_in_hears_of_no_address(desk: Desk, box: Mailbox) -> None:
    write(desk, "sara", "contact_point.patch", id="mail-of-mia", set={"value": "mia@new.example"})
    write(desk, "sara", "contact_point.patch", id="mail-of-piet", set={"label": "thuis"})
    rounds(desk, box)
    assert box.letters == []


@pytest.mark.parametrize("username", ["nobody", "olga", "' OR 1=1 --", "x", "y" * 200, "piet@club.example"])
def test_nobody_else_gets_a_letter_and_nobody_hears_the_difference(desk: Desk, box: Mailbox, username: str) -> None:
    """Olga has no address."""
    known, unknown = forget(desk, "piet"), forget(desk, username)
    assert known == unknown == (200, "{}")
    assert desk.house.store.count("outbox") == 2
    rounds(desk, box)
    assert [letter["To"] for letter in box.letters] == ["piet@club.example"]
    assert desk.house.store.count("outbox") == 0


@pytest.mark.parametrize("username", ["piet", "nobody"])
def test_three_an_hour_for_one_name(desk: Desk, username: str) -> None:
    assert [forget(desk, username)[0] for _ in range(4)] == [200, 200, 200, 429]
    desk.house.clock.wait(HOUR)
    assert forget(desk, username)[0] == 200


def test_without_a_mail_server_the_answer_is_the_same_and_nothing_is_kept(house: House, tmp_path: Path) -> None:
    desk = Desk(house, tmp_path)
    assert forget(desk, "piet") == forget(desk, "nobody") == (200, "{}")
    assert house.store.count("outbox") == 0


# ---- what the installation says


def test_devices_hear_whether_there_is_mail(desk: Desk) -> None:
    assert (desk.house.row("setting", "server") or {})["value"] == '{"mail":1}'
    head = desk.house.row("club", "club")
    tell_of_mail(desk.house.club(), desk.settings)
    assert desk.house.row("club", "club") == head, "said once"
    tell_of_mail(desk.house.club(), Desk(desk.house, desk.settings.data).settings)
    assert (desk.house.row("setting", "server") or {})["value"] == '{"mail":0}'


@pytest.mark.parametrize(
    ("address", "server"),
    [
        ("smtp://localhost:25?from=a@b.be", MailServer("localhost", 25, "none", "", "", "a@b.be")),
        ("smtp://u:p%40ss@mail.be?from=A@B.be", MailServer("mail.be", 587, "starttls", "u", "p@ss", "a@b.be")),
        ("smtps://u:p@mail.be?from=a@b.be", MailServer("mail.be", 465, "tls", "u", "p", "a@b.be")),
        ("smtps://mail.be:466?from=a@b.be", MailServer("mail.be", 466, "tls", "", "", "a@b.be")),
    ],
)
def test_a_mail_server_is_named_by_an_address(address: str, server: MailServer) -> None:
    assert mail_of(address) == server
    assert "p@ss" not in repr(mail_of(address))


@pytest.mark.parametrize("address", ["", "mail.be", "http://mail.be?from=a@b.be", "smtp://?from=a@b.be", "smtp://m.be"])
def test_what_names_no_mail_server(address: str) -> None:
    with pytest.raises(ValueError, match=r"mail server is|letters come from"):
        mail_of(address)


def test_the_post_ends_although_a_letter_kept_the_word_to_itself(desk: Desk) -> None:
    """What `asyncio.wait_for` does before Python 3.12 when an answer and the end come in one moment."""
    invite(desk)

    async def server_stops() -> None:
        sending = asyncio.Event()

        async def send(_: EmailMessage) -> None:
            sending.set()
            with suppress(asyncio.CancelledError):
                await asyncio.sleep(3600)

        work = asyncio.create_task(Post(desk.house.club(), desk.settings, SENDER, send).run())
        await sending.wait()
        work.cancel()
        await asyncio.wait([work], timeout=60)
        assert work.done()

    asyncio.run(server_stops())


def test_the_post_goes_on_by_itself(desk: Desk, box: Mailbox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sync_server.jobs.rounds.LOOK_S", 0.01)
    invite(desk)

    async def wait_for_it() -> None:
        work = asyncio.create_task(office(desk, box).run())
        while not box.letters:  # noqa: ASYNC110 - the mail server is in another thread
            await asyncio.sleep(0.01)
        work.cancel()

    asyncio.run(asyncio.wait_for(wait_for_it(), 60))
