"""A person as a file tells it, and the one form in which the club writes it down."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from shared.domain.calendar import parse_date
from shared.domain.contact import display_name, fold
from shared.domain.contact_point import COUNTRY, normalise_email, normalise_phone, normalise_web
from shared.domain.iban import parse_iban
from shared.exchange.plan import BrokenLine
from shared.refusals import Invalid

DateOrder = Literal["day", "month"]

_FORMULA = re.compile(r"[=+\-@\t\r]|[＝＋－＠]")
_EXCEL_TEXT = re.compile(r'="(.*)"')
_COMPACT_DATE = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})")
_SLASHED = re.compile(r"([0-9]{1,2})[/.\-]([0-9]{1,2})[/.\-]([0-9]{4}|[0-9]{2})")
_NO_DATE = frozenset(("0/0/00", "00/00/0000", "0000-00-00", "0/0/0000"))
_SEX = {
    "m": "m", "man": "m", "male": "m", "mannelijk": "m", "jongen": "m", "homme": "m", "masculin": "m",
    "v": "f", "f": "f", "vrouw": "f", "female": "f", "vrouwelijk": "f", "meisje": "f", "femme": "f", "w": "f",
    "x": "x", "o": "x", "other": "x", "andere": "x", "n": "x",
}  # fmt: skip
_LANGUAGES = {
    "nl": "nl", "nederlands": "nl", "dutch": "nl", "neerlandais": "nl", "nld": "nl",
    "en": "en", "engels": "en", "english": "en", "anglais": "en", "eng": "en",
    "fr": "fr", "frans": "fr", "french": "fr", "francais": "fr", "fra": "fr",
}  # fmt: skip
_COUNTRIES = {
    "be": "BE", "belgie": "BE", "belgium": "BE", "belgique": "BE", "belgien": "BE", "b": "BE",
    "nl": "NL", "nederland": "NL", "netherlands": "NL", "the netherlands": "NL", "pays bas": "NL",
    "fr": "FR", "frankrijk": "FR", "france": "FR", "de": "DE", "duitsland": "DE", "germany": "DE",
    "lu": "LU", "luxemburg": "LU", "luxembourg": "LU", "gb": "GB", "uk": "GB", "united kingdom": "GB",
    "verenigd koninkrijk": "GB", "us": "US", "usa": "US", "united states": "US",
    "united states of america": "US", "ca": "CA", "canada": "CA",
}  # fmt: skip


@dataclass(frozen=True)
class Point:
    """A way to reach somebody, in its stored form."""

    kind: str
    value: str
    label: str | None = None


@dataclass(frozen=True)
class PersonDraft:
    """One person of a file, every value in the form in which it is stored; empty where the file says nothing."""

    line: int
    given_name: str
    family_name: str
    personal: Mapping[str, str] = field(default_factory=dict)
    identity: Mapping[str, str] = field(default_factory=dict)
    finance: Mapping[str, str] = field(default_factory=dict)
    emergency: Mapping[str, str] = field(default_factory=dict)
    points: tuple[Point, ...] = ()
    address: Mapping[str, str] = field(default_factory=dict)
    left_out: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """For a person to read."""
        return display_name(self.given_name, self.family_name)


def plain(text: str) -> str:
    """A cell as its author meant it: without Excel's `="0475..."` and the apostrophe before a formula."""
    bare = text.strip()
    if found := _EXCEL_TEXT.fullmatch(bare):
        return found[1].strip()
    if bare[:1] == "'" and _FORMULA.match(bare[1:]):
        return bare[1:].strip()
    return bare


def words(name: str, text: str) -> str:
    """Words on one line. Raises BrokenLine `formula` for a cell that a spreadsheet would run, `too_long`."""
    bare = " ".join(text.split())
    if _FORMULA.match(bare):
        raise BrokenLine("formula", name, bare)
    if len(bare) > 200:
        raise BrokenLine("too_long", name, bare)
    return bare


