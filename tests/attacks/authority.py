"""Somebody else's rows, bytes, packages, history and news, asked for by id (broken object level authorisation)."""

from hashlib import sha256

import httpx

from shared.rights import MAY
from tests.attacks.arena import Arena, Device, cells
from tests.attacks.attack import attack, attack_alone
from tests.attacks.founding import BOOKS, MAES
from tests.shared.test_rights import OTHER, call
from tests.shared.who_may import WHO_MAY
from tests.sync_server.pictures import PDF
from tests.sync_server.test_access import ROWS

STRANGERS = ("piet", "karel")
SECRETS = (MAES, BOOKS)
OF_STAFF = ("contact", "resource", "custody_event", "group_member")
"""What Karel sees of the whole club, as a coach."""
OF_MAES = [[table, sides[1]] for table, sides in ROWS.items() if table not in OF_STAFF]
OF_MAES += [["medium", "paper-of-zoe"], ["inbox_item", "item-of-ann"], ["invoice_line", "line-of-books"]]


def silent(answer: httpx.Response) -> None:
    """Nothing of what others keep to themselves stands in this answer."""
    told = [word for word in SECRETS if word in answer.text]
    assert not told, f"{told} in {answer.text[:300]}"


@attack
def pull_the_family_next_door(arena: Arena) -> None:
    """A first load brings rows of a family and a team that are not mine."""
    for name in STRANGERS:
        told = cells(arena.device(name).pages())
        assert MAES not in told
        assert BOOKS not in told
    assert MAES in cells(arena.device("ann").pages())
    assert BOOKS in cells(arena.device("tom").pages())


@attack
def read_more_of_a_row_than_its_name(arena: Arena) -> None:
    """The store room knows Zoe's name, the secretary that a bill is open: both ask for what once stood there."""
    rows = {"eef": [["contact", "contact-zoe"], ["contact_personal", "contact-zoe"]]}
    rows["sara"] = [[table, "invoice-books"] for table in ("invoice", "invoice_status")]
    held = {}
    for name, places in rows.items():
        device = arena.device(name)
        pages = device.pages()
        held[name] = {table for page in pages for table in page.get("puts", {})}
        answer = device.post("/api/history", {"rows": places, "before": None})
        assert f"{MAES}-number" not in cells(pages) + answer.text or name == "sara"
        assert "total_cents" not in cells(pages) + answer.text or name == "eef"
    assert "contact" in held["eef"] and "contact_personal" not in held["eef"]
    assert "invoice_status" in held["sara"] and not held["sara"] & {"invoice", "invoice_line", "payment", "allocation"}


@attack
def pull_by_the_name_of_a_scope(arena: Arena) -> None:
    """A continuation that names a foreign scope fills it."""
    for name in STRANGERS:
        device, seq = arena.device(name), (arena.row("grant_state", f"user-{name}") or {})["seq"]
        for scope in ("office", "treasury", "owner", "equipment", "contact:contact-zoe:self", "team:team-u13:coach"):
            more = {"since": 0, "head": 2**40, "fill": [scope], "at": [], "grants": seq, "whole": True}
            for has in (None, [scope]):
                answer = device.sync(more=more, has=has)
                silent(answer)
                assert (answer.status_code, answer.json()["code"]) == (409, "restart")


@attack
def do_everything_to_the_others(arena: Arena) -> None:
    """Some verb forgets to ask whose its row is: all of them, with good arguments, about the family next door."""
    for name in STRANGERS:
        device = arena.device(name)
        wanted = [verb for verb in sorted(MAY) if name not in _reach_anybody(verb)]
        said = device.push(*(device.changeset((verb, call(verb, OTHER))) for verb in wanted))
        done = [verb for verb, one in zip(wanted, said, strict=True) if not one.startswith("refused")]
        assert not done, f"{name}: {done}"
        assert len(wanted) > 40


def _reach_anybody(verb: str) -> set[str]:
    """Who may do this to rows that are not their own. A red bag is nobody's yet."""
    return {
        who[:-1]
        for people, verbs in WHO_MAY.items()
        if verb in verbs.split()
        for who in people.split()
        if who[-1] == "+"
    }


@attack
def read_the_history_of_others(arena: Arena) -> None:
    """History tells what the rows themselves do not."""
    for name in STRANGERS:
        answer = arena.device(name).post("/api/history", {"rows": OF_MAES, "before": None})
        silent(answer)
        assert answer.json() == {"lines": [], "more": None}
    assert arena.device("ann").post("/api/history", {"rows": OF_MAES, "before": None}).json()["lines"]


@attack_alone
def take_the_id_of_what_somebody_took_away(arena: Arena) -> None:
    """A number that Ann deleted: whoever knew its id makes one of their own under it, and asks what it said before."""
    ann, piet, id = arena.device("ann"), arena.device("piet"), arena.new_id()
    secret = {"contact": "contact-ann", "kind": "mobile", "value": "0499 98 76 54"}
    assert ann.do("contact_point.add", id=id, **secret, label=MAES) == "applied"
    assert ann.do("contact_point.delete", id=id) == "applied"
    mine = {"contact": "contact-piet", "kind": "mobile", "value": "0470 00 00 00"}
    assert piet.do("contact_point.add", id=id, **mine) == "applied"
    answer = piet.post("/api/history", {"rows": [["contact_point", id]], "before": None})
    silent(answer)
    assert "98 76 54" not in answer.text and "32499987654" not in answer.text
    assert [line["kind"] for line in answer.json()["lines"]] == ["insert"]


