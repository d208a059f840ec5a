"""Importing a file of another program: a plan, its words for a person, and carrying it out through the referee."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Literal

from shared.domain.calendar import to_utc_ms
from shared.exchange import contacts
from shared.exchange.activities import Window, imported_rows, plan_activities
from shared.exchange.plan import Plan, PlanRow
from shared.exchange.recurrence import Budget
from shared.exchange.text import decoded
from shared.facts import Facts
from shared.refusals import Refusal
from shared.register import Row
from sync_server.exchange.agenda_file import read_agenda
from sync_server.referee import Referee, Wish
from sync_server.terminal import safe

NewId = Callable[[], str]
MONTHS_BACK, MONTHS_AHEAD = 6, 12
"""The window of an agenda, 18 months in all: last season's end to next season's start, and no rule for ever."""


def plan_contacts(data: bytes, facts: Facts, new_id: NewId, today: date) -> Plan:
    """See `shared.exchange.contacts.plan_contacts`: vCard or CSV. Raises Unreadable."""
    return contacts.plan_contacts(data, facts, new_id, today)


def plan_agenda(data: bytes, facts: Facts, group: str | None, window: Window) -> Plan:
    """What importing this iCalendar file into the agenda of `group` (None: the whole club's) would do.

    Raises Unreadable for a file that is no calendar or too large.
    """
    return plan_over(data, imported_rows(facts, group), group, window)


def plan_over(data: bytes, here: Sequence[Row], group: str | None, window: Window) -> Plan:
    """The same, of which `here` are the rows that were imported into that agenda before: it asks nothing of the club,
    so it may run beside the one writer.
    """
    budget = Budget()
    return plan_activities(read_agenda(decoded(data), budget), here, group, window, budget)


def window_around(today: date) -> Window:
    """The months around a local day within which occurrences are taken; what is missing is told from that day on."""
    first = today - timedelta(days=MONTHS_BACK * 365 // 12)
    last = today + timedelta(days=MONTHS_AHEAD * 365 // 12)
    return Window(to_utc_ms(first, time()), to_utc_ms(last, time(23, 59)), to_utc_ms(today, time()))


@dataclass(frozen=True)
class Report:
    """What came of a plan. `outcome`: done; broken (there are broken lines, nothing was written); refused (the
    referee refused the row at `line` with `code`; nothing was written).
    """

    outcome: Literal["done", "broken", "refused"]
    written: int = 0
    left_out: int = 0
    line: int = 0
    code: str = ""


def apply(plan: Plan, referee: Referee, new_id: NewId, now: int, *, skip_broken: bool = False) -> Report:
    """Carry out a plan in one transaction: all of its good rows, or nothing.

    Where rows are broken, nothing is written unless `skip_broken`. `now` is UTC ms; `new_id` makes the ids of
    changesets, one a row.
    """
    left_out = len(plan.broken)
    if left_out and not skip_broken:
        return Report("broken", left_out=left_out, line=plan.broken[0].line)
    rows = plan.wishes
    wishes = [Wish(new_id(), now, row.actions) for row in rows]
    try:
        referee.perform_many(wishes)
    except Refusal as refusal:
        place = refusal.about.get("wish")
        line = rows[place].line if isinstance(place, int) else 0
        return Report("refused", left_out=left_out, line=line, code=refusal.code)
    return Report("done", len(rows), left_out)


def described(plan: Plan, language: str = "en", *, everything: bool = False) -> Iterator[str]:
    """The plan as lines for a terminal: counts first, then rows; rows that stay the same only with `everything`."""
    words = WORDS.get(language, WORDS["en"])
    counts = plan.counts
    yield ", ".join(f"{counts[state]} {words[state]}" for state in counts)
    if plan.ignored:
        yield f"{words['ignored']}: {', '.join(map(safe, plan.ignored))}"
    if plan.about.get("outside", "0") != "0":
        yield f"{words['outside']}: {plan.about['outside']}"
    for row in plan.rows:
        if everything or row.state != "same":
            yield _described(row, words)
    for one in plan.missing:
        yield f"{words['missing']}  {safe(one.what)}"


def _described(row: PlanRow, words: dict[str, str]) -> str:
    parts = [f"{words['line']} {row.line}", words[row.state], safe(row.what)]
    if row.reason:
        about = f" ({', '.join(row.fields)})" if row.state == "broken" and row.fields else ""
        parts.append(words.get(row.reason, row.reason) + about)
    elif row.fields:
        parts.append(", ".join(dict.fromkeys(row.fields)))
    if row.shown:
        parts.append(f"«{safe(row.shown)}»")
    if row.left_out:
        parts.append(f"{words['left_out']}: {', '.join(map(safe, row.left_out))}")
    if row.kept:
        parts.append(f"{words['kept']}: {', '.join(row.kept)}")
    return "  ".join(filter(None, parts))


WORDS: dict[str, dict[str, str]] = {
    "en": {
        "new": "new",
        "changed": "changed",
        "same": "same",
        "broken": "broken",
        "line": "line",
        "ignored": "columns not taken over",
        "outside": "activities outside the window",
        "missing": "no longer in the file",
        "kept": "the club's own stays",
        "left_out": "left out",
        "no_name": "no name",
        "formula": "a formula, not a text",
        "too_long": "too long",
        "not_date": "not a date",
        "date_out_of_range": "no date that can be meant",
        "not_email": "not an e-mail address",
        "not_phone": "not a telephone number",
        "not_web": "not a web address",
        "not_iban": "not a bank account",
        "not_a_choice": "not a known word here",
        "open_quote": "a quote that is never closed",
        "quotes": "quotes that do not fit",
        "too_many_cells": "more cells than columns",
        "no_end": "never ends",
        "no_start": "has no start",
        "bad_period": "ends before it starts, or lasts too long",
        "unknown_zone": "a time zone that nobody knows",
        "rule": "a recurrence that is not understood",
        "range": "a change of this and all later occurrences",
        "value": "a value that cannot be read",
        "not_an_event": "not an event",
        "older": "older than what is here",
        "cancelled": "was called off",
    },
    "nl": {
        "new": "nieuw",
        "changed": "gewijzigd",
        "same": "gelijk",
        "broken": "fout",
        "line": "regel",
        "ignored": "kolommen die niet overgenomen worden",
        "outside": "activiteiten buiten de periode",
        "missing": "niet meer in het bestand",
        "kept": "die van de club blijft staan",
        "left_out": "weggelaten",
        "no_name": "geen naam",
        "formula": "een formule, geen tekst",
        "too_long": "te lang",
        "not_date": "geen datum",
        "date_out_of_range": "geen datum die bedoeld kan zijn",
        "not_email": "geen e-mailadres",
        "not_phone": "geen telefoonnummer",
        "not_web": "geen webadres",
        "not_iban": "geen bankrekening",
        "not_a_choice": "hier geen bekend woord",
        "open_quote": "een aanhalingsteken dat nooit sluit",
        "quotes": "aanhalingstekens die niet kloppen",
        "too_many_cells": "meer cellen dan kolommen",
        "no_end": "eindigt nergens",
        "no_start": "heeft geen begin",
        "bad_period": "eindigt voor het begin, of duurt te lang",
        "unknown_zone": "een onbekende tijdzone",
        "rule": "een herhaling die niet begrepen wordt",
        "range": "een wijziging van deze en alle latere keren",
        "value": "een waarde die niet te lezen is",
        "not_an_event": "geen activiteit",
        "older": "ouder dan wat hier staat",
        "cancelled": "ging niet door",
    },
}
