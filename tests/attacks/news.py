"""What reaches people by itself: calendars at secret addresses, pushes, letters that end; and who is hurt."""

import httpx

from shared.domain.feed import PLACE, secret_of
from shared.domain.invitation import hash_of
from sync_server.keys.label_key import open_label_key
from sync_server.letters.unsubscribing import token_of
from tests.attacks.arena import Arena, Device, cells
from tests.attacks.attack import attack
from tests.attacks.founding import MAES
from tests.attacks.server import settings_of

KIM, PIET, ANN, ZOE = "contact-kim", "contact-piet", "contact-ann", "contact-zoe"
STOP = "/api/unsubscribe/"
HURT = "zqhurt of Kim"
SERVICE = "https://fcm.googleapis.com/fcm/send/abc"
INSIDE = (
    "http://fcm.googleapis.com/fcm/send/abc",
    "https://localhost/fcm/send/abc",
    "https://169.254.169.254/latest/meta-data",
    "https://[::1]/",
    "https://fcm.googleapis.com@127.0.0.1/",
    "https://fcm.googleapis.com:8080/",
    "https://fcm.googleapis.com.example.net/",
    "https://examplefcm.googleapis.com.example.net/fcm.googleapis.com",
    "https://fcm.googleapis.com#@127.0.0.1/",
    "https://fcm.googleapis.com\\@127.0.0.1/",
    "https://127.0.0.1\r\nHost: fcm.googleapis.com/",
    "file:///etc/passwd",
)
BREAKS_LOOKING_UP = (
    "https://a..push.apple.com/x",
    "https://.push.apple.com/x",
    f"https://{'a' * 64}.push.apple.com/x",
    f"https://{'a.' * 130}push.apple.com/x",
    "https://-.push.apple.com/x",
    "https://a_b.push.apple.com/x",
)
BREAKS_WRITING = (
    "=?utf-8?q?a=0d=0ab?=@x.example",
    "=?utf-8?q??=@x.example",
    "=?utf-8?q?ann=40point.example,?=@x.example",
    "=?idna?q?a=ff?=@x.example",
    "a?=@x.example",
    "a\u202eb@x.example",
)


def read(arena: Arena, secret: str, address: str = "192.0.2.60") -> httpx.Response:
    """What a calendar gets that knows only the address."""
    return arena.line.get(f"{PLACE}{secret}.ics", headers={"X-Forwarded-For": address})


def feed_of(device: Device, contact: str, number: int) -> tuple[str, str, str]:
    """A calendar's address for this contact: what became of it, its secret, its id."""
    secret, id = secret_of(bytes((number,)) * 16), device.arena.new_id()
    return device.do("calendar_feed.make", id=id, contact=contact, secret_hash=hash_of(secret)), secret, id


@attack
def read_the_calendar_of_another_family(arena: Arena) -> None:
    """An address is made for somebody else's child, or for a hash that was seen; one's own shows others' evenings."""
    piet = arena.device("piet")
    said, secret, id = feed_of(piet, PIET, 1)
    assert said == "applied"
    told = read(arena, secret)
    assert (told.status_code, "BEGIN:VEVENT" in told.text, MAES in told.text) == (200, True, False)
    for other in (ZOE, ANN):
        assert feed_of(piet, other, 2)[0] == "refused not_allowed"
    seen = str((arena.row("calendar_feed", id) or {})["secret_hash"])
    ann = arena.device("ann")
    assert seen not in cells(ann.pages())
    again = {"id": arena.new_id(), "contact": ANN, "secret_hash": seen}
    assert ann.do("calendar_feed.make", **again) == "refused invalid"


@attack
def read_a_calendar_that_was_taken_back(arena: Arena) -> None:
    """An address that leaked is read on, or says that there was once something."""
    piet, ann = arena.device("piet"), arena.device("ann")
    _, secret, id = feed_of(piet, PIET, 3)
    tag = read(arena, secret).headers["ETag"]
    assert ann.do("calendar_feed.revoke", id=id) == "refused not_allowed"
    assert piet.do("calendar_feed.revoke", id=id) == "applied"
    address = "192.0.2.61"
    gone, never = read(arena, secret, address), read(arena, secret_of(b"never was there."), address)
    assert (gone.status_code, never.status_code) == (404, 404)
    assert gone.json()["code"] == never.json()["code"] == "absent"
    old = {"If-None-Match": tag, "X-Forwarded-For": address}
    assert arena.line.get(f"{PLACE}{secret}.ics", headers=old).status_code == 404


