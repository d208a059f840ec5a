"""What the naive club knows of activities that repeat: it looks at every day of the calendar, one by one."""

import json
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from tests.simulation.naive.club import Row
from tests.simulation.naive.deed import Deed, No, named_for, text_of
from tests.simulation.naive.verbs_things import held, take_out

WEEK = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
SAID = ("title", "start", "end", "shift", "location", "meeting_point", "note", "expects")
WHEN = ("start_at", "end_at", "all_day")
PLACE = ("location", "meeting_point")


def activity_move(deed: Deed, args: Row) -> None:
    row = deed.need("activity", args["id"])
    deed.allow(deed.office() or deed.trains(row["group"]))
    if row["cancelled"]:
        raise No("cancelled")
    wanted, still = args["set"], args["still"]
    if not wanted or set(wanted) != set(still) or not set(wanted) <= {*WHEN, *PLACE}:
        raise No("invalid")
    if any((row[name] or None) != (still[name] or None) for name in wanted):
        raise No("changed_since")
    after = {**row, **wanted}
    if after["end_at"] is not None and after["end_at"] < after["start_at"]:
        raise No("bad_period")
    _say(deed, row, dict(wanted))


def activity_series_create(deed: Deed, args: Row) -> None:
    group, count, until = args.get("group"), args.get("count"), args.get("until_on")
    deed.allow(deed.office() or deed.trains(group))
    deed.fresh("activity_series", args["id"])
    if group is not None:
        deed.need("group", group)
    if (count is None) == (until is None) or (count is not None and count < 1):
        raise No("invalid")
    found = []
    for day in _days(args["rule"], args["first_on"], until or "2199-12-31"):
        found.append(day)
        if len(found) == count:
            break
    if not found:
        raise No("invalid")
    phase = {"from_on": args["first_on"], "shift": 0, **{name: args.get(name) for name in SAID if name != "shift"}}
    _plausible(phase)
    row = {name: args.get(name) for name in ("id", "kind", "rule", "first_on", "zone", "group")}
    row |= {"until_on": until or found[-1], "sequence": 0}
    deed.create("activity_series", {**row, "phases": text_of([phase])})
    for day in found:
        _occur(deed, row, phase, day)


def activity_series_extend(deed: Deed, args: Row) -> None:
    row = deed.need("activity_series", args["id"])
    deed.allow(deed.office() or deed.trains(row["group"]))
    until = max(args["until_on"], row["until_on"])
    plan = _plan_of(row)
    on = (
        _days_on(day, -plan["shift"]) for day in _days(plan["rule"], plan["first_on"], _days_on(until, plan["shift"]))
    )
    found = [day for day in on if day > row["until_on"]]
    if not found and until != row["until_on"]:
        raise No("invalid")
    deed.write("activity_series", row["id"], {"until_on": until})
    for day in found:
        _occur(deed, row, _phase(json.loads(row["phases"]), day), day, plan["turn"])


def activity_series_change(deed: Deed, args: Row) -> None:
    row = deed.need("activity_series", args["id"])
    deed.allow(deed.office() or deed.trains(row["group"]))
    since, said = args.get("from_on"), args["set"]
    if (args["scope"] == "all") != (since is None) or not said:
        raise No("invalid")
    old, new = json.loads(row["phases"]), json.loads(row["phases"])
    begin = since or row["first_on"]
    if any(_phase(old, begin)[name] != value for name, value in (args.get("still") or {}).items()):
        raise No("changed_since")
    if begin > new[0]["from_on"] and begin not in [one["from_on"] for one in new]:
        new.append({**_phase(new, begin), "from_on": begin})
        new.sort(key=lambda one: one["from_on"])
    for phase in new:
        if since is None or phase["from_on"] >= since:
            phase.update(said)
        _plausible(phase)
    told = {"sequence": row["sequence"] + 1, "changed_at": deed.estimated, "changed_by": deed.user}
    deed.write("activity_series", row["id"], {**told, "changed_from": begin, "phases": text_of(new)})
    for one in _ahead(deed, row, since):
        was, now = (_as_said(row, _phase(phases, one["occurs_on"]), one["occurs_on"]) for phases in (old, new))
        _say(deed, one, _followed(one, was, now, set(said), edited_too=bool(args.get("edited_too"))))


def _followed(one: Row, was: Row, now: Row, said: set[str], *, edited_too: bool) -> Row:
    """What still is as it was planned, or all that is spoken of."""
    wanted: Row = {}
    for names in (WHEN, ("title",), ("location",), ("meeting_point",), ("note",), ("expects",)):
        spoken = {"start", "end", "shift"} if names is WHEN else set(names)
        as_planned = [one[name] for name in names] == [was[name] for name in names]
        if spoken & said and (as_planned or edited_too):
            wanted |= {name: now[name] for name in names if now[name] != one[name]}
    return wanted


