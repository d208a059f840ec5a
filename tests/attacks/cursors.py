"""Where a device says that it stands, edited: cursors, continuations, bins, what it has, epochs, lives."""

from typing import Any

from tests.attacks.arena import Arena, Device
from tests.attacks.attack import attack
from tests.attacks.authority import silent

BIG = 2**63 - 1
ODD_PLACES: tuple[list[str], ...] = (
    [], ["tail"], ["end"], ["fill"], ["fill", "0", "0", "", ""], ["fill", "-1", "-1", "zzz", "zzz"],
    ["fill", "9" * 18, "0", "", ""], ["fill", "9" * 30, "9" * 30, "", ""], ["fill", "٣", "٣", "", ""],
    ["tail", "0", "", ""], ["tail", "9" * 18, "", ""], ["tail", "9" * 5000, "", ""], ["tail", "-5", "", ""],
    ["tail", "1", "contact'; --", "%"], ["tail", "1", "\U0010ffff", "\U0010ffff"], ["", "", "", "", ""],
)  # fmt: skip


def granted_seq(arena: Arena, name: str) -> int:
    """The seq of this user's grants."""
    return int((arena.row("grant_state", f"user-{name}") or {})["seq"])


def tell(device: Device, **other: Any) -> str:
    """What an edited request got: never a fault of ours, and never a word of others."""
    answer = device.sync(**other)
    silent(answer)
    assert answer.status_code in (200, 400, 409), (other, answer.status_code)
    return str(answer.json().get("code", ""))


@attack
def edit_the_cursor(arena: Arena) -> None:
    """A cursor before the beginning or past the end brings what is not granted, or a fault."""
    device = arena.device("piet")
    for cursor in (0, 1, BIG, -1, "1", None, [], True, 1.5):
        for grants in (0, BIG, -1):
            tell(device, cursor=cursor, grants_seq=grants)


@attack
def edit_the_continuation(arena: Arena) -> None:
    """Places in pages that the server never wrote are believed."""
    for name in ("piet", "karel"):
        seq, head = granted_seq(arena, name), arena.line.get("/api/health").json()["seq"]
        device = arena.device(name)
        for place in ODD_PLACES:
            more = {"since": 0, "head": head, "fill": ["club"], "at": place, "grants": seq, "whole": True}
            tell(device, more=more)
        device = arena.device(name)
        for odd in (
            {"since": BIG},
            {"head": BIG},
            {"whole": False},
            {"bins": list(range(256))},
            {"bins": []},
            {"fill": []},
        ):
            tell(device, more={"since": 0, "head": 0, "fill": ["club"], "at": [], "grants": seq, "whole": True, **odd})
        for odd in ({"grants": seq - 1}, {"grants": seq + 1}, {"grants": BIG}):
            more = {"since": 0, "head": head, "fill": ["club"], "at": [], "whole": True, **odd}
            assert tell(device, more=more) == "restart"


@attack
def say_that_i_have_the_office(arena: Arena) -> None:
    """What a device says that it has is taken for what it may have."""
    whole = ["club", "office", "treasury", "owner", "staff", "equipment", "contact:contact-zoe:self", "x" * 1000]
    for name in ("piet", "karel"):
        device = arena.device(name)
        mine = {scope for page in device.pages() for scope in page.get("grants") or ()}
        for cursor in (0, 1, BIG):
            for has in (whole, [], whole[:1], whole * 2000):
                answer = device.sync(has=has, cursor=cursor)
                silent(answer)
                page = answer.json().get("page") or {}
                carried = {scope for scopes in page.get("carriers", {}).values() for scope in scopes}
                assert carried | set(page.get("grants") or ()) <= mine
                assert page.get("package") is None or name == "karel"


@attack
def doubt_what_i_never_had(arena: Arena) -> None:
    """A device in doubt is sent the bins that differ, of everybody."""
    device = arena.device("piet")
    head = arena.line.get("/api/health").json()["seq"]
    for bins in ("0" * 4096, "f" * 4096, "A" * 5462, "", "x", "=" * 100):
        tell(device, bins=bins, cursor=head)
        tell(device, bins=bins, has=["office", "club"])


@attack
def bring_a_long_list_of_scopes(arena: Arena) -> None:
    """A continuation with a hundred thousand scopes makes the server work for each of them."""
    device, seq = arena.device("piet"), granted_seq(arena, "piet")
    more = {"since": 0, "head": 9, "fill": ["club"] * 100_000, "at": [], "grants": seq, "whole": True}
    assert tell(device, more=more) == "continuation"
    strangers = [f"team:{number}:member" for number in range(30_000)]
    assert tell(device, more={**more, "fill": strangers}) == "restart"


@attack
def live_in_another_life(arena: Arena) -> None:
    """Another epoch, or a changeset that says it was done before, passes by the rights of today."""
    device = arena.device("piet")
    for epoch in ("epoch-0", "x", "e" * 200, "\u202eepoch-1"):
        assert tell(device, epoch=epoch) == "epoch"
    wish = ("contact.patch", {"id": "contact-zoe", "set": {"family_name": "Taken"}})
    for epoch in ("epoch-1", "epoch-0"):
        was = {"epoch": epoch, "seq": 1, "outcome": "applied", "code": None, "moments": [1, 0, 1, 0]}
        for other in (
            {"was": was},
            {"was": was, "seen": BIG, "seen_in": epoch},
            {"seen_in": "nobody-knows", "seen": BIG},
        ):
            [said] = device.push(device.changeset(wish, **other))
            assert said == "refused not_allowed", said
    assert (arena.row("contact", "contact-zoe") or {})["family_name"] == "Maes"