@attack
def guess_a_calendar(arena: Arena) -> None:
    """Addresses are tried without end."""
    answers = [read(arena, secret_of(n.to_bytes(16)), "192.0.2.62").status_code for n in range(200)]
    assert set(answers) == {404, 429}


@attack
def make_the_server_call_inside(arena: Arena) -> None:
    """A browser's address is one of the club's own network, where the server would knock for an outsider."""
    piet = arena.device("piet")
    for endpoint in INSIDE:
        assert piet.post("/api/push", {"endpoint": endpoint}).status_code == 400, endpoint
        assert arena.row("push_address", piet.id) is None
    assert arena.line.post("/api/push", json={"endpoint": SERVICE}).status_code == 401
    assert piet.post("/api/push", {"endpoint": SERVICE, "user": "user-ann"}).status_code == 400
    assert piet.post("/api/push", {"endpoint": SERVICE}).status_code == 200
    assert (arena.row("push_address", piet.id) or {})["user"] == "user-piet"


@attack
def stop_all_news_with_one_address(arena: Arena) -> None:
    """An address that breaks whoever writes to it, or looks it up, ends the letters and pushes of the whole club."""
    piet = arena.device("piet")
    for address in BREAKS_WRITING:
        point = {"id": arena.new_id(), "contact": PIET, "kind": "email", "value": address}
        assert piet.do("contact_point.add", **point) == "refused invalid", address
    for endpoint in BREAKS_LOOKING_UP:
        assert piet.post("/api/push", {"endpoint": endpoint}).status_code == 400, endpoint
    assert arena.row("push_address", piet.id) is None


@attack
def end_the_letters_of_others(arena: Arena) -> None:
    """The link in one's own letter is rewritten for somebody else; a program that only looks at links ends letters."""
    key = open_label_key(settings_of(arena.folder).key_file)
    mine = token_of(key, PIET, ("invoice",))
    theirs = token_of(key, ANN, ("invoice",))
    home = {"X-Forwarded-For": "192.0.2.63"}
    for forged in (mine[:22] + theirs[22:], theirs[:22] + mine[22:], theirs[:-2], mine + "AAAA", "A" * 90, ""):
        assert arena.line.post(STOP + forged, headers=home).status_code in (400, 404, 405), forged
    assert arena.line.get(STOP + mine, headers=home).status_code == 200
    assert arena.rows("notice_choice") == []
    assert arena.device("piet").do("notice.choose", contact=ANN, kind="invoice", way="mail", on=0) == (
        "refused not_allowed"
    )
    assert arena.line.post(STOP + mine, headers=home).status_code == 200
    assert [(row["contact"], row["kind"], row["mail"]) for row in arena.rows("notice_choice")] == [(PIET, "invoice", 0)]


@attack
def read_who_is_hurt(arena: Arena) -> None:
    """The treasurer, the equipment keeper, another team's coach or parent learns of an injury, notes one, ends one."""
    karel, id = arena.device("karel"), arena.new_id()
    hurt = {"id": id, "contact": KIM, "from_on": "2026-11-01", "to_on": None, "note": HURT}
    assert karel.do("injury.note", **hurt) == "applied"
    for name in ("tom", "eef", "cas", "ann"):
        device = arena.device(name)
        assert HURT not in cells(device.pages())
        told = device.post("/api/history", {"rows": [["injury", id]], "before": None})
        assert told.json() == {"lines": [], "more": None}
        assert device.do("injury.note", **{**hurt, "id": arena.new_id()}) == "refused not_allowed", name
        assert device.do("injury.patch", id=id, set={"to_on": "2026-11-02"}) == "refused not_allowed", name
        assert device.do("injury.drop", id=id) == "refused not_allowed", name
    assert HURT in cells(arena.device("piet").pages())


@attack
def bring_a_guest_to_see_a_team(arena: Arena) -> None:
    """A coach brings the own child to another team's evening, and would read its agenda; a parent brings a friend."""
    at = {"activity": "training-u12", "contact": ZOE, "on": 1}
    for name in ("cas", "ann", "tom"):
        said = arena.device(name).do("attendance.guest", **at)
        assert said == "refused not_allowed", (name, said)
    assert arena.rows("activity_guest", contact=ZOE, activity="training-u12") == []
