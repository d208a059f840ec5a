"""Every sentence a person reads; every refusal code turned into one. Dates, times and money by language.

The sentences live in `assets/locale/<language>/LC_MESSAGES/touchline.po` under keys ("people.title"). What is read at
start is the compiled `.mo` beside it, with the standard library: nothing to parse on a phone, and plurals by each
catalogue's own rule. `make words` compiles; a test holds the two equal.
"""

import gettext
from collections.abc import Mapping
from datetime import date
from functools import cached_property
from pathlib import Path

from shared.domain.calendar import to_local
from shared.domain.contact import fold

LOCALE = Path(__file__).resolve().parent.parent / "assets" / "locale"
LANGUAGES = ("nl", "en")
"""Complete ones. The next language is a folder under assets/locale and its name here."""


class Words:
    """The catalogue of one language."""

    def __init__(self, language: str) -> None:
        """`language` is one of LANGUAGES; any other speaks English."""
        self.language = language if language in LANGUAGES else "en"
        with (LOCALE / self.language / "LC_MESSAGES" / "touchline.mo").open("rb") as file:
            self._catalogue = gettext.GNUTranslations(file)

    def __call__(self, key: str, /, **values: object) -> str:
        """The sentence under `key`, with `values` filled in. A key without a sentence is shown as it is."""
        text = self._catalogue.gettext(key)
        return text.format(**values) if values else text

    def has(self, key: str) -> bool:
        """Whether there is a sentence under `key`."""
        return self._catalogue.gettext(key) != key

    def plural(self, key: str, n: int, /, **values: object) -> str:
        """The sentence under `key` for `n` of something; `{n}` is filled in."""
        return self._catalogue.ngettext(key, key, n).format(n=self.number(n), **values)

    def refusal(self, code: str, about: Mapping[str, object] | None = None) -> str:
        """What was refused, why, and what to do, for a code of `shared.refusals`."""
        if code == "invalid" and about is not None:
            return self.invalid(str(about.get("field", "")), str(about.get("reason", "")))
        key = f"refusal.{code}"
        return self(key) if self.has(key) else self("refusal.refused")

    def invalid(self, field: str, reason: str) -> str:
        """Which field is wrong and how to put it right."""
        name = f"field.{field}"
        return self(
            "invalid.sentence", field=self(name) if self.has(name) else field, sentence=_lower(self.reason(reason))
        )

    def reason(self, reason: str) -> str:
        """How to put right what is wrong, beside the field itself."""
        key = f"invalid.{reason}"
        text = self(key) if self.has(key) else self("invalid.other")
        return text[:1].upper() + text[1:]

    # --- countries

    def country(self, code: str) -> str:
        """ "België" for BE (ISO 3166); what is no code of a country stays as it is."""
        return self._countries.get(code.upper(), code)

    def country_code(self, text: str) -> str | None:
        """The code of the country that somebody named, in one of our languages or by its code; None for none."""
        sought = fold(text)
        for language in (self.language, *LANGUAGES):
            names = self._countries if language == self.language else Words(language)._countries
            found = next((code for code, name in names.items() if sought in (fold(name), code.lower())), None)
            if found is not None:
                return found
        return None

    @cached_property
    def _countries(self) -> dict[str, str]:
        return dict(line.split(" ", maxsplit=1) for line in self("country.names").splitlines())

    # --- numbers and money

    def number(self, n: int) -> str:
        """12345 as 12.345 or 12,345."""
        return f"{n:,}".replace(",", self("number.thousands"))

    def tenths(self, figure: int | None) -> str:
        """73 as "7,3" on a scale of ten; a dash for nothing."""
        if figure is None:
            return "–"
        whole, rest = divmod(figure, 10)
        return f"{whole}{self('number.decimal')}{rest}"

    def money(self, cents: int) -> str:
        """Euro cents as the language writes them: "€ 1.234,50" or "€1,234.50"."""
        whole, rest = divmod(abs(cents), 100)
        amount = f"{self.number(whole)}{self('number.decimal')}{rest:02d}"
        return self("money.negative" if cents < 0 else "money.amount", amount=amount)

    # --- days and hours

    def day(self, day: date, today: date | None = None) -> str:
        """ "za 29 nov"; "vandaag", "morgen" and "gisteren" near `today`; the year when it is another one."""
        if today is not None:
            near = {0: "date.today", 1: "date.tomorrow", -1: "date.yesterday"}.get((day - today).days)
            if near is not None:
                return self(near)
        key = "date.short" if today is None or day.year == today.year else "date.short_year"
        return self(key, **self._parts(day))

    def short_day(self, day: date) -> str:
        """ "29 nov"."""
        return self("date.day", **self._parts(day))

    def long_day(self, day: date) -> str:
        """ "zaterdag 29 november 2026"."""
        return self("date.long", **self._parts(day))

    def weekday_and_day(self, day: date) -> str:
        """ "Zaterdag 28 november": the heading of a day."""
        text = self("date.weekday_and_day", **self._parts(day))
        return text[:1].upper() + text[1:]

    def iso_day(self, text: str | None) -> str:
        """A stored `YYYY-MM-DD` as "29 nov 2026"; empty for None."""
        return "" if not text else self("date.medium", **self._parts(date.fromisoformat(text)))

    def month(self, day: date) -> str:
        """ "november 2026"."""
        return self("date.month_year", **self._parts(day))

    def time(self, at: int, zone: str) -> str:
        """The hour of an instant (UTC ms) in an IANA zone, as "19:30"."""
        moment = to_local(at, zone)
        return f"{moment.hour:02d}:{moment.minute:02d}"

    def moment(self, at: int, zone: str, today: date) -> str:
        """Day and hour of an instant: "morgen 19:30"."""
        return self("date.moment", day=self.day(to_local(at, zone).date(), today), time=self.time(at, zone))

    def _parts(self, day: date) -> dict[str, object]:
        return {
            "weekday": self(f"weekday.{day.isoweekday()}"),
            "wd": self(f"weekday.short.{day.isoweekday()}"),
            "day": day.day,
            "month": self(f"month.{day.month}"),
            "mon": self(f"month.short.{day.month}"),
            "year": day.year,
        }


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]


def pick_language(wanted: list[str]) -> str:
    """The first of the person's languages that has a catalogue; Dutch when none has."""
    for tag in wanted:
        short = tag.lower().replace("_", "-").split("-")[0]
        if short in LANGUAGES:
            return short
    return "nl"