def activity_series_cancel(deed: Deed, args: Row) -> None:
    row = deed.need("activity_series", args["id"])
    deed.allow(deed.office() or deed.trains(row["group"]))
    left = [one for one in _ahead(deed, row, args["from_on"]) if not one["cancelled"]]
    if not left:
        raise No("cancelled")
    _turn(deed, row, left, args["from_on"], {"cancelled": 1, "cancel_reason": args.get("reason")})


def activity_series_reinstate(deed: Deed, args: Row) -> None:
    row = deed.need("activity_series", args["id"])
    deed.allow(deed.office() or deed.trains(row["group"]))
    left = [one for one in _all(deed, row) if one["occurs_on"] in args["days"] and one["cancelled"]]
    if not left:
        raise No("changed_since")
    _turn(deed, row, left, min(one["occurs_on"] for one in left), {"cancelled": 0, "cancel_reason": None})


def activity_series_delete(deed: Deed, args: Row) -> None:
    """What is to come from a day on goes, but for where somebody was marked; with the last of it the series itself."""
    row = deed.need("activity_series", args["id"])
    deed.allow(deed.office() or deed.trains(row["group"]))
    ahead = _ahead(deed, row, args["from_on"])
    going = [one for one in ahead if not held(deed, one)]
    if not going:
        raise No("attended" if ahead else "gone")
    for one in going:
        take_out(deed, one)
    left = [one["occurs_on"] for one in _all(deed, row)]
    if left:
        marks = {"changed_at": deed.estimated, "changed_by": deed.user, "changed_from": args["from_on"]}
        deed.write(
            "activity_series",
            row["id"],
            {**marks, "sequence": row["sequence"] + 1, "until_on": max(left), **_another_turn(row)},
        )
    else:
        deed.remove("activity_series", row["id"])


def activity_series_replan(deed: Deed, args: Row) -> None:
    """From a day on another rule: what falls on its days stays, the rest goes, what is missing comes."""
    row = deed.need("activity_series", args["id"])
    deed.allow(deed.office() or deed.trains(row["group"]))
    plan, still = _plan_of(row), args["still"]
    if set(still) != {"rule", "until_on"}:
        raise No("invalid")
    if (still["rule"], still["until_on"]) != (plan["rule"], row["until_on"]):
        raise No("changed_since")
    phases, since, until = json.loads(row["phases"]), args["from_on"], args["until_on"]
    first = _days_on(since, _phase(phases, since)["shift"])
    farthest = max(phase["shift"] for phase in phases)
    on = set(_days(args["rule"], first, _days_on(until, farthest)))
    wanted, day = [], since
    while day <= until:
        if _days_on(day, _phase(phases, day)["shift"]) in on:
            wanted.append(day)
        day = _days_on(day, 1)
    there = {one["occurs_on"] for one in _all(deed, row)}
    left = set(there)
    for one in _ahead(deed, row, since):
        if one["occurs_on"] not in wanted and not held(deed, one):
            take_out(deed, one)
            left.discard(one["occurs_on"])
    for day in wanted:
        phase = _phase(phases, day)
        if day not in there and _as_said(row, phase, day)["start_at"] > deed.estimated:
            _occur(deed, row, phase, day, plan["turn"] + 1)
            left.add(day)
    if not left or not wanted:
        raise No("invalid")
    told = {
        "changed_at": deed.estimated,
        "changed_by": deed.user,
        "changed_from": since,
        "sequence": row["sequence"] + 1,
    }
    told |= {"until_on": max(until, *left)}
    now = {"rule": args["rule"], "first_on": first, "shift": phases[-1]["shift"], "turn": plan["turn"] + 1}
    deed.write("activity_series", row["id"], {**told, "replanned": text_of(now)})


def _plan_of(row: Row) -> Row:
    """What it follows now: the last rule that it was given."""
    found: Row = {"rule": row["rule"], "first_on": row["first_on"], "shift": 0, "turn": 0}
    return found if row["replanned"] is None else json.loads(row["replanned"])


def _another_turn(row: Row) -> Row:
    """What is made from now on is not what went."""
    plan = _plan_of(row)
    return {"replanned": text_of({**plan, "turn": plan["turn"] + 1})}


def _days_on(day: str, days: int) -> str:
    return (date.fromisoformat(day) + timedelta(days=days)).isoformat()


