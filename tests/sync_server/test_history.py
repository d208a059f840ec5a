"""What happened to a row, for whoever may read it; for anybody else nothing ever happened. # feature B17"""

from typing import Any

import pytest

from shared.domain.evaluation import evaluation_id, score_id
from sync_server.history import LINES, History
from tests.house import House
from tests.sync_server.desk import Desk

PHONE = ("contact_point", "phone-of-piet")


def read(house: House, user: str, *places: tuple[str, str], before: int | None = None) -> list[dict[str, Any]]:
    past = History(house.referee)
    return [line.to_wire() for line in past.page(f"user-{user}", places, before)]


def test_who_when_from_which_device_before_and_after(house: House) -> None:
    karel = house.phone("karel", "Karels gsm")
    karel.sync()
    karel.do("contact_point.patch", id="phone-of-piet", set={"label": "werk"})
    karel.sync()
    last, first = read(house, "sara", PHONE)
    assert {**last, "seq": 0} == {
        "seq": 0,
        "at": house.clock.now,
        "by": "somebody",
        "who": "Karel Claes",
        "device": "Karels gsm",
        "table": "contact_point",
        "id": "phone-of-piet",
        "kind": "patch",
        "before": {"label": None},
        "after": {"label": "werk"},
        "lost": {},
        "asked": None,
    }
    assert (first["kind"], first["by"], first["who"], first["before"]) == ("insert", "club", None, {})
    assert first["after"] == {"contact": "contact-piet", "kind": "mobile", "value": "+32470123456"}


def test_what_lost_a_merge_is_read_there(house: House) -> None:  # promise 10
    early, late = house.phone("sara", "early"), house.phone("karel", "late")
    early.sync()
    late.sync()
    early.do("contact_point.patch", id="phone-of-piet", set={"label": "eerst"})
    house.clock.wait(1000)
    late.do("contact_point.patch", id="phone-of-piet", set={"label": "daarna"})
    late.sync()
    assert early.sync() == ["merged"]
    last = read(house, "sara", PHONE)[0]
    assert (last["lost"], last["after"], last["by"]) == ({"label": "eerst"}, {}, "me")


@pytest.mark.parametrize(
    ("user", "place", "sees"),
    [
        ("sara", ("contact_finance", "contact-kim"), False),  # class C, and not the office's
        ("tom", ("contact_finance", "contact-kim"), True),
        ("piet", ("contact_finance", "contact-kim"), True),
        ("karel", ("contact_emergency", "contact-kim"), True),
        ("karel", ("contact_emergency", "contact-zoe"), False),
        ("karel", ("contact_identity", "contact-kim"), False),
        ("cas", PHONE, False),
        ("olga", ("user_secret", "user-karel"), False),
        ("olga", ("nothing", "nothing"), False),
    ],
)
def test_who_may_read_the_row_may_read_its_history(house: House, user: str, place: tuple[str, str], sees: bool) -> None:
    assert bool(read(house, user, place)) == sees  # promise 5


def test_a_deleted_row_keeps_its_history_for_those_who_saw_it(house: House) -> None:
    house.do("contact_point.delete", id="phone-of-piet")
    gone = read(house, "karel", PHONE)[0]
    assert (gone["kind"], gone["before"]["value"], gone["after"]) == ("remove", "+32470123456", {})
    assert read(house, "cas", PHONE) == []


def test_a_deleted_row_is_shown_to_whom_it_would_reach_today(house: House) -> None:
    """Kim left the team: what her coach wrote of her injury and dropped again is no longer his to read."""
    dropped = ("injury", "injury-kim")
    house.do("injury.note", id="injury-kim", contact="contact-kim", from_on="2026-11-01", note="hersenschudding")
    house.do("injury.drop", id="injury-kim")
    assert [line["kind"] for line in read(house, "karel", dropped)] == ["remove", "insert"]
    house.do("group.remove_member", id="member-kim", to_on="2026-11-01")
    assert [len(read(house, user, dropped)) for user in ("karel", "piet", "sara")] == [0, 2, 2]


