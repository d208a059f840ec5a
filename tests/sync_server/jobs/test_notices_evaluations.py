"""An evaluation that was shared is told to the player and to who acts for them: that it is there, and nothing of it.
(feature B19)
"""

import pytest

from shared.domain.evaluation import evaluation_id
from sync_server.jobs.notices import waiting
from tests.house import House
from tests.postgres import told_on_both
from tests.sync_server.desk import Desk
from tests.sync_server.jobs.teller import SETTLED, URL, teller, told
from tests.sync_server.jobs.test_notice_rounds import ENDPOINT, Browsers, allow, woken
from tests.sync_server.mailbox import Mailbox, text_of

pytestmark = told_on_both

KIM = {"template": "template-youth", "contact": "contact-kim", "round_on": "2026-11-01"}
OF_KIM = evaluation_id("template-youth", "contact-kim", "coach", "2026-11-01")


@pytest.fixture
def evaluated(settled: Desk) -> Desk:
    """Kim has four stars for passing and a word on heading; both are final, and nobody has read them."""
    house = settled.house
    passing = {"id": "criterion-passing", "category": "Techniek", "name": "Passing", "scale": "stars"}
    heading = {"id": "criterion-heading", "category": "Techniek", "name": "Koppen", "scale": "text"}
    house.do("evaluation_template.create", id="template-youth", name="Jeugd", criteria=[passing, heading])
    house.do("evaluation.score", **KIM, criterion="criterion-passing", value=4)
    house.do("evaluation.score", **KIM, criterion="criterion-heading", text="Nog wat bang")
    house.do("evaluation.finish", **KIM)
    return settled


def share(house: House) -> None:
    house.do("evaluation.share", **KIM)
    house.clock.wait(SETTLED)


def test_both_parents_hear_once_that_it_is_there_and_nothing_of_it(evaluated: Desk, box: Mailbox) -> None:
    house = evaluated.house
    house.do("contact.patch", id="contact-mia", set={"language": "en"})
    house.clock.wait(SETTLED)
    assert waiting(house.club())["to tell"] == 0, "it is final, and nobody may read it"
    share(house)
    assert told(evaluated, box) == ["mia@club.example", "piet@club.example"]
    mia, piet = sorted(box.letters, key=lambda letter: str(letter["To"]))
    assert piet["Subject"] == "Evaluatie van Kim - KV De Meers"
    assert text_of(piet).splitlines()[:7] == [
        "Dag Piet",
        "",
        "Er staat een evaluatie van Kim voor je klaar: Jeugd",
        "",
        f"Open het in de app: {URL}/evaluations/of/{OF_KIM}",
        "",
        "KV De Meers",
    ]
    assert mia["Subject"] == "Evaluation of Kim - KV De Meers"
    assert text_of(mia).splitlines()[2] == "An evaluation of Kim is there for you to read: Jeugd"
    for letter in box.letters:
        said = str(letter["Subject"]) + text_of(letter).replace(OF_KIM, "").partition("/api/unsubscribe/")[0]
        assert [word for word in ("4", "bang", "Passing", "Koppen", "Techniek") if word in said] == []
    assert told(evaluated, box) == []
    assert waiting(house.club()) == {"to tell": 0, "on its way": 0, "given up": 0}


def test_the_player_hears_too_and_nobody_else(evaluated: Desk, box: Mailbox) -> None:
    """Not the coach, not a team mate, not the brother at home, and no parent of another."""
    house = evaluated.house
    for name in ("kim", "bo", "zoe", "ann", "karel", "olga"):
        house.do("contact_point.add", id=f"mail-of-{name}", contact=f"contact-{name}", kind="email",
                 value=f"{name}@club.example")  # fmt: skip
    house.do("group.add_member", id="member-zoe-too", contact="contact-zoe", group="team-u12", function="player")
    share(house)
    assert told(evaluated, box) == ["kim@club.example", "mia@club.example", "piet@club.example"]


def test_who_shared_it_is_not_told(evaluated: Desk, box: Mailbox) -> None:
    """Piet coaches his son."""
    house = evaluated.house
    house.do("role.grant", id="role-piet", user="user-piet", role="coach", group="team-u12")
    piet = evaluated.phone("piet")
    evaluated.sign_in("piet")
    piet.sync()
    piet.do("evaluation.share", **KIM)
    assert piet.sync() == ["applied"]
    house.clock.wait(SETTLED)
    assert told(evaluated, box) == ["mia@club.example"]


