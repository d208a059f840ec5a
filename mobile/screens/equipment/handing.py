"""Handing out and taking back as facts: one way for a thing's own page, the look-up, somebody's card and the rounds.

A fact is never taken away. What was done in error is undone by the opposite fact, and the chain shows both.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Literal

from mobile.reader.equipment import Item, Taker
from mobile.reader.store_room import Blocker, Holding
from mobile.screens.scan.scanning import Line, horizon
from mobile.touchline import Touchline
from mobile.widgets.signature import Strokes
from shared.domain.calendar import local_date

Wish = tuple[str, dict[str, Any]]
Way = Literal["give", "take"]
CUSTODY = ("custody.hand_out", "custody.take_back")


@dataclass(frozen=True)
class Stand:
    """How a thing stands: who has it or some of it, what is the matter with it, in what condition it is; of what is
    counted how many are broken and how many are gone.
    """

    holdings: tuple[Holding, ...]
    trouble: str | None
    condition: str | None
    counts: tuple[int, int] = (0, 0)


@dataclass(frozen=True)
class Handed:
    """A thing that changed hands: how it stood before and after."""

    item: Item
    before: Stand
    after: Stand


def by_number(item: Item) -> bool:
    """Whether it goes out and comes back in a number; what went out as one comes back as one."""
    return item.counted and not item.whole


def in_the_way(touchline: Touchline, item: Item, taker: Taker | None, until: int | None, wanted: int) -> list[Blocker]:
    """What stands in the way of handing it out until then (UTC ms; None: a week is looked ahead)."""
    now = touchline.now()
    return touchline.reader.store_room.going_out(item, taker, now, horizon(now, until), wanted)


def given(touchline: Touchline, lines: Sequence[Line], taker: Taker, until: int | None, strokes: Strokes = ()) -> int:
    """One hand-out for each thing, the oldest scan first, each standing alone, until then (UTC ms); answers how many
    were done.
    """
    to = {"to_kind": taker.kind, "to_id": taker.id, "due_at": until}
    gestures: list[tuple[Item, list[Wish]]] = []
    for line in reversed(lines):
        out = {"id": touchline.writer.new_id(), "resource": line.item.id, "quantity": line.quantity, **to}
        gestures.append((line.item, [("custody.hand_out", out), *_signed(out["id"], strokes)]))
    done = _each(touchline, gestures)
    _tell(touchline, "give", done, lines, taker)
    return len(done)


def taken(touchline: Touchline, lines: Sequence[Line], giver: Taker | None, strokes: Strokes = ()) -> int:
    """One return for each thing; what is damaged or did not come back is reported with it."""
    done = _each(touchline, [(line.item, _back(touchline, line, giver, strokes)) for line in reversed(lines)])
    _tell(touchline, "take", done, lines, giver)
    return len(done)


def longer(touchline: Touchline, item: Item, holding: Holding, until: int) -> bool:
    """Whoever has it keeps it until then (UTC ms). Of what is counted their share goes out anew: another hand-out alone
    would add to it.
    """
    taker, before = holding.taker, stand_of(touchline, item)
    out = {"resource": item.id, "to_kind": taker.kind, "to_id": taker.id, "due_at": until, "quantity": holding.count}
    wishes: list[Wish] = [("custody.hand_out", out)]
    if holding.count is not None:
        wishes.insert(0, _brought(item, holding, holding.count))
    if touchline.do_all(*_numbered(touchline, wishes)).refusal is not None:
        return False
    words = touchline.words
    text = words(
        "custody.longer.done", what=item.name, day=words.day(local_date(until, touchline.zone), touchline.today)
    )
    _offer(touchline, text, "take", [Handed(item, before, stand_of(touchline, item))])
    return True


def stand_of(touchline: Touchline, item: Item) -> Stand:
    """How it stands now, as far as this device knows."""
    thing = touchline.reader.equipment.resource(item.id)
    holdings = touchline.reader.store_room.holdings(item.id)
    if thing is None:
        return Stand(holdings, None, None)
    return Stand(holdings, thing.item.trouble, thing.condition, (thing.item.broken, thing.item.missing))


def undoing(touchline: Touchline, handed: Handed) -> list[Wish]:
    """The facts after which it stands as before."""
    item, before, after = handed.item, handed.before, handed.after
    had, has = ({one.taker.id: one for one in stand.holdings} for stand in (before, after))
    ins: list[Wish] = []
    outs: list[Wish] = []
    for id in dict.fromkeys((*has, *had)):
        was, now = had.get(id), has.get(id)
        if was == now:
            continue
        lent, back = _counts(was, now)
        if now is not None and back != 0:
            ins.append(_brought(item, now, back))
        if was is not None and lent != 0:
            to = {"to_kind": was.taker.kind, "to_id": was.taker.id, "due_at": was.due_at, "quantity": lent}
            outs.append(("custody.hand_out", {"resource": item.id, **to}))
    wishes = [
        *ins,
        *outs,
        *(("custody.report", {"resource": item.id, "kind": kind}) for kind in _mended(before, after)),
        *(("custody.report", {"resource": item.id, **said}) for said in _counted_out(before, after)),
    ]
    if before.condition != after.condition:
        wishes.append(("resource.patch", {"id": item.id, "set": {"condition": before.condition}}))
    return _numbered(touchline, wishes)


def _counts(was: Holding | None, now: Holding | None) -> tuple[int | None, int | None]:
    """How many go out again and how many come in again, for one holder; None is all of it. Where the day is the same
    the difference will do.
    """
    lent, back = was.count if was else 0, now.count if now else 0
    if lent is None or back is None or (was and now and was.due_at != now.due_at):
        return lent, back
    return max(0, lent - back), max(0, back - lent)


def _mended(before: Stand, after: Stand) -> list[str]:
    """What is reported so that nothing, or the same as before, is the matter."""
    if before.trouble == after.trouble:
        return []
    ends = {"damaged": "repaired", "lost": "found"}.get(after.trouble or "")
    again = before.trouble if before.trouble == "lost" or (before.trouble and after.trouble is None) else None
    return [kind for kind in (ends, again) if kind]


def _counted_out(before: Stand, after: Stand) -> list[dict[str, Any]]:
    """What is reported so that as many as before are broken, and missing."""
    kinds = (("damaged", "repaired"), ("lost", "found"))
    told = zip(before.counts, after.counts, kinds, strict=True)
    return [
        {"kind": more if was > now else less, "quantity": abs(was - now)}
        for was, now, (more, less) in told
        if was != now
    ]


def _brought(item: Item, holding: Holding, count: int | None) -> Wish:
    back: dict[str, Any] = {"resource": item.id}
    if count is not None:
        back |= {"quantity": count, "from_kind": holding.taker.kind, "from_id": holding.taker.id}
    return ("custody.take_back", back)


def _numbered(touchline: Touchline, wishes: Sequence[Wish]) -> list[Wish]:
    """Each fact with an id; facts of one gesture bear one stamp, and then count in the order of their ids."""
    ids = sorted(touchline.writer.new_id() for _ in wishes)
    return [(verb, {"id": id, **args}) for id, (verb, args) in zip(ids, wishes, strict=True)]


def _back(touchline: Touchline, line: Line, giver: Taker | None, strokes: Strokes) -> list[Wish]:
    writer, id, note = touchline.writer, line.item.id, line.note or None
    said = {"id": writer.new_id(), "resource": id, "kind": line.condition, "note": note, "quantity": line.quantity}
    report: Wish = ("custody.report", said)
    if line.condition == "lost" and line.quantity is None:
        return [report]
    back: dict[str, Any] = {"id": writer.new_id(), "resource": id, "condition": line.condition, "note": note}
    if line.quantity is not None:
        back["quantity"] = line.quantity
        if whose := giver or line.giver:
            back |= {"from_kind": whose.kind, "from_id": whose.id}
    wishes: list[Wish] = [("custody.take_back", back), *_signed(back["id"], strokes)]
    if line.condition in ("damaged", "lost"):
        wishes.insert(0, report)  # a coach may say so of what the team has, and no longer of what is in
    if line.quantity is not None and line.condition in ("damaged", "lost"):
        return wishes  # some of it, and not the whole
    change = {"id": id, "set": {"condition": line.condition}}
    if writer.may("resource.patch", **change):
        wishes.append(("resource.patch", change))
    return wishes


def _signed(event: Any, strokes: Strokes) -> list[Wish]:
    drawn = [[list(point) for point in stroke] for stroke in strokes]
    return [("custody.sign", {"id": event, "strokes": drawn})] if drawn else []


def _each(touchline: Touchline, gestures: Sequence[tuple[Item, Sequence[Wish]]]) -> list[Handed]:
    """Each gesture stands alone; what was refused is said, and the others go on."""
    done = []
    for item, wishes in gestures:
        before = stand_of(touchline, item)
        outcome = touchline.writer.do_all(*wishes)
        if outcome.refusal is not None:
            touchline.tell(touchline.words.refusal(outcome.refusal.code, outcome.refusal.about))
        else:
            done.append(Handed(item, before, stand_of(touchline, item)))
    touchline.state.replica.changed()
    return done


def _tell(touchline: Touchline, way: Way, done: Sequence[Handed], lines: Sequence[Line], whom: Taker | None) -> None:
    """One thing by its name, many by their number; with the way back."""
    words = touchline.words
    key = "custody.given" if way == "give" else "custody.taken"
    who = whom.name if whom is not None else ""
    if not done:
        return
    if len(done) > 1 or len(lines) > 1:
        text = words.plural(f"{key}.many", len(done), who=who)
    else:
        [line] = lines
        text = _one(touchline, key, line, who)
    _offer(touchline, text, way, done)


def _one(touchline: Touchline, key: str, line: Line, who: str) -> str:
    words, name = touchline.words, line.item.name
    if line.condition == "lost":
        return words("report.done.lost", what=name)
    if line.quantity is not None:
        return words(f"{key}.some", what=name, n=words.number(line.quantity), who=who)
    return words(key, what=name, who=who)


def _offer(touchline: Touchline, text: str, way: Way, done: Sequence[Handed]) -> None:
    """Say it, with a button that does the opposite, where that is for my role."""
    facts = [wish for handed in done for wish in undoing(touchline, handed) if wish[0] in CUSTODY]
    may = touchline.writer.may
    if all(may(verb, **args) for verb, args in facts):
        touchline.tell(text, touchline.words("undo"), partial(undo, touchline, way, done))
    else:
        touchline.tell(text)


def undo(touchline: Touchline, way: Way, done: Sequence[Handed]) -> int:
    """The opposite of each, the last first, unless somebody did something else with it since; says what it was, and
    answers how many it is true of.
    """
    words, count = touchline.words, 0
    for handed in reversed(done):
        if stand_of(touchline, handed.item) != handed.after:
            touchline.tell(words.refusal("changed_since"))
            continue
        outcome = touchline.writer.do_all(*undoing(touchline, handed))
        if outcome.refusal is not None:
            touchline.tell(words.refusal(outcome.refusal.code, outcome.refusal.about))
        count += outcome.refusal is None
    touchline.state.replica.changed()
    if count:
        touchline.tell(words.plural(f"custody.undone.{way}", count))
    return count
