"""What the naive club does after a restore: it remembers some deeds by itself, and hears the others again."""

from typing import Any

from tests.simulation.naive.club import Club, Order, Row
from tests.simulation.naive.deed import Deed, No
from tests.simulation.naive.keeping import EXPIRE
from tests.simulation.naive.silence import ERASE, silence, spared

TAKES = ("row.restore", "role.withdraw", "label.revoke", "user_device.revoke", "calendar_feed.revoke", ERASE)
DONE = ("applied", "merged")
WORDS_MS = 335 * 86_400_000


def remember(club: Club, deed: Deed, user: str, wire: Row, outcome: str) -> None:
    """Write down what must outlast this life: the club's own deeds, what takes away, and numbers."""
    takes = user == "system" or bool(deed.gone) or any(call["name"] in TAKES for call in wire["actions"])
    if not takes and not deed.numbers:
        return
    was = {"epoch": wire["epoch"], "seq": club.seq, "outcome": outcome, "code": None}
    was["moments"] = [*deed.moment, *deed.whole]
    back = [place for place in deed.came if place in club.removed]
    noted = {"wire": wire, "user": user, "was": was, "takes": takes, "gone": list(deed.gone)}
    club.memory.append({**noted, "back": back, "numbers": list(deed.numbers)})


def begin(club: Club, epoch: str, memory: list[Row], lives: dict[str, int]) -> None:
    """A new life after the last thing that is still known; `lives` are all there ever were."""
    club.memory, club.lives = memory, {**lives, epoch: club.seq}
    club.graves, club.kept = {}, {}
    holders: dict[tuple[str, int], str] = {}
    for noted in memory:
        club.graves |= dict.fromkeys(noted["gone"], club.order(noted["was"]))
        for place in noted["back"]:
            club.graves.pop(place, None)
        for series, number, invoice in noted["numbers"]:
            club.kept.pop(holders.get((series, number), ""), None)
            club.kept[invoice], holders[series, number] = (series, number), invoice
        wire = noted["wire"]
        if noted["takes"] and any(call["name"] == ERASE for call in wire["actions"]):
            club.erased |= {call["args"]["id"] for call in wire["actions"] if call["name"] == ERASE}
            club.erased |= {id for _, id in noted["gone"]}
        if noted["takes"] and wire["id"] not in club.outcomes:
            club.untold[wire["id"]] = {**noted, "order": club.order(noted["was"])}


def let_go(club: Club, before: int, *, hush: bool = False) -> set[str]:
    """Forget deeds of the time before that nobody needs any more; answers which. What takes, brings back or gave a
    number stands. With `hush` the words about who was erased go first.
    """
    memory, gone = [], silence(club) if hush else set()
    for noted in club.memory:
        verbs = {call["name"] for call in noted["wire"]["actions"]}
        if noted["was"]["moments"][2] >= before or noted["gone"] or noted["back"] or verbs & set(TAKES):
            old = noted["was"]["moments"][2] < before - WORDS_MS
            memory.append(_without_words(noted) if old else noted)
            continue
        gone.add(noted["wire"]["id"])
        if noted["numbers"]:
            memory.append({**noted, "takes": False})
    club.memory = memory
    return gone


def _without_words(noted: Row) -> Row:
    """A year later it is remembered what was taken or brought back, and not what was said in the same breath."""
    calls = noted["wire"]["actions"]
    left = [
        call for call in calls if call["name"] in TAKES or call["name"].split(".")[1] in ("delete", "drop", "expire")
    ]
    return {**noted, "wire": {**noted["wire"], "actions": left or calls}}


def was_of(club: Club, wire: Row) -> Row | None:
    """What it was in an earlier life, if it says so or the club remembers."""
    was: Row | None = wire.get("was")
    if was is not None and was["epoch"] != wire.get("epoch") and was["epoch"] in club.lives:
        return was
    return club.untold[wire["id"]]["was"] if wire["id"] in club.untold else None


def actions_left(club: Club, wire: Row, was: Row | None) -> list[Row]:
    """What is left to be done of it."""
    actions = spared(club, wire["actions"])
    if was is None:
        return actions
    if was["outcome"] not in DONE:
        raise No(was["code"] or "invalid")
    for call in actions:
        if call["name"] == "invoice.issue" and call["args"]["id"] not in club.kept:
            raise No("number_unknown")
    stood = club.order(was)
    return [call for call in actions if not _gone_since(club, call, stood) and not _said_since(club, call, was)]


def _said_since(club: Club, call: Row, was: Row) -> bool:
    """Whether it let go of a row in which something stands that was said afterwards."""
    pile = club.piles.get((call["args"]["table"], call["args"]["id"])) if call["name"] == EXPIRE else None
    return pile is not None and pile.newest() > tuple(was["moments"][2:])


def _gone_since(club: Club, call: Row, stood: Order) -> bool:
    place: Any = (call["name"].split(".")[0], call["args"].get("id"))
    if place[0] == "attendance":
        place = ("activity", call["args"].get("activity"))
    return call["name"] != ERASE and place[0] in club.rows and club.buried(place, stood)