@pytest.mark.parametrize("spread", [False, True], ids=["before it is told", "while the letter waits"])
@pytest.mark.parametrize("gone", ["erased", "not shared", "unlinked"])
def test_what_is_there_to_be_read_no_more_is_not_told(evaluated: Desk, box: Mailbox, gone: str, spread: bool) -> None:
    house = evaluated.house
    share(house)
    if spread:
        assert teller(evaluated, box).spread() == 2
    if gone == "erased":
        house.do("contact.erase", id="contact-kim")
    elif gone == "not shared":
        with house.store.transaction():
            house.store.update("evaluation", [OF_KIM], {"shared_at": None})
    else:
        house.do("account.unlink", id="link-of-kim")
    assert told(evaluated, box) == []
    assert waiting(house.club()) == {"to tell": 0, "on its way": 0, "given up": 0}


def test_who_switched_it_off_hears_nothing(evaluated: Desk, box: Mailbox) -> None:
    house = evaluated.house
    house.do("notice.choose", contact="contact-mia", kind="evaluation", way="mail", on=0)
    house.do("notice.choose", contact="contact-piet", kind="loan", way="mail", on=0)  # about something else
    share(house)
    assert teller(evaluated, box).spread() == 1
    house.do("notice.choose", contact="contact-piet", kind="evaluation", way="mail", on=0)
    assert told(evaluated, box) == [], "he said so while the letter waited"


def test_the_link_in_the_letter_ends_this_kind_alone(evaluated: Desk, box: Mailbox) -> None:
    share(evaluated.house)
    told(evaluated, box)
    (letter,) = [one for one in box.letters if one["To"] == "mia@club.example"]
    link = str(letter["List-Unsubscribe"]).strip("<>").removeprefix(URL)
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    assert evaluated.send("POST", link, b"List-Unsubscribe=One-Click", form).status_code == 200
    choices = evaluated.house.store.find("notice_choice")
    assert [(row["contact"], row["kind"], row["mail"]) for row in choices] == [("contact-mia", "evaluation", 0)]


def test_two_of_one_family_are_one_letter_and_a_bill_another(evaluated: Desk, box: Mailbox) -> None:
    house = evaluated.house
    house.do("contact_point.delete", id="mail-of-mia")
    of_bo = {**KIM, "contact": "contact-bo"}
    house.do("evaluation.score", **of_bo, criterion="criterion-passing", value=5)
    house.do("evaluation.finish", **of_bo)
    house.do("evaluation.share", **of_bo)
    line = {"id": "line-new", "description": "Stage", "quantity": 1, "unit_cents": 12_345}
    house.do("invoice.draft", id="invoice-new", account="family-peeters", lines=[line])
    house.do("invoice.issue", id="invoice-new", issued_on="2026-11-18", due_on="2026-12-18")
    share(house)
    assert told(evaluated, box) == ["piet@club.example", "piet@club.example"]
    letters = {str(letter["Subject"]): text_of(letter) for letter in box.letters}
    assert set(letters) == {"2 evaluaties om te lezen - KV De Meers", "Factuur 2026-00003 - KV De Meers"}
    both = letters["2 evaluaties om te lezen - KV De Meers"].splitlines()
    assert both[2:7] == [
        "Er staat een evaluatie van Bo voor je klaar: Jeugd",
        "",
        "Er staat een evaluatie van Kim voor je klaar: Jeugd",
        "",
        f"Open het in de app: {URL}/evaluations",
    ]


def test_a_browser_is_woken_for_it_and_not_for_who_wants_none(evaluated: Desk) -> None:
    browsers, house = Browsers(), evaluated.house
    assert allow(evaluated, "piet") == 200
    share(house)
    assert woken(evaluated, browsers) == [(ENDPOINT, False)]
    of_bo = {**KIM, "contact": "contact-bo"}
    house.do("evaluation.score", **of_bo, criterion="criterion-passing", value=5)
    house.do("evaluation.finish", **of_bo)
    house.do("notice.choose", contact="contact-piet", kind="evaluation", way="push", on=0)
    house.do("evaluation.share", **of_bo)
    house.clock.wait(SETTLED)
    assert woken(evaluated, browsers) == []
