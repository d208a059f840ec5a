"""The store room in a real browser: things one after the other, a scanner that types, a whole cupboard."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from shared.domain import labels
from shared.domain.codes import code_bytes, code_text
from tests.journeys.browser import STEP_MS, Screen
from tests.journeys.club import HOST, SmallClub, served
from tests.journeys.people import is_synced, people_in, says, sign_in
from tests.mobile.device.keyboards import BELGIAN, pressed
from tests.mobile.device.pictures import photograph

pytestmark = [pytest.mark.browser, pytest.mark.timeout(900)]

MANY, FEW = {"things": 40, "cupboard": 60}, {"things": 8, "cupboard": 12}
"""What a whole walk takes, and a usual one."""
FRAMES_A_THING = 75
"""At Chromium's 30 a second: two and a half seconds from one thing to the next, and the goal is three."""
CODES = {"ShiftLeft": 16, "Enter": 13}
HAND_MS = 700
"""How soon a hand that hurries has the next thing before a scanner."""


def labelled(small: SmallClub, name: str, number: int, **more: object) -> str:
    """One thing with a signed label; answers the text in it."""
    small.make(name, "resource.create", **{"name": name, "kind": "single", "category": "Ballen", **more})
    code = code_text(bytes((7, number)) * 8)
    small.do("label.print", codes=[code], batch="store room")
    small.do("label.claim", code=code, resource=small.ids[name])
    small.ids[f"code of {name}"] = code
    return small.key.label(HOST, code)


def film(path: Path, texts: list[str]) -> Path:
    """Each label in turn before the camera, a little askew, for as long as a hand needs for the next one."""
    pictures = [photograph(text, seed, turn=6 - seed % 12, tilt=0.04, noise=4) for seed, text in enumerate(texts)]
    path.write_bytes(b"".join(picture * FRAMES_A_THING for picture in pictures))
    return path


def types(screen: Screen, text: str) -> None:
    """As a scanner on a cable does: fast, and Enter; then a hand reaches for the next thing."""
    screen.page.keyboard.type(text, delay=2)
    screen.page.keyboard.press("Enter")
    screen.page.wait_for_timeout(HAND_MS)


def types_on_azerty(screen: Screen, text: str) -> None:
    """The same scanner on a Belgian computer: it presses the keys of a US keyboard, which make other signs there."""
    keyboard = screen.page.context.new_cdp_session(screen.page)

    def send(kind: str, code: str, sign: str, shift: bool) -> None:
        event = {"code": code, "key": sign, "modifiers": 8 * shift, "windowsVirtualKeyCode": CODES.get(code, 0)}
        typed = {"text": "\r" if code == "Enter" else sign} if kind == "keyDown" and code != "ShiftLeft" else {}
        keyboard.send("Input.dispatchKeyEvent", {"type": kind, **event, **typed})

    for key, shift in [*pressed(text), ("Enter", False)]:
        sign = BELGIAN[key][shift] if key != "Enter" else key
        if shift:
            send("keyDown", "ShiftLeft", "Shift", True)
        send("keyDown", key, sign, shift)
        send("keyUp", key, sign, shift)
        if shift:
            send("keyUp", "ShiftLeft", "Shift", False)
    screen.page.wait_for_timeout(HAND_MS)


def out(small: SmallClub, team: str) -> int:
    """How many things this team has, as the club knows it."""
    sql = "SELECT count(*) FROM resource WHERE holder_kind = 'group' AND holder_id = ?"
    [(count,)] = small.rows(sql, small.ids[team])
    return int(count)