def _turn(deed: Deed, row: Row, ones: list[Row], begin: str, values: Row) -> None:
    marks = {"changed_at": deed.estimated, "changed_by": deed.user}
    deed.write("activity_series", row["id"], {**marks, "changed_from": begin, "sequence": row["sequence"] + 1})
    for one in ones:
        deed.write("activity", one["id"], {**values, **marks, "sequence": one["sequence"] + 1})


def _say(deed: Deed, one: Row, wanted: Row) -> None:
    """What others write too is said; that somebody must be told is a fold."""
    news: Row = {}
    if {*WHEN, *PLACE} & set(wanted):
        news = {"sequence": one["sequence"] + 1, "changed_at": deed.estimated, "changed_by": deed.user}
    if wanted.get("start_at", one["start_at"]) != one["start_at"]:
        news["was_start_at"] = one["start_at"]
    if wanted:
        deed.say("activity", one["id"], wanted)
    if news:
        deed.write("activity", one["id"], news)


def _all(deed: Deed, row: Row) -> list[Row]:
    return [one for one in deed.club.all("activity", series=row["id"]) if one["occurs_on"] is not None]


def _ahead(deed: Deed, row: Row, since: str | None) -> list[Row]:
    ones = _all(deed, row)
    return [one for one in ones if one["start_at"] > deed.estimated and one["occurs_on"] >= (since or "0000")]


def _occur(deed: Deed, row: Row, phase: Row, day: str, turn: int = 0) -> None:
    id = named_for("occurrence", row["id"], day, *([str(turn)] if turn else []))
    deed.fresh("activity", id)
    if deed.stood is not None and deed.club.buried(("activity", id), deed.stood):
        return  # told again, and deleted since
    fixed = {"id": id, "series": row["id"], "occurs_on": day, "sequence": 0, "cancelled": 0}
    fixed |= {name: row[name] for name in ("kind", "zone", "group")}
    deed.create("activity", {**_as_said(row, phase, day), **fixed})


def _phase(phases: list[Row], day: str) -> Row:
    return [phases[0], *(one for one in phases if one["from_on"] <= day)][-1]


def _plausible(phase: Row) -> None:
    if not phase["title"] or (phase["end"] and not phase["start"]) or abs(phase["shift"]) > 27:
        raise No("invalid")
    for name in ("start", "end"):
        if phase[name] and not "00:00" <= phase[name] <= "23:59":
            raise No("invalid")


def _as_said(row: Row, phase: Row, day: str) -> Row:
    on = date.fromisoformat(day) + timedelta(days=phase["shift"])
    made = {name: phase[name] for name in ("title", "location", "meeting_point", "note", "expects")}
    start, end = phase["start"], phase["end"]
    if not start:
        return {**made, "start_at": _instant(on, "00:00", row["zone"]), "end_at": None, "all_day": 1}
    begun = _instant(on, start, row["zone"])
    if not end:
        return {**made, "start_at": begun, "end_at": None, "all_day": 0}
    over = _instant(on + timedelta(days=1) if end <= start else on, end, row["zone"])
    return {**made, "start_at": begun, "end_at": max(begun, over), "all_day": 0}


def _instant(day: date, clock: str, zone: str) -> int:
    return round(datetime.fromisoformat(f"{day} {clock}").replace(tzinfo=ZoneInfo(zone)).timestamp() * 1000)


def _days(rule: str, first: str, until: str) -> Iterator[str]:
    """One by one, each asked whether it is one."""
    parts: dict[str, Any] = dict(part.split("=") for part in rule.split(";"))
    every, named = int(parts.get("INTERVAL", 1)), parts.get("BYDAY", "").split(",")
    kind, begin = parts["FREQ"], date.fromisoformat(first)
    if kind not in ("DAILY", "WEEKLY", "MONTHLY"):
        raise No("invalid")
    monday = begin - timedelta(days=begin.weekday())
    day = begin
    while day.isoformat() <= until:
        if kind == "DAILY":
            yes = (day - begin).days % every == 0
        elif kind == "WEEKLY":
            wanted = named if named != [""] else [WEEK[begin.weekday()]]
            yes = (day - monday).days // 7 % every == 0 and WEEK[day.weekday()] in wanted
        else:
            months = (day.year - begin.year) * 12 + day.month - begin.month
            last = (day + timedelta(days=7)).month != day.month
            place, name = (day.day + 6) // 7, WEEK[day.weekday()]
            fits = f"{place}{name}" in named or (last and f"-1{name}" in named)
            yes = months % every == 0 and (fits if named != [""] else day.day == begin.day)
        if yes:
            yield day.isoformat()
        day += timedelta(days=1)