WORDS = ("lui, en de moeder bemoeit zich", "mag nog groeien")


@pytest.fixture
def assessed(house: House) -> tuple[str, str]:
    """A score of Kim by her coach, and one by herself: both said, said otherwise, and final. The coach's is shared."""
    attitude = {"id": "criterion-attitude", "category": "Houding", "name": "Houding", "scale": "text"}
    house.do("evaluation_template.create", id="template-youth", name="Jeugd", group="team-u12", criteria=[attitude])
    which = {"template": "template-youth", "contact": "contact-kim", "round_on": "2026-11-01"}
    for side, user in (("evaluation", "karel"), ("self_evaluation", "piet")):
        phone = house.phone(user)
        phone.sync()
        for text in WORDS:
            phone.do(f"{side}.score", **which, criterion="criterion-attitude", text=text)
            assert phone.sync() == ["applied"]
        phone.do(f"{side}.finish", **which)
        if side == "evaluation":
            phone.do("evaluation.share", **which)
        phone.sync()
    ids = (evaluation_id("template-youth", "contact-kim", side, "2026-11-01") for side in ("coach", "self"))
    coach, own = (score_id(id, "criterion-attitude") for id in ids)
    return coach, own


def test_what_was_said_before_it_was_shared_stays_with_who_said_it(house: House, assessed: tuple[str, str]) -> None:
    both = [("score", id) for id in assessed]

    def drafts(user: str, place: tuple[str, str]) -> list[Any]:
        return [line["after"].get("text") for line in read(house, user, place)]

    assert [drafts("karel", place) for place in both] == [[*reversed(WORDS)], []]
    assert [drafts("piet", place) for place in both] == [[], [*reversed(WORDS)]]
    assert [drafts("olga", place) for place in both] == [[*reversed(WORDS)]] * 2
    assert [drafts("sara", place) for place in both] == [[], []]


def test_medical_words_are_not_told_there(house: House) -> None:
    """To read them is written down; that they changed is no secret to who may."""
    house.do("contact_medical.patch", id="contact-kim", set={"allergies": "Wespen"})
    last = read(house, "karel", ("contact_medical", "contact-kim"))[0]
    assert (last["kind"], [*last["after"].values()]) == ("patch", ["•"])
    assert "Wespen" not in str(read(house, "piet", ("contact_medical", "contact-kim")))


def test_nor_are_those_about_an_injury(house: House) -> None:
    """In no line: as it came, as it was changed, and when it went."""
    place, hurt = ("injury", "injury-kim"), {"contact": "contact-kim", "from_on": "2026-11-20"}
    house.do("injury.note", id=place[1], **hurt, note="zqknee")
    house.do("injury.patch", id=place[1], set={"note": "zqelbow", "to_on": "2026-12-01"})
    house.do("injury.drop", id=place[1])
    for name in ("olga", "sara", "karel", "piet"):
        told = read(house, name, place)
        assert [line["kind"] for line in told] == ["remove", "patch", "insert"], name
        assert {*told[1]["before"].values(), *told[1]["after"].values()} == {"•"}
        assert "zq" not in str(told), name
        assert "2026" not in str(told), name


def test_an_author_whom_the_reader_may_not_see_has_no_name(house: House) -> None:
    """Piet may not look into the club's list of people: he reads that somebody of the club did it."""
    sara = house.phone("sara", "Sara's laptop")
    sara.sync()
    sara.do("contact_point.patch", id="phone-of-piet", set={"label": "werk"})
    sara.sync()
    last = read(house, "piet", PHONE)[0]
    assert (last["by"], last["who"], last["device"], last["after"]) == ("somebody", None, None, {"label": "werk"})