def comes_to_have(screen: Screen, small: SmallClub, team: str, count: int) -> None:
    """Waits until the club has heard of it: the badge asks for attention before and after."""
    for _ in range(STEP_MS // HAND_MS):
        if out(small, team) == count:
            return
        screen.page.wait_for_timeout(HAND_MS)
    assert out(small, team) == count


def test_things_are_handed_out_at_less_than_three_seconds_each(web: Path, tmp_path: Path, *, is_whole: bool) -> None:
    """One pass of the film is all they get; offline, in one round, and each is a fact of its own.

    # feature B5
    """
    things = (MANY if is_whole else FEW)["things"]
    with served(tmp_path / "club", web) as (small, server), people_in(tmp_path) as people:
        texts = [labelled(small, f"Wedstrijdbal {number}", number) for number in range(1, things + 1)]
        eef = people.device("eef", camera=film(tmp_path / "forty.mjpeg", texts))
        screen = sign_in(eef, server.url, "eef")
        is_synced(screen)
        eef.go_offline()
        screen.press("Scan", "tab")
        screen.page.get_by_text("Uitgeven").first.click()
        screen.press("Aan wie geef je uit?")
        screen.press(re.compile(r"^U11\b"))
        screen.find(f"{things} stukken uitgeven").wait_for(timeout=things * 3_000 + STEP_MS)
        screen.press(f"{things} stukken uitgeven")
        screen.press(f"Geef {things} stukken aan U11")
        screen.hears(f"{things} stukken zijn nu bij U11.")
        assert out(small, "U11") == 0
        eef.go_offline(False)
        is_synced(screen)
        assert out(small, "U11") == things
        assert len({wire for (wire,) in small.rows("SELECT id FROM custody_event WHERE kind = 'out'")}) == things


def test_a_scanner_on_a_cable_types_into_every_round(web: Path, tmp_path: Path) -> None:
    """A label, an old number, a thing that another team has: said at once, and left behind until somebody says so.

    # feature B5
    """
    with served(tmp_path / "club", web) as (small, server), people_in(tmp_path) as people:
        bag, other = "Ballenzak rood", "Ballenzak blauw"
        taken = {"resource": small.ids[other], "to_kind": "group", "to_id": small.ids["U13"]}
        small.do("custody.hand_out", id=small.club.new_id(), **taken)
        screen = sign_in(people.device("eef"), server.url, "eef")
        is_synced(screen)
        screen.press("Scan", "tab")
        screen.page.get_by_text("Uitgeven").first.click()
        screen.press("Aan wie geef je uit?")
        screen.press(re.compile(r"^U11\b"))
        types(screen, small.label(bag))
        screen.hears("1 stuk uitgeven")
        types(screen, "BAL-002")
        screen.hears(re.compile("Nog bij U13"))
        screen.hears("1 stuk uitgeven")
        screen.press("Toch meenemen")
        screen.press("2 stukken uitgeven")
        screen.press("Geef 2 stukken aan U11")
        says(screen, re.compile("^1 vraagt je aandacht"))  # it was with the U13: both are told
        comes_to_have(screen, small, "U11", 2)
        screen.page.get_by_text("Terugnemen").first.click()
        types(screen, labels.build_short(HOST, code_bytes(small.ids[f"code of {bag}"])))
        screen.press("1 stuk terugnemen")
        screen.page.get_by_role("alertdialog").get_by_role("button", name="1 stuk terugnemen").click()
        screen.hears(f"{bag} is terug.")
        comes_to_have(screen, small, "U11", 1)


def test_a_scanner_on_a_belgian_computer_is_understood(web: Path, tmp_path: Path) -> None:
    """A label and an old number, on the page and while the field for a code has the cursor; nothing is said about it.

    # feature B5
    """
    with served(tmp_path / "club", web) as (small, server), people_in(tmp_path) as people:
        red, blue = "Ballenzak rood", "Ballenzak blauw"
        screen = sign_in(people.device("eef"), server.url, "eef")
        is_synced(screen)
        screen.press("Scan", "tab")
        screen.page.get_by_text("Uitgeven").first.click()
        types_on_azerty(screen, small.label(red))
        screen.hears("1 stuk uitgeven")
        types_on_azerty(screen, "BAL-002")
        screen.hears("2 stukken uitgeven")
        screen.press(f"{blue} weghalen")
        screen.hears("1 stuk uitgeven")
        screen.press("Code of naam")
        screen.fill("Code, nummer of naam", "")
        types_on_azerty(screen, small.label(blue))
        screen.hears("2 stukken uitgeven")
        screen.photograph(tmp_path / "azerty.png")
        assert screen.page.get_by_role("alertdialog").count() == 0


def test_a_round_outlives_the_battery(web: Path, tmp_path: Path) -> None:
    """The browser ends between two scans and comes back without a network: the things lie ready, for whom they were.

    # feature B5
    """
    with served(tmp_path / "club", web) as (small, server), people_in(tmp_path) as people:
        eef = people.device("eef")
        screen = sign_in(eef, server.url, "eef")
        screen.wait_until_kept()
        is_synced(screen)
        screen.press("Scan", "tab")
        screen.page.get_by_text("Uitgeven").first.click()
        screen.press("Aan wie geef je uit?")
        screen.press(re.compile(r"^U11\b"))
        for bag in ("Ballenzak rood", "Ballenzak blauw"):
            types(screen, small.label(bag))
        screen.hears("2 stukken uitgeven")
        eef.kill()
        eef.start()
        eef.go_offline()
        screen = eef.open(server.url)
        screen.hears("Je was aan het scannen: 2 stukken liggen nog klaar.")
        screen.press("Verdergaan")
        screen.hears(re.compile("Van je vorige ronde: 2 stukken gescand, nog niet uitgegeven."))
        screen.photograph(tmp_path / "round.png")
        screen.press("2 stukken uitgeven")
        screen.press("Geef 2 stukken aan U11")
        eef.go_offline(False)
        comes_to_have(screen, small, "U11", 2)


def test_a_cupboard_is_gone_through(web: Path, tmp_path: Path, *, is_whole: bool) -> None:
    """All but two are there, one is missing, one is with a team and turns up, one code is nobody's.

    # feature B5
    """
    size = (MANY if is_whole else FEW)["cupboard"]
    with served(tmp_path / "club", web) as (small, server), people_in(tmp_path) as people:
        labelled(small, "Kast 1", 200, kind="location")
        texts = [labelled(small, f"Bal {number}", number) for number in range(1, size + 1)]
        for number in range(1, size + 1):
            where = {"to_kind": "resource", "to_id": small.ids["Kast 1"]}
            small.do("custody.move", id=small.club.new_id(), resource=small.ids[f"Bal {number}"], **where)
        lent = {"resource": small.ids[f"Bal {size}"], "to_kind": "group", "to_id": small.ids["U13"]}
        small.do("custody.hand_out", id=small.club.new_id(), **lent)
        screen = sign_in(people.device("eef"), server.url, "eef")
        is_synced(screen)
        screen.press("Materiaal", "tab")
        screen.seek("Zoek op naam, ploeg of plaats", "Kast 1", re.compile("^Kast 1"))
        screen.press(re.compile("^Kast 1"))
        screen.press("Inhoud nakijken")
        screen.hears(re.compile(f"{size - 1} ontbreken"))
        for text in (*texts[:-2], texts[-1], "HTTPS://OTHER.EXAMPLE/X1"):
            types(screen, text)
        screen.hears(re.compile(f"{size - 2} gezien"))
        screen.hears(re.compile("1 ontbreken"))
        screen.press("Afsluiten")
        screen.hears(re.compile("Was uitgegeven, is nu terug"))
        screen.page.get_by_role("alertdialog").get_by_role("button", name="Afsluiten").click()
        screen.hears(re.compile(f"Nagekeken: {size - 2} gezien, 1 ontbreken"))
        is_synced(screen)
        sql = "SELECT seen, moved, returned, missing, unknown FROM audit_session"
        small.comes_to_say([(size - 2, 0, 1, 1, 1)], sql)
        here = "SELECT count(*) FROM resource WHERE place = ? AND holder_id IS NULL"
        assert small.rows(here, small.ids["Kast 1"]) == [(size,)]