def split_name(full: str) -> tuple[str, str]:
    """Given and family name of a whole name: `Van den Broeck, An` or `An Van den Broeck`."""
    if "," in full:
        family, _, given = full.partition(",")
        return given.strip(), family.strip()
    given, _, family = full.strip().partition(" ")
    return given, family.strip()


def birth_date(text: str, today: date, order: DateOrder = "day") -> str | None:
    """The day as `YYYY-MM-DD`; None for what programs write for no date. Raises BrokenLine."""
    bare = text.strip().split("T")[0].split(" ")[0] if re.match(r"[0-9]", text.strip()) else text.strip()
    if bare in _NO_DATE:
        return None
    if compact := _COMPACT_DATE.fullmatch(bare):
        bare = "-".join(compact.groups())
    if order == "month" and (slashed := _SLASHED.fullmatch(bare)):
        bare = f"{slashed[2]}/{slashed[1]}/{slashed[3]}"
    try:
        day = parse_date(bare, "birth_date", today=today)
    except Invalid as problem:
        raise BrokenLine("not_date", "birth_date", text) from problem
    if not date(1900, 1, 1) <= day <= today:
        raise BrokenLine("date_out_of_range", "birth_date", text)
    return day.isoformat()


def date_order(texts: Iterable[str]) -> DateOrder:
    """Whether a column writes the month first: some day can only be read so, and none only the other way."""
    found = [match for text in texts if (match := _SLASHED.match(text.strip()))]
    month_first = any(int(match[2]) > 12 for match in found)
    day_first = any(int(match[1]) > 12 for match in found)
    return "month" if month_first and not day_first else "day"


def email(text: str, label: str | None = None) -> Point:
    """An address in its stored form. Raises BrokenLine."""
    try:
        return Point("email", normalise_email(text.removeprefix("mailto:")), label)
    except Invalid as problem:
        raise BrokenLine("not_email", "email", text) from problem


def phone(text: str, kind: str, label: str | None = None, country: str = COUNTRY) -> Point:
    """A number in E.164; what its numbering plan calls a mobile becomes one. Raises BrokenLine.

    The extension of a switchboard goes into the label: it is dialled after the number, not with it.
    """
    import phonenumbers

    bare, _, extension = text.strip().removeprefix("tel:").partition(";ext=")
    try:
        value = normalise_phone(bare, country)
    except Invalid as problem:
        raise BrokenLine("not_phone", kind, text) from problem
    if extension:
        label = " ".join(filter(None, (label, f"({extension})")))
    if phonenumbers.number_type(phonenumbers.parse(value)) == phonenumbers.PhoneNumberType.MOBILE:
        kind = "mobile"
    return Point(kind, value, label)


def web(text: str, label: str | None = None) -> Point:
    """A web address with its scheme. Raises BrokenLine."""
    try:
        return Point("web", normalise_web(text), label)
    except Invalid as problem:
        raise BrokenLine("not_web", "web", text) from problem


def iban(text: str) -> str:
    """A valid IBAN. Raises BrokenLine."""
    try:
        return parse_iban(text)
    except Invalid as problem:
        raise BrokenLine("not_iban", "iban", text) from problem


def sex(text: str) -> str:
    """f, m or x. Raises BrokenLine."""
    return _choice("sex", text, _SEX)


def language(text: str) -> str | None:
    """A language of the club, None for another one."""
    return _LANGUAGES.get(fold(text).split(" ")[0])


def country(text: str) -> str:
    """Two letters where the name is known, else the text."""
    return _COUNTRIES.get(fold(text), words("country", text))


def is_country(code: str) -> bool:
    """Whether these are the two letters of a country that `country` knows."""
    return code in _COUNTRIES.values()


def _choice(name: str, text: str, choices: Mapping[str, str]) -> str:
    found = choices.get(fold(text))
    if found is None:
        raise BrokenLine("not_a_choice", name, text)
    return found
