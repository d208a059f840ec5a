"""What the naive club knows of who has a thing, who wants it when, and of going through a place."""

from collections.abc import Iterable

from tests.simulation.naive.club import Row
from tests.simulation.naive.deed import Deed, No, named_for, text_of


def custody_hand_out(deed: Deed, args: Row) -> None:
    deed.allow(deed.things() or (args["to_kind"] == "group" and deed.trains(args["to_id"])))
    if _is_away_with_its_box(deed, deed.need("resource", args["resource"])):
        raise No("with_its_box")
    _scan(deed, args, "out")


def _is_away_with_its_box(deed: Deed, thing: Row) -> bool:
    """Nobody has it, and somebody had the box it lies in, now and at the moment of this scan."""
    box = deed.club.get("resource", thing["place"] or thing["parent"])
    if thing["holder_id"] is not None or box is None or box["kind"] != "kit" or box["holder_id"] is None:
        return False
    scans = [one for one in deed.club.all("custody_event", resource=box["id"]) if one["stamp"] < deed.stamp]
    return walk(scans)[0]["holder_id"] is not None


def custody_take_back(deed: Deed, args: Row) -> None:
    deed.need("resource", args["resource"])
    had = _teams_since_it_was_in(deed.club.all("custody_event", resource=args["resource"]))
    deed.allow(deed.things() or any(deed.trains(group) for group in had))
    _scan(deed, args, "in")


def _scan(deed: Deed, args: Row, kind: str) -> None:
    deed.fresh("custody_event", args["id"])
    deed.need("resource", args["resource"])
    for side in ("to", "from"):
        if args.get(f"{side}_id") == args["resource"]:
            raise No("invalid")
        if args.get(f"{side}_id") is not None:
            deed.need(args[f"{side}_kind"], args[f"{side}_id"])
    was, quarrels = walk(deed.club.all("custody_event", resource=args["resource"]))
    times = {"claimed_at": deed.now, "estimated_at": deed.estimated, "received_at": deed.received}
    event = {**args, **times, "kind": kind, "by_user": deed.user, "stamp": deed.stamp}
    deed.create("custody_event", event)
    holder, disputes = walk(deed.club.all("custody_event", resource=args["resource"]))
    deed.write("resource", args["resource"], holder)
    if kind == "in" and was["disputed"] and not holder["disputed"] and quarrels[-1][1]["by_user"] == deed.user:
        _dealt_with(deed, quarrels[-1:])  # who handed it on has taken it in again
    for first, second in disputes:
        if args["id"] in (first["id"], second["id"]):
            told = {"resource": args["resource"], "first": first["id"], "second": second["id"]}
            for user in sorted({first["by_user"], second["by_user"]} - {"system"}):
                id = named_for("dispute", first["id"], second["id"], user)
                deed.inbox(user, "disputed", id, "two_holders", told)


def _teams_since_it_was_in(events: Iterable[Row]) -> set[str]:
    """Teams whose return may still be on its way."""
    had: set[str] = set()
    for event in sorted(events, key=lambda row: (row["stamp"], row["id"])):
        if event["kind"] == "in" and event["quantity"] is None:
            had = set()
        elif event["to_kind"] == "group" and event["kind"] in ("out", "settle"):
            had.add(event["to_id"])
    return had


def custody_move(deed: Deed, args: Row) -> None:
    deed.allow(deed.things())
    _scan(deed, args, "move")


def custody_report(deed: Deed, args: Row) -> None:
    deed.need("resource", args["resource"])
    had = _teams_since_it_was_in(deed.club.all("custody_event", resource=args["resource"]))
    deed.allow(deed.things() or any(deed.trains(group) for group in had))
    if args.get("quantity") and deed.need("resource", args["resource"])["kind"] != "quantity":
        raise No("invalid")
    _scan(deed, args, args["kind"])


def custody_settle(deed: Deed, args: Row) -> None:
    deed.allow(deed.things())
    if not deed.need("resource", args["resource"])["disputed"]:
        raise No("not_disputed")
    _, disputes = walk(deed.club.all("custody_event", resource=args["resource"]))
    _scan(deed, args, "settle")
    _dealt_with(deed, disputes)


