"""National numbers: at the server alone, off until an owner says so, for a purpose and until a day, each use written
down. (data class D)
"""

from pathlib import Path

import httpx
import pytest

from shared.domain.national_number import format_national_number, mask_national_number, parse_national_number
from shared.refusals import Gone, Invalid
from shared.tables import REGISTER
from sync_server.keys.sealing import CELLS
from sync_server.keys.vault import DAY_MS, KEPT_DAYS, Kept, Vault, expire
from tests.house import House
from tests.sync_server.desk import PASSWORD, Desk
from tests.sync_server.sealed import Place

NUMBER = "85.07.30-033.28"
FISCAL, FEDERATION = "tax_certificate", "federation"
MASKED = "••.••.••-•••.28"


@pytest.fixture
def vault(house: House) -> Vault:
    """Turned on, with Kim's number for the tax certificate."""
    house.do("setting.put", id="national_numbers", value={"on": True})
    vault = Vault(house.store)
    vault.enter("user-piet", "phone-piet", "contact-kim", FISCAL, NUMBER, house.clock.now)
    return vault


def deeds(house: House) -> list[tuple[str, str, str | None]]:
    return [
        (line["kind"], line["actor"], line["detail"])
        for line in house.store.above("audit", ("seq",), (0,), 10_000)
        if line["kind"].startswith("number_")
    ]


@pytest.mark.parametrize("text", [NUMBER, "85073003328", "85 07 30 033 28", "17.07.30-033.84", "98.47.28-997.65"])
def test_a_number_is_read_as_it_is_written(text: str) -> None:
    digits = parse_national_number(text)
    assert (len(digits), parse_national_number(format_national_number(digits))) == (11, digits)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("85.07.30-033.29", "national_checksum"),
        ("8507300332", "not_national"),
        ("", "not_national"),
        ("x" * 11, "not_national"),
        ("9" * 5000, "not_national"),
    ],
)
def test_what_is_no_number_says_why(text: str, reason: str) -> None:
    with pytest.raises(Invalid) as wrong:
        parse_national_number(text)
    assert wrong.value.about == {"field": "number", "reason": reason}


def test_a_masked_number_shows_two_digits() -> None:
    assert mask_national_number("85073003328") == MASKED


@pytest.mark.parametrize("value", [None, {"on": False}, {"on": 1}, [], '"on"'])
def test_it_is_off_until_an_owner_turns_it_on(house: House, value: object) -> None:
    if value is not None:
        house.do("setting.put", id="national_numbers", value=value)
    with pytest.raises(Gone):
        Vault(house.store).enter("user-olga", "phone-olga", "contact-kim", FISCAL, NUMBER, house.clock.now)
    assert house.store.count("national_number") == 0


# Who may, in the words of model.md: a plus reaches everybody, a bare name only its own (Kim for Piet).
WHO_MAY = {
    "look": "olga+ sara+ tom+ piet",
    "enter": "olga+ sara+ piet",
    "show": "olga+ sara+ tom+",
    "drop": "olga+ sara+ piet",
}


@pytest.mark.parametrize("what", WHO_MAY)
def test_who_may(house: House, what: str) -> None:
    house.do("setting.put", id="national_numbers", value={"on": True})
    vault, now = Vault(house.store), house.clock.now
    found = set()
    for user in ("olga", "sara", "tom", "eef", "karel", "cas", "piet", "ann"):
        for side, contact in (("own", "contact-kim"), ("other", "contact-zoe")):
            vault.enter("user-olga", "phone-olga", contact, FISCAL, NUMBER, now)
            who = f"user-{user}"
            try:
                if what == "look":
                    vault.look(who, contact, now)
                elif what == "enter":
                    vault.enter(who, "phone", contact, FISCAL, NUMBER, now)
                else:
                    (vault.show if what == "show" else vault.drop)(who, "phone", contact, FISCAL, now)
            except Gone:
                continue
            found.add((user, side))
    expected = {(name.rstrip("+"), "own") for name in WHO_MAY[what].split()}
    expected |= {(name[:-1], "other") for name in WHO_MAY[what].split() if name.endswith("+")} - {("piet", "other")}
    expected |= {("ann", "other")} if "piet" in WHO_MAY[what].split() else set()  # Zoe is her daughter
    assert found == expected


def test_the_treasurer_sees_what_the_tax_needs_and_no_more(house: House, vault: Vault) -> None:
    vault.enter("user-sara", "phone-sara", "contact-kim", FEDERATION, NUMBER, house.clock.now)
    assert vault.show("user-tom", "phone-tom", "contact-kim", FISCAL, house.clock.now) == NUMBER
    with pytest.raises(Gone):
        vault.show("user-tom", "phone-tom", "contact-kim", FEDERATION, house.clock.now)
    assert vault.show("user-sara", "phone-sara", "contact-kim", FEDERATION, house.clock.now) == NUMBER


def test_each_use_is_a_line_without_the_number(house: House, vault: Vault) -> None:
    now = house.clock.now
    vault.show("user-sara", "phone-sara", "contact-kim", FISCAL, now)
    vault.drop("user-piet", "phone-piet", "contact-kim", FISCAL, now)
    with pytest.raises(Gone):
        vault.show("user-sara", "phone-sara", "contact-kim", FISCAL, now)
    detail = '{"purpose":"tax_certificate"}'
    assert deeds(house) == [
        ("number_entered", "user-piet", detail),
        ("number_shown", "user-sara", detail),
        ("number_dropped", "user-piet", detail),
    ]
    assert "85073003328" not in repr(house.store.find("audit"))


