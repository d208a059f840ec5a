"""The letters about what changed in the agenda and about new invoices: short, plain, with one link into the app.

What they say is what the app would show to the same person. Each bears the id of its line in the outbox, so one that a
crash sends again says the same under the same Message-ID; and a link, as a header too (RFC 8058), that ends such
letters for this person with one click.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from email.message import EmailMessage
from itertools import groupby
from typing import Any

from shared.domain.calendar import clock, numeric_date, to_local
from shared.domain.money import format_cents
from shared.domain.notices import Happened
from shared.domain.ogm import format_reference
from sync_server.letters import LANGUAGES, words_of

MOST = 12
"""Lines of one letter; the rest stands in the app."""
MANY = 3
"""From so many on, activities of one series are told in one line."""

State = Mapping[str, Any]


@dataclass(frozen=True)
class Planned:
    """An activity as the reader last heard of it and as it is now; at least one of the two."""

    id: str
    what: Happened
    before: State | None
    now: State | None
    team: str

    @property
    def latest(self) -> State:
        """As it is; of one that is there no more, as it was."""
        found = self.before if self.now is None else self.now
        assert found is not None
        return found


@dataclass(frozen=True)
class Bill:
    """An invoice that was issued. `due_on` is `YYYY-MM-DD`, `reference` its twelve digits."""

    id: str
    number: str
    cents: int
    due_on: str
    reference: str


@dataclass(frozen=True)
class Notice:
    """One letter. `stop` is the token that ends such letters; `id` names the message to all mail servers."""

    id: str
    to: str
    given_name: str
    club: str
    language: str
    stop: str
    planned: Sequence[Planned] = ()
    bills: Sequence[Bill] = ()


def compose(notice: Notice, sender: str, server: str) -> EmailMessage:
    """The message as it is sent. `server` is the address of the club's app."""
    language = notice.language if notice.language in LANGUAGES else "nl"
    say = Say(language)
    club = " ".join(notice.club.split()) or "Touchline"
    stop = f"{server}/api/unsubscribe/{notice.stop}"
    lines = say.bills(notice.bills) if notice.bills else say.agenda(notice.planned)
    values = {"name": notice.given_name, "club": club, "text": "\n\n".join(lines)}
    values |= {"link": f"{server}{_path(notice)}", "stop": stop}
    message = EmailMessage()
    message["Subject"] = _plain(f"{say.subject(notice)} - {club}")
    message["From"] = sender
    message["To"] = notice.to
    message["Message-ID"] = f"<{notice.id}@{sender.rpartition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"
    message["List-Unsubscribe"] = f"<{stop}>"
    message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message.set_content(say("mail.notice.text", **values) + "\n")
    return message


def _path(notice: Notice) -> str:
    place = "money" if notice.bills else "agenda"
    ids = [bill.id for bill in notice.bills] or [one.id for one in notice.planned]
    return f"/{place}/{ids[0]}" if len(ids) == 1 else f"/{place}"


def _plain(text: str) -> str:
    """One line: a header takes no other."""
    return " ".join(text.split())


class Say:
    """The sentences of one language."""

    def __init__(self, language: str) -> None:
        self._language, self._words = language, words_of(language)

    def __call__(self, key: str, **values: object) -> str:
        """The sentence under `key`, filled in."""
        return self._words.gettext(key).format(**values)

    def subject(self, notice: Notice) -> str:
        """What it is about, in a list of letters."""
        if notice.bills:
            numbers = ", ".join(bill.number for bill in notice.bills)
            return self("mail.notice.invoice.subject", number=numbers)
        parts = list(_parts(notice.planned))
        if len(parts) == 1:
            first = parts[0][0]
            return self(f"mail.notice.{first.what}.subject", what=_name(first), day=self.day(first.latest))
        n = len(notice.planned)
        return self._words.ngettext("mail.notice.subject", "mail.notice.subject", n).format(n=n)

    def agenda(self, planned: Sequence[Planned]) -> list[str]:
        """One part an activity, or a series of them."""
        parts = list(_parts(planned))
        said = [self._part(part) for part in parts[:MOST]]
        if left := sum(map(len, parts[MOST:])):
            said.append(self._words.ngettext("mail.notice.more", "mail.notice.more", left).format(n=left))
        return said

    def _part(self, part: Sequence[Planned]) -> str:
        first = part[0]
        lines = [self(f"mail.notice.{first.what}", what=_name(first))]
        if len(part) > 1:
            n, last = len(part), self.day(part[-1].latest)
            times = self._words.ngettext("mail.notice.times", "mail.notice.times", n)
            lines.append("  " + times.format(n=n, first=self.day(first.latest), last=last))
        if first.what in ("moved", "cancelled") and first.before is not None:
            lines.append("  " + self("mail.notice.was", when=self.when(first.before)))
        if first.what == "cancelled" and first.now is not None and first.now["cancel_reason"]:
            lines.append("  " + self("mail.notice.why", reason=_plain(str(first.now["cancel_reason"]))))
        if first.what != "cancelled" and first.now is not None:
            key = "mail.notice.is" if first.what == "moved" else "mail.notice.when"
            lines.append("  " + self(key, when=self.when(first.now)))
        return "\n".join(lines)

    def bills(self, bills: Sequence[Bill]) -> list[str]:
        """Number, amount, by when, and with which reference."""
        said = []
        for bill in bills:
            values = {"number": bill.number, "amount": format_cents(bill.cents, self._language)}
            values |= {"due": numeric_date(date.fromisoformat(bill.due_on), self._language)}
            said.append(self("mail.notice.invoice", **values, reference=format_reference(bill.reference)))
        return said

    def day(self, row: State) -> str:
        """ "zaterdag 28 november"."""
        local = to_local(row["start_at"], row["zone"])
        weekday, month = self(f"weekday.{local.isoweekday()}"), self(f"month.{local.month}")
        return self("date.weekday_and_day", weekday=weekday, day=local.day, month=month)

    def when(self, row: State) -> str:
        """Day, hours, place and where to meet, as far as they are known."""
        hours = "" if row["all_day"] else clock(row["start_at"], row["zone"])
        if hours and row["end_at"] is not None:
            hours = f"{hours}-{clock(row['end_at'], row['zone'])}"
        meet = row["meeting_point"] and self("mail.notice.meet", where=row["meeting_point"])
        return ", ".join(_plain(part) for part in (self.day(row), hours, row["location"], meet) if part)


def _name(planned: Planned) -> str:
    title = _plain(str(planned.latest["title"]))
    return f"{title} ({planned.team})" if planned.team else title


def _parts(planned: Sequence[Planned]) -> Iterator[list[Planned]]:
    """Activities in the order in which they begin; what befell many of one series together, where the first stands."""

    def alike(one: Planned) -> tuple[str, str]:
        return (str(one.latest["series"] or one.id), one.what)

    ordered = sorted(planned, key=lambda one: (one.latest["start_at"], one.id))
    together = [list(group) for _, group in groupby(sorted(ordered, key=alike), key=alike)]
    parts = [part for group in together for part in ([group] if len(group) >= MANY else [[one] for one in group])]
    yield from sorted(parts, key=lambda part: (part[0].latest["start_at"], part[0].id))
