"""Values that mean something else than they say: clocks, money, letters, words that a page might run."""

import json
import unicodedata
from typing import Any

from shared.sync.clock import moment_of
from tests.attacks.arena import Arena
from tests.attacks.assignment import not_done
from tests.attacks.attack import attack
from tests.sync_server.desk import JSON

TEN_YEARS = 10 * 365 * 24 * 3_600_000
BIG = 2**63 - 1


def stamped(arena: Arena, table: str, id: str) -> int:
    """The moment at which this row last counted (UTC ms)."""
    version = arena.row("row_version", table, id) or {}
    later = json.loads(version["stamps"] or "{}").values()
    return max(moment_of(text).ms for text in (version["stamp"], *later))


@attack
def write_in_ten_years(arena: Arena) -> None:
    """Who sets the clock ahead wins every merge for ten years."""
    piet, mine = arena.device("piet"), {"id": "phone-of-piet"}
    for ahead in (TEN_YEARS, BIG - arena.now() - TEN_YEARS):
        now = arena.now() + ahead
        for offset in (0, ahead):
            change = piet.changeset(
                ("contact_point.patch", {**mine, "set": {"label": "2036"}}), now=now, wall=now, offset=offset
            )
            assert piet.push(change) == ["applied"]
            assert stamped(arena, "contact_point", "phone-of-piet") <= arena.now()
    assert piet.do("contact_point.patch", **mine, set={"label": "today"}) == "applied"
    assert (arena.row("contact_point", "phone-of-piet") or {})["label"] == "today"
    assert (arena.row("club", "club") or {})["high_ms"] <= arena.now()


@attack
def write_ten_years_ago(arena: Arena) -> None:
    """Who sets the clock back writes where nobody looks, or is never heard again."""
    ann, mine = arena.device("ann"), {"id": "phone-of-ann"}
    for behind in (TEN_YEARS, arena.now() + BIG, arena.now()):
        now = arena.now() - behind
        change = ann.changeset(
            ("contact_point.patch", {**mine, "set": {"label": "2016"}}), now=now, wall=now, seen=2**40
        )
        assert ann.push(change) in (["applied"], ["merged"])
    assert ann.do("contact_point.patch", **mine, set={"label": "today"}) == "applied"
    assert (arena.row("contact_point", "phone-of-ann") or {})["label"] == "today"


@attack
def hand_out_in_another_century(arena: Arena) -> None:
    """A fact with a claimed time of its own takes the place of facts that are true."""
    eef = arena.device("eef")
    for now in (arena.now() + TEN_YEARS, 1, -BIG, BIG):
        id = arena.new_id()
        wish = {"id": id, "resource": "ball-bag-red", "to_kind": "contact", "to_id": "contact-eef"}
        assert eef.push(eef.changeset(("custody.hand_out", wish), now=now, wall=now)) == ["applied"]
        event = arena.row("custody_event", id) or {}
        assert 0 <= event["estimated_at"] <= arena.now()
        assert event["received_at"] <= arena.now()
        assert eef.do("custody.take_back", id=arena.new_id(), resource="ball-bag-red") == "applied"


@attack
def pay_with_odd_money(arena: Arena) -> None:
    """Negative, fractional, huge and worded amounts: an invoice that gives, a payment that takes."""
    tom, wishes = arena.device("tom"), list[tuple[str, dict[str, Any]]]()
    paid = {"invoice": "invoice-peeters", "received_on": "2026-11-20", "method": "cash"}
    for amount in (-1, 0, 15_001, 10**11, BIG, "100", True, None, [], {"cents": 1}, "1e3", "١"):
        pay = {**paid, "id": arena.new_id(), "allocation": arena.new_id(), "amount_cents": amount}
        wishes.append(("invoice.record_payment", pay))
    lines = [(1, -1), (1, 10**11), (BIG, BIG), (BIG, 2), (0, 5), (-1, 5), (True, 5), ("1", 5), (1, "5"), (1, None)]
    odd = [{"quantity": quantity, "unit_cents": cents} for quantity, cents in lines]
    odd += [{"quantity": 1, "unit_cents": 5, "vat_rate": rate} for rate in (-10_000, -1, 21, 10_001, BIG, "21", True)]
    for line in odd:
        one = {"id": arena.new_id(), "description": "x", **line}
        wishes.append(("invoice.draft", {"id": arena.new_id(), "account": "family-peeters", "lines": [one]}))
    was = arena.row("invoice", "invoice-peeters")
    not_done(tom, wishes, "invalid", "overpaid")
    assert arena.row("invoice", "invoice-peeters") == was
    for text in ("0.5", "1.0", "1e2", "-0.0", "NaN"):
        body = json.dumps(tom.request(push=[tom.changeset(wishes[0])])).replace(
            '"amount_cents": -1', f'"amount_cents": {text}'
        )
        answer = arena.line.post("/api/sync", content=body, headers={**JSON, **tom.headers})
        assert answer.status_code == 400, text