def test_a_number_stays_until_its_day_and_no_longer(house: House, vault: Vault) -> None:
    until = house.clock.now + KEPT_DAYS[FISCAL] * DAY_MS
    assert vault.look("user-sara", "contact-kim", until - 1) == (Kept(FISCAL, MASKED, until),)
    assert vault.look("user-sara", "contact-kim", until) == ()
    with pytest.raises(Gone):
        vault.show("user-sara", "phone-sara", "contact-kim", FISCAL, until)
    assert (expire(house.store, until - 1), expire(house.store, until), expire(house.store, until)) == (0, 1, 0)
    assert (house.store.count("national_number"), deeds(house)[-1][:2]) == (0, ("number_expired", "system"))


def test_it_leaves_with_the_person_and_does_not_come_back(house: House, vault: Vault) -> None:
    vault.enter("user-sara", "phone-sara", "contact-bo", FISCAL, NUMBER, house.clock.now)
    house.do("contact.delete", id="contact-bo")
    assert [row["id"] for row in house.store.find("national_number")] == ["contact-kim"]
    house.do("row.restore", table="contact", id="contact-bo")
    assert vault.look("user-sara", "contact-bo", house.clock.now) == ()


def test_an_unknown_purpose_keeps_nothing(house: House, vault: Vault) -> None:
    with pytest.raises(Invalid):
        vault.enter("user-sara", "phone-sara", "contact-kim", "curiosity", NUMBER, house.clock.now)


def test_no_device_has_the_table_and_the_number_is_sealed(tmp_path: Path) -> None:
    assert "national_number" not in REGISTER
    assert (CELLS["national_number"].klass, "number" in CELLS["national_number"].fields) == ("D", True)
    place = Place(tmp_path)
    club = place.open()
    house = place.house(club)
    house.do("setting.put", id="national_numbers", value={"on": True})
    vault = Vault(club.store)
    vault.enter("user-piet", "phone-piet", "contact-kim", FISCAL, NUMBER, house.clock.now)
    assert vault.show("user-sara", "phone-sara", "contact-kim", FISCAL, house.clock.now) == NUMBER
    kept = place.told()
    club.close()
    kept += place.told()
    assert [text for text in (NUMBER, "85073003328") if text.encode() in kept] == []


# ---- at the door


@pytest.fixture
def open_desk(desk: Desk, vault: Vault) -> Desk:
    """The app over the same house."""
    return desk


def post(desk: Desk, name: str, what: str, **wish: str) -> httpx.Response:
    return desk.post(f"/api/numbers/{what}", wish, desk.token(name))


def test_a_parent_enters_a_number_and_sees_it_masked(open_desk: Desk) -> None:
    answer = post(open_desk, "piet", "enter", contact="contact-bo", purpose=FEDERATION, number="85 07 30 033 28")
    until = open_desk.house.clock.now + KEPT_DAYS[FEDERATION] * DAY_MS
    kept = {"purpose": FEDERATION, "masked": MASKED, "until": until}
    assert (answer.status_code, answer.json()) == (200, kept)
    assert post(open_desk, "piet", "look", contact="contact-bo").json() == {"numbers": [kept]}


def test_it_is_shown_for_a_password_said_anew(open_desk: Desk) -> None:
    wish = {"contact": "contact-kim", "purpose": FISCAL}
    assert post(open_desk, "sara", "show", **wish).status_code == 400
    wrong = post(open_desk, "sara", "show", **wish, password="een ander wachtwoord")
    assert (wrong.status_code, wrong.json()["about"]) == (422, {"field": "password", "reason": "wrong_password"})
    right = post(open_desk, "sara", "show", **wish, password=PASSWORD)
    assert (right.status_code, right.json()) == (200, {"number": NUMBER})
    assert right.headers["cache-control"] == "no-store"
    assert [kind for kind, _, _ in deeds(open_desk.house)] == ["number_entered", "number_shown"]


def test_guessing_the_password_there_is_as_slow_as_at_the_door(open_desk: Desk) -> None:
    wish = {"contact": "contact-kim", "purpose": FISCAL, "password": "geraden wachtwoord"}
    token = open_desk.token("sara")
    answers = [open_desk.post("/api/numbers/show", wish, token).status_code for _ in range(6)]
    assert answers == [422] * 5 + [429]


def test_who_may_not_learns_nothing(open_desk: Desk) -> None:
    """Somebody else's number, somebody who is not there, a purpose with nothing: the same answer, and no line."""
    wishes = [
        ("karel", "look", {"contact": "contact-kim"}),
        ("sara", "look", {"contact": "nobody"}),
        ("sara", "drop", {"contact": "contact-kim", "purpose": FEDERATION}),
        ("piet", "show", {"contact": "contact-kim", "purpose": FISCAL, "password": PASSWORD}),
        ("ann", "enter", {"contact": "contact-kim", "purpose": FISCAL, "number": NUMBER}),
    ]
    for name, what, wish in wishes:
        answer = post(open_desk, name, what, **wish)
        assert (answer.status_code, answer.json()["code"]) == (422, "gone")
    assert [kind for kind, _, _ in deeds(open_desk.house)] == ["number_entered"]


@pytest.mark.parametrize(
    "wish",
    [{}, {"contact": 1}, {"contact": ""}, {"contact": "x" * 201}, {"contact": "x", "more": "y"}, {"contact": None}],
)
def test_what_is_no_question_is_malformed(open_desk: Desk, wish: dict[str, object]) -> None:
    answer = open_desk.post("/api/numbers/look", wish, open_desk.token("sara"))
    assert (answer.status_code, answer.json()["code"]) == (400, "numbers")
    assert open_desk.post("/api/numbers/look", {"contact": "contact-kim"}).status_code == 401