def _dealt_with(deed: Deed, disputes: list[tuple[Row, Row]]) -> None:
    """What both were told of it is done."""
    for first, second in disputes:
        for user in sorted({first["by_user"], second["by_user"]}):
            line = deed.club.get("inbox_item", named_for("dispute", first["id"], second["id"], user))
            if line is not None and line["done_at"] is None:
                deed.write("inbox_item", line["id"], {"done_at": deed.estimated})


def custody_sign(deed: Deed, args: Row) -> None:
    event = deed.need("custody_event", args["id"])
    scans = deed.club.all("custody_event", resource=event["resource"])
    before = [one for one in scans if (one["stamp"], one["id"]) < (event["stamp"], event["id"])]
    had = _teams_since_it_was_in(before)
    if event["kind"] != "in":
        had = {event["to_id"]} if event["to_kind"] == "group" else set()
    deed.allow(deed.things() or any(deed.trains(group) for group in had))
    if event["by_user"] != deed.user:
        raise No("invalid")
    deed.fresh("custody_signature", event["id"])
    person = event["to_id"] if event["to_kind"] == "contact" and deed.club.get("contact", event["to_id"]) else None
    row = {"id": event["id"], "resource": event["resource"], "contact": person}
    deed.create("custody_signature", {**row, "strokes": text_of(args["strokes"])})


def walk(events: Iterable[Row]) -> tuple[Row, list[tuple[Row, Row]]]:
    """Who has it and where it lies, found by walking all scans from the first to the last; and who took it from whose
    hands.
    """
    facts = sorted(events, key=lambda row: (row["stamp"], row["id"]))
    hands: list[tuple[Row, int]] = []  # the scans that gave it, each with how many are left of it; 0 is all
    disputes: list[tuple[Row, Row]] = []
    disputed = False
    for at, event in enumerate(facts):
        counted = bool(hands) and hands[-1][1] > 0
        if event["kind"] == "in":
            hands = _less(hands, event) if counted and event["quantity"] else []
            disputed = False
        elif event["kind"] == "settle":
            before = [one for one in facts[:at] if one["kind"] == "out" and _to(one) == _to(event)]
            hands = [] if event["to_id"] is None else [(before[-1] if before else event, 0)]
            disputed = False
        elif event["kind"] == "out":
            if hands and not counted and _to(hands[-1][0]) != _to(event):
                disputes.append((hands[-1][0], event))
                disputed = True
            disputed = disputed and not (counted and not event["quantity"])
            hands = _more(hands, event, counted=counted)
    last = hands[-1][0] if hands else None
    return {
        "holder_kind": last["to_kind"] if last else None,
        "holder_id": last["to_id"] if last else None,
        "held_since": last["claimed_at"] if last else None,
        "due_at": _until(facts, last),
        "disputed": int(disputed),
        "place": _place(facts),
        "trouble": _trouble(facts),
        "out_count": sum(count for _, count in hands) or None,
        "broken_count": _count(facts, "damaged", "repaired"),
        "missing_count": _count(facts, "lost", "found"),
    }, disputes


def _count(facts: list[Row], more: str, less: str) -> int | None:
    """Of so many it was said, and not taken back."""
    count = 0
    for event in facts:
        if event["kind"] == more:
            count += event["quantity"] or 0
        elif event["kind"] == less:
            count = max(0, count - event["quantity"]) if event["quantity"] else 0
    return count or None


def _until(facts: list[Row], last: Row | None) -> int | None:
    """Until when it is out: whoever has it may have been given it once more, for longer."""
    if last is None:
        return None
    since = facts[facts.index(last) :]
    days = [one["due_at"] for one in since if _to(one) == _to(last) and one["kind"] in ("out", last["kind"])]
    return next((day for day in reversed(days) if day is not None), None)


def _place(facts: list[Row]) -> str | None:
    """Where it was put last."""
    put = [one for one in facts if one["kind"] in ("in", "move", "audit", "found") and one["to_id"] is not None]
    return put[-1]["to_id"] if put and put[-1]["to_kind"] == "resource" else None


def _trouble(facts: list[Row]) -> str | None:
    """Lost until somebody sees it, damaged until it is mended; of so many alone it is no word about all of it."""
    kinds = [one["kind"] for one in facts if not (one["quantity"] and one["kind"] in ("lost", "damaged"))]
    telling = [kind for kind in kinds if kind not in ("damaged", "repaired", "settle")]
    mending = [kind for kind in kinds if kind in ("damaged", "repaired")]
    if telling and telling[-1] == "lost":
        return "lost"
    return "damaged" if mending and mending[-1] == "damaged" else None