@attack
def pay_more_than_is_open_in_two_halves(arena: Arena) -> None:
    """Two payments that are each allowed, sent at once in one gesture and in one batch, are more than is owed."""
    tom = arena.device("tom")
    paid = {"invoice": "invoice-maes", "received_on": "2026-11-20", "method": "cash", "amount_cents": 10_000}
    halves = [
        ("invoice.record_payment", {**paid, "id": arena.new_id(), "allocation": arena.new_id()}) for _ in range(4)
    ]
    assert tom.push(tom.changeset(*halves[:2])) == ["refused overpaid"]
    assert tom.push(tom.changeset(halves[2]), tom.changeset(halves[3])) == ["applied", "refused overpaid"]
    assert (arena.row("invoice", "invoice-maes") or {})["paid_cents"] == 20_000


@attack
def write_letters_that_are_none(arena: Arena) -> None:
    """NUL, half characters, overlong UTF-8, two names for one key: two readers see two things."""
    piet = arena.device("piet")
    change = {"id": "phone-of-piet", "set": {"label": "@@@"}}
    body = json.dumps(piet.request(push=[piet.changeset(("contact_point.patch", change))]))
    odd = (
        b"\\u0000",
        b"\x00",
        b"\\ud800",
        b"\\udc00\\ud800",
        b"\xc0\x80",
        b"\xed\xa0\x80",
        b"\xff\xfe",
        b"\xf4\x90\x80\x80",
    )
    for letters in (*odd, b"\n", b'","label":"x'):
        answer = arena.line.post(
            "/api/sync", content=body.encode().replace(b"@@@", letters), headers={**JSON, **piet.headers}
        )
        assert (answer.status_code, set(answer.json())) == (400, {"code", "correlation"}), letters
    for coded in (b"\xef\xbb\xbf" + body.encode(), body.encode("utf-16"), body.encode("utf-32")):
        assert arena.line.post("/api/sync", content=coded, headers={**JSON, **piet.headers}).status_code == 400


@attack
def make_two_of_one_name(arena: Arena) -> None:
    """One name in two forms of Unicode is two names; an id in look-alike letters is another row."""
    piet = arena.device("piet")
    assert (
        piet.do("contact.patch", id="contact-piet", set={"family_name": unicodedata.normalize("NFD", "Çélès")})
        == "applied"
    )
    assert (arena.row("contact", "contact-piet") or {})["family_name"] == "Çélès"
    wishes = [
        ("contact_point.add", {"id": id, "contact": "contact-piet", "kind": "web", "value": "a.be"}) for id in ODD_IDS
    ]
    not_done(piet, wishes, "invalid")


ODD_IDS = ("", "short", "x" * 65, "сontact-piet", "contact\u200bpiet", "../../etc/passwd\u0301", "contact-\U0001f600")


@attack
def run_words_in_a_page(arena: Arena) -> None:
    """A name with a script in it, or an address that runs when it is tapped, reaches a page as more than text."""
    ann = arena.device("ann")  # of whom no other attack has said much: the first page holds all of it
    script = "<script>alert(1)</script><img src=x onerror=alert(1)>"
    assert ann.do("contact.patch", id="contact-ann", set={"given_name": script}) == "applied"
    rows = [["contact", "contact-ann"]]
    for answer in (ann.sync(), ann.post("/api/history", {"rows": rows, "before": None})):
        assert answer.headers["content-type"] == "application/json"
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert json.dumps(script)[1:-1] in answer.text
    for path in ("/contact/contact-kim", f"/search?q={script}", f"/{script}"):
        page = arena.line.get(path, headers={"Accept": "text/html"})
        assert "alert" not in page.text
        assert "script-src 'self' 'wasm-unsafe-eval';" in page.headers["content-security-policy"]
    for value in (
        "javascript:alert(1)",
        "data:text/html,x",
        "JaVaScRiPt://a.be/%0aalert(1)",
        "file:///etc/passwd",
        "a.be\n<x>",
    ):
        wish = {"id": arena.new_id(), "contact": "contact-ann", "kind": "web", "value": value}
        assert ann.do("contact_point.add", **wish) == "refused invalid", value