def test_pages_go_on_below_the_last_line(house: House) -> None:
    for number in range(LINES + 5):
        house.do("contact_point.patch", id="phone-of-piet", set={"label": f"{number}"})
    first = read(house, "sara", PHONE, ("contact", "contact-piet"))
    rest = read(house, "sara", PHONE, ("contact", "contact-piet"), before=first[-1]["seq"])
    labels = [line["after"].get("label") for line in first + rest if line["kind"] == "patch"]
    assert labels == [f"{number}" for number in reversed(range(LINES + 5))]
    assert len(first) == LINES
    assert [line["kind"] for line in rest][-2:] == ["insert", "insert"]


def test_the_door(desk: Desk) -> None:
    token = desk.token("karel")
    wish = {"rows": [["contact_point", "phone-of-piet"], ["contact_emergency", "contact-zoe"]], "before": None}
    answer = desk.post("/api/history", wish, token)
    assert (answer.status_code, answer.json()["more"]) == (200, None)
    assert {line["table"] for line in answer.json()["lines"]} == {"contact_point"}
    assert desk.post("/api/history", wish).status_code == 401


def test_whoever_takes_the_id_of_a_row_that_went_reads_nothing_of_it(house: House) -> None:
    """Piet knew the id of Ann's number. The office, which may read both, reads on; so does who gets a row back."""
    ann, piet, place = house.phone("ann"), house.phone("piet"), ("contact_point", "phone-of-ann")
    ann.sync()
    ann.do("contact_point.patch", id="phone-of-ann", set={"value": "0499 99 99 99"})
    ann.do("contact_point.delete", id="phone-of-ann")
    assert ann.sync() == ["applied", "applied"]
    piet.sync()
    piet.do("contact_point.add", id="phone-of-ann", contact="contact-piet", kind="mobile", value="0470 00 00 00")
    assert piet.sync() == ["applied"]
    assert [line["kind"] for line in read(house, "piet", place)] == ["insert"]
    assert [line["kind"] for line in read(house, "sara", place)] == ["insert", "remove", "patch", "insert"]
    piet.do("contact_point.delete", id="phone-of-ann")
    assert piet.sync() == ["applied"]
    assert [line["kind"] for line in read(house, "piet", place)] == ["remove", "insert"]
    assert read(house, "ann", place) == []
    house.do("contact_point.delete", id="phone-of-piet")
    house.do("row.restore", table="contact_point", id="phone-of-piet")
    assert [line["kind"] for line in read(house, "piet", PHONE)] == ["insert", "remove", "insert"]


@pytest.mark.parametrize(
    "wish",
    [
        [],
        {"rows": [["contact", "x"]]},
        {"rows": [], "before": None},
        {"rows": [["contact"]], "before": None},
        {"rows": [["contact", 1]], "before": None},
        {"rows": [["contact", "x"]] * 201, "before": None},
        {"rows": [["contact", "x"]], "before": "1"},
        {"rows": [["contact", "x"]], "before": True},
    ],
)
def test_who_asks_badly(desk: Desk, wish: object) -> None:
    answer = desk.post("/api/history", wish, desk.token("karel"))
    assert (answer.status_code, answer.json()["code"]) == (400, "history")


def test_what_was_done_because_somebody_asked_tells_both(house: House) -> None:
    """To whom may see the question: the office and who asked."""
    piet, sara = house.phone("piet"), house.phone("sara")
    piet.sync()
    asked = {"id": "asked-by-piet", "contact": "contact-kim", "set": {"nationality": "be"}}
    piet.do("contact_identity.ask", **asked)
    piet.sync()
    sara.sync()
    settled = ("parked.settle", {"id": "asked-by-piet", "outcome": "done"})
    sara.do_all(("contact_identity.patch", {"id": "contact-kim", "set": asked["set"]}), settled)
    sara.sync()
    sara.do("contact_identity.patch", id="contact-kim", set={"nationality": "nl"})
    sara.sync()
    place = ("contact_identity", "contact-kim")
    told = {name: [line["asked"] for line in read(house, name, place)[:2]] for name in ("olga", "tom", "piet")}
    assert told == {"olga": [None, "Piet Peeters"], "tom": [None, None], "piet": [None, "Piet Peeters"]}
    assert read(house, "olga", place)[1]["who"] == "Sara Claes"