@attack
def read_the_history_of_the_server(arena: Arena) -> None:
    """Tables that never leave the server have a history too, or a row that can be asked for."""
    tables = ("user_secret", "device", "club", "receipt", "log", "grave", "sqlite_master", "' OR 1=1 --")
    rows = [[table, id] for table in tables for id in ("user-piet", "club", "server", "%")]
    answer = arena.device("olga").post("/api/history", {"rows": rows, "before": None})
    assert answer.json() == {"lines": [], "more": None}


def stored_paper(ann: Device) -> str:
    """A paper of Zoe whose bytes are here."""
    data, id = PDF + MAES.encode() + b"\n%%EOF", ann.arena.new_id()
    wish = {"id": id, "contact": "contact-zoe", "kind": "document"}
    assert ann.do("medium.add", **wish, sent_hash=sha256(data).hexdigest(), sent_size=len(data)) == "applied"
    assert ann.put(id, 0, data).json()["state"] == "stored"
    assert MAES in ann.get(f"/api/media/{id}").text
    return id


@attack
def fetch_the_papers_of_others(arena: Arena) -> None:
    """Bytes are given to who knows an id; or the answer tells that there is something."""
    id = stored_paper(arena.device("ann"))
    for name in STRANGERS:
        device = arena.device(name)
        for path in ("", "/preview", "/bytes"):
            answer, none = device.get(f"/api/media/{id}{path}"), device.get(f"/api/media/nothing-here{path}")
            silent(answer)
            assert alike(answer, none), (answer.status_code, answer.text)
        assert alike(device.put(id, 0, b"x"), device.put("nothing-here", 0, b"x"))


def alike(one: httpx.Response, other: httpx.Response) -> bool:
    """Whether two answers differ in nothing but the name of the request."""
    if one.status_code != 404 or other.status_code != 404:
        return False
    bodies = [{**answer.json(), "correlation": ""} for answer in (one, other)]
    heads = [{name for name in answer.headers if name != "content-length"} for answer in (one, other)]
    return bodies[0] == bodies[1] and heads[0] == heads[1]


@attack
def spoil_what_somebody_announced(arena: Arena) -> None:
    """Who may see a medium may send its bytes too, so the secretary sends others, or begins Ann's part with hers."""
    ann, sara, id = arena.device("ann"), arena.device("sara"), arena.new_id()
    false = PDF.replace(b"1 0 obj", b"2 0 obj")
    wish = {"id": id, "contact": "contact-zoe", "kind": "document"}
    assert ann.do("medium.add", **wish, sent_hash=sha256(PDF).hexdigest(), sent_size=len(PDF)) == "applied"
    assert arena.device("piet").put(id, 0, PDF).status_code == 404
    assert sara.put(id, 0, false).json()["state"] == "waiting"
    assert sara.put(id, 0, false[:12]).json()["have"] == 12
    assert ann.get(f"/api/media/{id}/bytes").json()["have"] == 0
    assert ann.put(id, 12, PDF[12:]).json()["have"] == 0
    assert ann.put(id, 0, PDF).json()["state"] == "stored"
    assert ann.get(f"/api/media/{id}").content == PDF


def package_of(device: Device) -> str:
    """The id of the package that this device's second part is in."""
    first = device.pages(has=[])[-1]
    assert first.get("part") is True
    page = device.sync(has=first["grants"], cursor=first["cursor"], grants_seq=first["grants_seq"]).json()["page"]
    return str(page["package"]["id"])


@attack
def fetch_the_package_of_an_office(arena: Arena) -> None:
    """The file of a whole role is given to anybody who knows its name."""
    sara = arena.device("sara")
    id = package_of(sara)
    assert sara.get(f"/api/packages/{id}").status_code == 200
    for name in ("piet", "karel", "tom", "eef"):
        device = arena.device(name)
        assert alike(device.get(f"/api/packages/{id}"), device.get(f"/api/packages/{'0' * 64}")), name


@attack
def listen_to_the_news_of_others(arena: Arena) -> None:
    """A poke tells when something happens in a family or a team that is not mine."""
    ann, piet = arena.device("ann"), arena.device("piet")
    head = arena.line.get("/api/health").json()["seq"]
    assert ann.do("contact_address.patch", id="address-zoe", set={"box": "1"}) == "applied"
    assert ann.get(f"/api/poke?since={head}").json()["seq"] > head
    try:
        told = arena.line.get(f"/api/poke?since={head}", headers=piet.headers, timeout=1.5)
    except httpx.ReadTimeout:  # nothing is said: the question waits
        return
    raise AssertionError(told.text)


@attack
def ask_without_a_token(arena: Arena) -> None:
    """Some door asks nobody who they are."""
    doors = [
        ("POST", "/api/sync"),
        ("POST", "/api/history"),
        ("POST", "/api/labels"),
        ("GET", "/api/poke?since=0"),
        ("GET", "/api/packages/x"),
    ]
    doors += [
        ("GET", "/api/media/paper-of-zoe"),
        ("GET", "/api/media/x/preview"),
        ("PUT", "/api/media/x/bytes?offset=0"),
    ]
    wrong = ({}, {"Authorization": "Bearer"}, {"Authorization": "Bearer x"}, {"Authorization": "Basic eDp4"})
    for method, path in doors:
        for headers in (*wrong, {"Touchline-Proof": "a.b.c"}, {"Touchline-Proof": "server.x."}):
            answer = arena.line.request(method, path, headers=headers)
            assert answer.status_code == 401, (method, path, headers)
            assert set(answer.json()) == {"code", "correlation"}
