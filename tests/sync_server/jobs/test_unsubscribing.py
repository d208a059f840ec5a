"""Who wants no letters gets none: said in the app, or by the link in a letter. (feature B19)"""

import base64

import pytest

from shared.domain.notices import choice_id
from tests.house import DAY, START
from tests.postgres import told_on_both
from tests.sync_server.desk import Desk
from tests.sync_server.jobs.teller import SETTLED, URL, move, told
from tests.sync_server.mailbox import Mailbox, text_of

pytestmark = told_on_both


def test_who_wants_none_gets_none(settled: Desk, box: Mailbox) -> None:
    house = settled.house
    piet = settled.phone("piet")
    settled.sign_in("piet")
    piet.sync()
    for kind in ("agenda_changed", "invoice"):
        piet.do("notice.choose", contact="contact-piet", kind=kind, way="mail", on=0)
    assert piet.sync() == ["applied", "applied"]
    assert (piet.row("notice_choice", choice_id("contact-piet", "invoice")) or {})["mail"] == 0
    move(settled, 2)
    house.clock.wait(SETTLED)
    assert told(settled, box) == ["mia@club.example"]


def stop_link(box: Mailbox) -> str:
    """The path of the link that ends letters like the last one."""
    said = str(box.letters[-1]["List-Unsubscribe"]).strip("<>")
    assert said.startswith(f"{URL}/api/unsubscribe/")
    assert said in text_of(box.letters[-1])
    return said.removeprefix(URL)


def test_one_click_ends_them(settled: Desk, box: Mailbox) -> None:
    """RFC 8058: a mail program POSTs a form, whose words are not read; who only looks at the link changes nothing."""
    house = settled.house
    house.do("contact.patch", id="contact-mia", set={"language": "en"})
    house.do("contact_point.delete", id="mail-of-piet")
    move(settled, 2)
    house.clock.wait(SETTLED)
    assert told(settled, box) == ["mia@club.example"]
    assert box.letters[-1]["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    link = stop_link(box)
    page = settled.send("GET", link)
    assert (page.status_code, page.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert "No more e-mails about this?" in page.text
    assert "form-action 'self'" in page.headers["content-security-policy"]
    assert house.store.count("notice_choice") == 0
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    for _ in range(2):
        done = settled.send("POST", link, b"List-Unsubscribe=One-Click", form)
        assert (done.status_code, "No more e-mails about this" in done.text) == (200, True)
    (choice,) = house.store.find("notice_choice")
    assert (choice["contact"], choice["kind"], choice["mail"], choice["push"]) == (
        *("contact-mia", "agenda_changed"),
        *(0, None),
    )
    move(settled, 3)
    house.clock.wait(SETTLED)
    assert told(settled, box) == []
    house.do("activity.create", id="brand-new", kind="training", title="Extra", group="team-u12", zone="UTC",
             start_at=START + 4 * DAY)  # fmt: skip
    house.clock.wait(SETTLED)
    assert told(settled, box) == ["mia@club.example"], "of what is new she did not say anything"


def test_nobody_makes_a_link_up(settled: Desk, box: Mailbox) -> None:
    move(settled, 2)
    settled.house.clock.wait(SETTLED)
    told(settled, box)
    link = stop_link(box)
    start = "/api/unsubscribe/"
    for wrong in (
        link[:-1],
        link + "A",
        start + "x",
        start + "A" * 300,
        start + "A" * 40,
        link.replace("/A", "/B") + "=",
    ):
        answer = settled.send("POST", wrong)
        assert (answer.status_code, answer.json()["code"]) == (404, "dead_link"), wrong
    for said in (b"contact-mia.invoice", b"contact-mia.agenda_changed", b"contact-mia"):
        for signature in (bytes(16), b""):
            forged = base64.urlsafe_b64encode(signature + said).decode().rstrip("=")
            assert settled.send("POST", start + forged).status_code == 404
    assert settled.house.store.count("notice_choice") == 0


def test_who_was_erased_may_still_click(settled: Desk, box: Mailbox) -> None:
    move(settled, 2)
    settled.house.clock.wait(SETTLED)
    told(settled, box)
    links = [str(letter["List-Unsubscribe"]).strip("<>").removeprefix(URL) for letter in box.letters]
    settled.house.do("contact.erase", id="contact-mia")
    assert [settled.send("POST", link).status_code for link in links] == [200, 200]
    assert settled.house.store.find("notice_choice", contact="contact-mia") == []


def test_the_servers_log_does_not_say_whose_letters_end(
    settled: Desk, box: Mailbox, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO", "touchline")
    move(settled, 2)
    settled.house.clock.wait(SETTLED)
    told(settled, box)
    settled.send("GET", stop_link(box))
    assert [record.__dict__["path"] for record in caplog.records if "path" in record.__dict__] == ["/api/unsubscribe/"]
