"""What a change of a series asks for, what would come of it, and the way back."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from mobile.foresight import Foreseen
from mobile.reader.repeating import Series
from mobile.screens.agenda import rhythm
from mobile.screens.agenda.activity_form import OVERNIGHT, TIMES, expected, local_hours, times
from mobile.touchline import Touchline
from shared.domain.calendar import coming_day, local_date
from shared.domain.series import Phase
from shared.refusals import Invalid

WORDS = ("title", "location", "meeting_point", "note")
Wish = tuple[str, dict[str, Any]]
NAMES = 3
"""People who are named; of more it is said how many."""


@dataclass(frozen=True)
class Part:
    """The evenings of a series that are meant: from the day of the rule `begin` on, which takes place on `planned`, as
    `said` says them; `whole` for all that are to come.
    """

    series: Series
    begin: str
    whole: bool

    @property
    def said(self) -> Phase:
        """What the series says of the first of them, or of all."""
        return self.series.said(self.series.first_on if self.whole else self.begin)

    @property
    def planned(self) -> date:
        """The day on which the first of them takes place."""
        return date.fromisoformat(self.begin) + timedelta(days=self.series.said(self.begin).shift)


def wishes(touchline: Touchline, part: Part, before: Mapping[str, str], changes: Mapping[str, str]) -> list[Wish]:
    """What was typed, as verbs of one gesture. Raises Invalid with the name of the field as it is typed."""
    texts = {**before, **changes}
    rule, moved = _rule(part, before, texts)
    wanted = _wanted(touchline, part, texts, changes)
    if "day" in changes and (rule or moved):
        raise Invalid("weekdays", "day_or_weekdays")
    if moved:
        wanted["shift"] = part.said.shift + moved
    asked: list[Wish] = []
    if wanted:
        still = {name: getattr(part.said, name) for name in wanted}
        since = {"scope": "all", "from_on": None} if part.whole else {"scope": "following", "from_on": part.begin}
        change: dict[str, Any] = {"id": part.series.id, **since, "set": wanted, "still": still}
        asked.append(("activity_series.change", {**change, "edited_too": texts["edited"] == "too"}))
    return asked + _how_long(touchline, part, rule, changes)


def _rule(part: Part, before: Mapping[str, str], texts: Mapping[str, str]) -> tuple[str, int]:
    """The rule that was chosen, and by how many days one weekday moved to another; nothing where nothing changes."""
    names = ("repeat", "weekdays")
    if all(texts[name] == before[name] for name in names):
        return "", 0
    old, new = (values["weekdays"].split() for values in (before, texts))
    if texts["repeat"] == before["repeat"] and len(old) == len(new) == 1:
        return "", rhythm.apart(old[0], new[0])
    return rhythm.rule(texts["repeat"], texts["weekdays"], part.planned), 0


def _wanted(touchline: Touchline, part: Part, texts: Mapping[str, str], changes: Mapping[str, str]) -> dict[str, Any]:
    """What is to be said otherwise; another day moves all of them as far. Raises Invalid."""
    said, series = part.said, part.series
    wanted: dict[str, Any] = {name: changes[name] or None for name in WORDS if name in changes}
    if "expects" in changes:
        wanted["expects"] = expected(changes["expects"])
    if any(name in changes for name in TIMES):
        when = times(texts, touchline.today, series.zone, series.kind in OVERNIGHT)
        moved = (local_date(when["start_at"], series.zone) - part.planned).days
        wanted |= local_hours(when, series.zone) | {"shift": said.shift + moved}
    return {name: value for name, value in wanted.items() if value != getattr(said, name)}


def _how_long(touchline: Touchline, part: Part, rule: str, changes: Mapping[str, str]) -> list[Wish]:
    """Another rule, or the same for longer or for less. Raises Invalid `until`."""
    series = part.series
    last = series.until_on
    if "until" in changes:
        last = coming_day(changes["until"], "until", touchline.today).isoformat()
        if last < part.begin:
            raise Invalid("until", "before_start")
    if rule:
        still = {"rule": series.plan.rule, "until_on": series.until_on}
        args = {"id": series.id, "from_on": part.begin, "rule": rule, "until_on": last, "still": still}
        return [("activity_series.replan", args)]
    if last > series.until_on:
        return [("activity_series.extend", {"id": series.id, "until_on": last})]
    if last < series.until_on:
        after = date.fromisoformat(last) + timedelta(days=1)
        return [("activity_series.delete", {"id": series.id, "from_on": after.isoformat()})]
    return []


def foretold(touchline: Touchline, foreseen: Foreseen) -> str:
    """What would come of it, in sentences: how many move, go, come and change, and who had answered what goes."""
    words = touchline.words
    if foreseen.refusal is not None:
        return words.refusal(foreseen.refusal.code, foreseen.refusal.about)
    changed = [row for row in foreseen.rows if (row.how, row.table) == ("change", "activity")]
    moved = sum("start_at" in row.values for row in changed)
    counts = {
        "moved": moved,
        "changed": len(changed) - moved,
        "gone": len(foreseen.ids("go", "activity")),
        "come": len(foreseen.ids("come", "activity")),
    }
    said = [words.plural(f"series.foreseen.{what}", n) for what, n in counts.items() if n]
    if who := touchline.reader.agenda.who_answered(foreseen.ids("go", "activity_guest")):
        names = ", ".join(who[:NAMES])
        more = len(who) - NAMES
        who_all = words.plural("series.foreseen.more", more, names=names) if more > 0 else names
        said.append(words("series.foreseen.answered", who=who_all))
    return " ".join(said)


def ways_back(part: Part, asked: list[Wish], foreseen: Foreseen) -> list[Wish]:
    """The wishes that take this back; none where no word brings back what was there."""
    [(verb, args)] = asked if len(asked) == 1 else [("", {})]
    gone = foreseen.ids("go", "activity")
    restore: list[Wish] = [("row.restore", {"table": "activity", "id": gone[0]})] if gone else []
    if verb == "activity_series.delete":
        return restore
    if verb == "activity_series.replan" and part.said.shift == part.series.plan.shift:
        still = {"rule": args["rule"], "until_on": args["until_on"]}
        return [*restore, (verb, {**args, **args["still"], "still": still})]
    if verb == "activity_series.change" and not args["edited_too"]:
        later = [one for one in part.series.phases if part.whole or one.from_on > part.begin]
        if all(getattr(one, name) == value for one in later for name, value in args["still"].items()):
            return [(verb, {**args, "set": args["still"], "still": args["set"]})]
    return []
