"""Verbs about seasons, groups and memberships. Nobody becomes an ex-member: a membership ends (feature 43).

Who is in a group today follows from dates: who joins later or leaves later is turned by the server on that day. Nobody
is in a group of a season that is over while another one runs: whoever is put in it was in it until its last day.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from shared.actions.days import today, will_come, within
from shared.actions.seasons import bounded, last_day, turned
from shared.actions.verb import ID, SET, Call, Verb, fields_of, inserted, need, new, nobody, patch_verb, patched
from shared.facts import Facts
from shared.refusals import AlreadyEnded, BadPeriod, ChangedSince, Gone, Invalid
from shared.register import Field
from shared.rights import Subject
from shared.sync.change import Change, Patch

HIGHEST_SHIRT = 999
"""More than any shirt bears; who types a year of birth by mistake hears so."""


def _season(facts: Facts, call: Call) -> Sequence[Change]:
    new(facts, "season", call.args["id"])
    _check_period(call.args["start_on"], call.args["end_on"])
    return (inserted("season", {**call.args, "current": within(call.args, today(facts, call), "start_on", "end_on")}),)


def _turn_season(facts: Facts, call: Call) -> Sequence[Change]:
    row = need(facts, "season", call.args["id"])
    return (Patch("season", row["id"], {"current": within(row, call.args["day"], "start_on", "end_on")}),)


def _group(facts: Facts, call: Call) -> Sequence[Change]:
    new(facts, "group", call.args["id"])
    need(facts, "season", call.args["season"])
    return (inserted("group", call.args),)


def _add_member(facts: Facts, call: Call) -> Sequence[Change]:
    new(facts, "group_member", call.args["id"])
    need(facts, "contact", call.args["contact"])
    need(facts, "group", call.args["group"])
    day = today(facts, call)
    row = bounded(call.args, last_day(facts, call.args["group"], day))
    return (inserted("group_member", {**row, "present": within(row, day)}),)


def _remove_member(facts: Facts, call: Call) -> Sequence[Change]:
    """`to_on` is the last day; without one it is today, and who leaves later stays until then."""
    row, day = need(facts, "group_member", call.args["id"]), today(facts, call)
    last = call.args["to_on"] or day
    if not row["present"] and not will_come(row, day):
        raise Gone(table="group_member", id=row["id"])
    stays = row["present"] and last > day
    return (Patch("group_member", row["id"], {"present": int(stays), "to_on": last}),)


def _keep_member(facts: Facts, call: Call) -> Sequence[Change]:
    """Somebody stays after all: the last day that was said is none, and who had left is in the team again. Of a season
    that is over it is the season's last.
    """
    row, day = need(facts, "group_member", call.args["id"]), today(facts, call)
    if row["to_on"] is None:
        raise ChangedSince(table="group_member", id=row["id"], field="to_on")
    open_ = bounded({**row, "to_on": None}, last_day(facts, row["group"], day))
    return (Patch("group_member", row["id"], {"present": within(open_, day), "to_on": open_["to_on"]}),)


def _team_of_member(facts: Facts, args: Mapping[str, Any]) -> Sequence[Subject]:
    return (Subject(group=need(facts, "group_member", args["id"])["group"]),)


def _patch_member(facts: Facts, call: Call) -> Sequence[Change]:
    """The number on the shirt. Two of a team may bear the same one; screens say so."""
    for name in call.args["set"]:
        if name != "shirt_number":
            raise Invalid(name, "unknown_field")
    patch = patched(facts, "group_member", call.args["id"], call.args["set"])
    number = patch.values["shirt_number"]
    if isinstance(number, int) and not 0 <= number <= HIGHEST_SHIRT:
        raise Invalid("shirt_number", "out_of_range")
    return (patch,)


def _turn_member(facts: Facts, call: Call) -> Sequence[Change]:
    """The day decides; a season that is over then ends the place with its last day."""
    row, day = need(facts, "group_member", call.args["id"]), call.args["day"]
    return (Patch("group_member", row["id"], turned(row, last_day(facts, row["group"], day), day)),)


def _membership_type(facts: Facts, call: Call) -> Sequence[Change]:
    new(facts, "membership_type", call.args["id"])
    return (inserted("membership_type", call.args),)


def _start(facts: Facts, call: Call) -> Sequence[Change]:
    new(facts, "membership", call.args["id"])
    need(facts, "contact", call.args["contact"])
    need(facts, "membership_type", call.args["type"])
    return (inserted("membership", call.args),)


def _end(facts: Facts, call: Call) -> Sequence[Change]:
    row = need(facts, "membership", call.args["id"])
    if row["end_on"] is not None:
        raise AlreadyEnded(table="membership", id=row["id"])
    _check_period(row["start_on"], call.args["end_on"])
    return (Patch("membership", row["id"], {"end_on": call.args["end_on"], "end_reason": call.args["reason"]}),)


def _check_period(start_on: str, end_on: str | None) -> None:
    """Dates are `YYYY-MM-DD` text, which sorts as dates do."""
    if end_on is not None and end_on < start_on:
        raise BadPeriod(start_on=start_on, end_on=end_on)


DAY = Field("day", required=True, check="date")
LAST_DAY = Field("to_on", check="date")

VERBS = (
    Verb("season.turn", "guarded", (ID, DAY), nobody, _turn_season),
    Verb("group.turn_member", "guarded", (ID, DAY), nobody, _turn_member),
    Verb("season.create", "guarded", fields_of("season"), nobody, _season),
    Verb("group.create", "guarded", fields_of("group"), nobody, _group),
    patch_verb("group", nobody),
    Verb("group.add_member", "guarded", (*fields_of("group_member"), LAST_DAY), nobody, _add_member),
    Verb("group.remove_member", "guarded", (ID, LAST_DAY), nobody, _remove_member),
    Verb("group.keep_member", "guarded", (ID,), nobody, _keep_member),
    Verb("group_member.patch", "mergeable", (ID, SET), _team_of_member, _patch_member),
    Verb("membership_type.create", "guarded", fields_of("membership_type"), nobody, _membership_type),
    Verb("membership.start", "guarded", fields_of("membership"), nobody, _start),
    Verb(
        "membership.end",
        "guarded",
        (ID, Field("end_on", required=True, check="date"), Field("reason")),
        nobody,
        _end,
    ),
)