def _more(hands: list[tuple[Row, int]], event: Row, *, counted: bool) -> list[tuple[Row, int]]:
    """So many more for this one, or all of it."""
    same = [(scan, count) for scan, count in hands if counted and _to(scan) == _to(event)]
    if event["quantity"]:
        others = [one for one in hands if counted and one not in same]
        return [*others, (event, sum(count for _, count in same) + event["quantity"])]
    if hands and not counted and _to(hands[-1][0]) == _to(event):
        return hands
    return [(event, 0)]


def _to(event: Row) -> tuple[str | None, str | None]:
    return event["to_kind"], event["to_id"]


def _less(hands: list[tuple[Row, int]], event: Row) -> list[tuple[Row, int]]:
    """So many back: the giver's, or of whoever took some last, and then of who took some before."""
    giver, back = (event["from_kind"], event["from_id"]), event["quantity"]
    left: list[tuple[Row, int]] = []
    for scan, count in reversed(hands):
        mine = giver == (None, None) or _to(scan) == giver
        taken = min(count, back) if mine else 0
        back -= taken
        if count > taken:
            left.insert(0, (scan, count - taken))
    return left


# ---- bookings


def _may_book(deed: Deed, row: Row) -> bool:
    group = row["group"]
    if group is None and row["activity"] is not None:
        activity = deed.club.get("activity", row["activity"])
        group = activity["group"] if activity else None
    return deed.things() or deed.trains(group)


def booking_make(deed: Deed, args: Row) -> None:
    row = {"contact": None, "group": None, "activity": None, "quantity": None, **args}
    deed.allow(_may_book(deed, row))
    deed.fresh("booking", row["id"])
    thing = deed.need("resource", row["resource"])
    if thing["status"] == "archived":
        raise No("archived")
    named = [table for table in ("contact", "group", "activity") if row[table] is not None]
    if len(named) != 1:
        raise No("invalid")
    deed.need(named[0], row[named[0]])
    if row["to_at"] <= row["from_at"]:
        raise No("bad_period")
    room = (thing["quantity"] or 1) if thing["kind"] == "quantity" else 1
    others = list(deed.club.all("booking", resource=thing["id"], present=1))
    for moment in [row["from_at"], *(one["from_at"] for one in others)]:
        if row["from_at"] <= moment < row["to_at"]:
            busy = [one for one in others if one["from_at"] <= moment < one["to_at"]]
            if sum(one["quantity"] or 1 for one in busy) + (row["quantity"] or 1) > room:
                raise No("booked")
    deed.create("booking", {**row, "by_user": deed.user, "present": 1})


def booking_cancel(deed: Deed, args: Row) -> None:
    row = deed.need("booking", args["id"])
    deed.allow(_may_book(deed, row))
    if not row["present"]:
        raise No("gone")
    deed.write("booking", row["id"], {"present": 0})


# ---- going through a place


def audit_finish(deed: Deed, args: Row) -> None:
    deed.allow(deed.things())
    deed.fresh("audit_session", args["id"])
    deed.need("resource", args["place"])
    lines = args["lines"]
    for line in lines:
        if line.get("resource") is not None:
            deed.need("resource", line["resource"])
        if (line.get("resource") is None) != (line["outcome"] == "unknown") or line.get("resource") == args["place"]:
            raise No("invalid")
    things = [line["resource"] for line in lines if line.get("resource") is not None]
    if len(set(things)) < len(things):
        raise No("invalid")
    found = {word: [line["outcome"] for line in lines].count(word) for word in WORDS}
    session = {name: value for name, value in args.items() if name != "lines"}
    deed.create("audit_session", {**session, **found, "finished_at": deed.estimated, "by_user": deed.user})
    for number, line in enumerate(lines):
        thing = line.get("resource")
        id = named_for("audit_line", args["id"], thing or str(number))
        deed.create("audit_line", {"resource": None, "shown": None, **line, "id": id, "session": args["id"]})
        kind = {"seen": "audit", "moved": "move", "returned": "in"}.get(line["outcome"])
        if thing is not None and kind is not None:
            fact = {"id": named_for("audit_fact", args["id"], thing), "resource": thing}
            _scan(deed, {**fact, "to_kind": "resource", "to_id": args["place"]}, kind)


WORDS = ("seen", "moved", "returned", "missing", "unknown")
