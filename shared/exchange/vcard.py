"""Address cards: vCard 2.1 (versit, 1996), 3.0 (RFC 2425 and 2426) and 4.0 (RFC 6350), mixed at will.

A reader of our own: vobject reads neither 2.1 nor 4.0. It takes what the club can hold of a person, and skips
pictures, keys and all else. Lenient where phones and mail programs are (line ends, folds, groups, missing
versions), strict where a value would end up wrong.
"""

import quopri
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from shared.exchange import person
from shared.exchange.person import PersonDraft, Point
from shared.exchange.plan import BrokenLine

MAX_LINES = 2_000
"""Unfolded lines of one card; a picture is one line."""

_NAME = re.compile(r"(?:(?P<group>[A-Za-z0-9\-]+)\.)?(?P<name>[A-Za-z0-9\-]+)(?P<rest>[;:].*)", re.DOTALL)
_PARAMETER = re.compile(r';([^=;:"]+)(?:=((?:"[^"]*"|[^";:])*))?')
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_LABEL_OF_APPLE = re.compile(r"_\$!<(.+)>!\$_")
_LABELS = {
    "home": "thuis", "work": "werk", "mother": "mama", "father": "papa", "parent": "ouder",
    "school": "school", "other": "andere",
}  # fmt: skip
_VCARD2_ENCODINGS = frozenset(("quoted-printable", "base64", "7bit", "8bit", "b", "q"))


@dataclass(frozen=True)
class Property:
    """One content line: `types` are the lower-case words of TYPE, however they were written."""

    line: int
    group: str
    name: str
    parameters: Mapping[str, str]
    types: frozenset[str]
    value: str

    def parts(self, version: str) -> list[str]:
        """The components of a structured value, unescaped."""
        return [_unescaped(part, version) for part in _split(self.value, ";")]

    def text(self, version: str) -> str:
        """A plain value, unescaped."""
        return _unescaped(self.value, version)


@dataclass(frozen=True)
class Card:
    """One card: where it begins, and its properties; or what broke it."""

    line: int
    properties: tuple[Property, ...] = ()
    broken: BrokenLine | None = None

    def all(self, name: str) -> list[Property]:
        """The properties of this name, in order; an alternative of another language counts once (ALTID)."""
        found: dict[str, Property] = {}
        for place, one in enumerate(self.properties):
            if one.name == name:
                found.setdefault(one.parameters.get("altid") or f"#{place}", one)
        return list(found.values())

    def first(self, name: str) -> Property | None:
        """The preferred property of this name, else the first."""
        found = self.all(name)
        return next((one for one in found if _preferred(one)), found[0] if found else None)

    @property
    def version(self) -> str:
        """`2.1`, `3.0` or `4.0`; a card that does not say is read as 3.0."""
        said = self.first("version")
        return said.value.strip() if said else "3.0"


def read_cards(text: str) -> Iterator[Card]:
    """The cards of a file, in order. What stands between is skipped; a card that never ends is broken."""
    start, properties, count = 0, list[Property](), 0
    for number, line in _unfolded(text):
        marker = line.strip().upper()
        if marker.startswith("BEGIN:VCARD"):
            if start and count == 0:
                continue
            if start:
                yield Card(start, broken=BrokenLine("no_end"))
            start, properties, count = number, [], 0
        elif marker.startswith("END:VCARD") and start:
            yield Card(start, tuple(properties)) if count <= MAX_LINES else _too_long(start)
            start, properties, count = 0, [], 0
        elif start:
            count += 1
            if count <= MAX_LINES and (found := _property(number, line)) is not None:
                properties.append(found)
    if start:
        yield Card(start, broken=BrokenLine("no_end"))


def _too_long(start: int) -> Card:
    return Card(start, broken=BrokenLine("too_long"))


def _unfolded(text: str) -> Iterator[tuple[int, str]]:
    """Logical lines, numbered by their first: folds (RFC 6350, 3.2), soft breaks of quoted-printable."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    place = 0
    while place < len(lines):
        number, parts = place + 1, [lines[place]]
        soft = _soft_breaks(lines[place])
        place += 1
        while place < len(lines):
            if soft and parts[-1].endswith("="):
                parts.append(lines[place])
            elif lines[place][:1] in (" ", "\t") and lines[place].strip():
                parts.append(lines[place][1:])
            else:
                break
            place += 1
        yield number, _joined(parts, soft)


def _joined(parts: list[str], soft: bool) -> str:
    if not soft:
        return "".join(parts)
    return "".join(part.removesuffix("=") for part in parts[:-1]) + parts[-1]


def _soft_breaks(line: str) -> bool:
    head = line.partition(":")[0].upper()
    return "QUOTED-PRINTABLE" in head


def _property(number: int, line: str) -> Property | None:
    """One logical line; None for what is no property (Outlook's blank lines, stray base64)."""
    found = _NAME.fullmatch(line)
    if found is None:
        return None
    rest, parameters, types = found["rest"], dict[str, str](), set[str]()
    while rest.startswith(";"):
        match = _PARAMETER.match(rest)
        if match is None:
            return None
        name, value = match[1].strip().lower(), match[2]
        if value is None:
            name, value = ("encoding", name) if name in _VCARD2_ENCODINGS else ("type", name)
        value = value.replace('"', "")
        if name == "type":
            types.update(part.strip().lower() for part in value.split(","))
        parameters[name] = value
        rest = rest[match.end() :]
    if not rest.startswith(":"):
        return None
    value = _value(rest[1:], parameters)
    name = found["name"].lower()
    return Property(number, (found["group"] or "").lower(), name, parameters, frozenset(types), value)


def _value(raw: str, parameters: Mapping[str, str]) -> str:
    """The value as text; quoted-printable part by part, so that an encoded semicolon parts nothing."""
    if parameters.get("encoding", "").lower() not in ("quoted-printable", "q"):
        return raw
    charset = parameters.get("charset", "utf-8")
    return ";".join(_printable(part, charset).replace(";", "\\;") for part in raw.split(";"))


def _printable(raw: str, charset: str) -> str:
    data = quopri.decodestring(raw.encode("utf-8", "surrogateescape"))
    try:
        return data.decode(charset)
    except (UnicodeDecodeError, LookupError):
        return data.decode("cp1252", "replace")


def _split(value: str, mark: str) -> list[str]:
    """Parts at unescaped marks."""
    parts, current, escaped = list[str](), list[str](), False
    for char in value:
        if escaped or char == "\\":
            escaped = not escaped
            current.append(char)
        elif char == mark:
            parts.append("".join(current))
            current = []
        else:
            current.append(char)
    return [*parts, "".join(current)]


def _unescaped(value: str, version: str) -> str:
    """RFC 6350, 3.4; version 2.1 escapes semicolons only."""
    if version.startswith("2"):
        return value.replace("\\;", ";").strip()
    return _ESCAPED.sub(lambda found: "\n" if found[1] in "nN" else found[1], value).strip()


def _preferred(one: Property) -> bool:
    return "pref" in one.types or one.parameters.get("pref") == "1"


def person_of(card: Card, today: date) -> PersonDraft | None:
    """The person on a card; None for a card of an organisation or a group. Raises BrokenLine."""
    if card.broken is not None:
        raise card.broken
    version = card.version
    kind = card.first("kind") or card.first("x-addressbookserver-kind")
    if kind is not None and kind.value.strip().lower() in ("org", "group", "location"):
        return None
    given, family = _name(card, version)
    identity = _identity(card, version, today)
    points = tuple(dict.fromkeys(_points(card, version)))
    spoken = card.first("lang")
    language = person.language(spoken.value) if spoken else None
    contact = {"language": language} if language else {}
    address = _address(card, version)
    return PersonDraft(card.line, given, family, contact, identity, points=points, address=address)


def _name(card: Card, version: str) -> tuple[str, str]:
    """From N, else from FN. Raises BrokenLine `no_name`: a lone address or a company is nobody."""
    structured = card.first("n")
    parts = structured.parts(version) if structured else []
    family, given = (person.words("name", part) for part in [*parts, "", ""][:2])
    if not given and not family:
        full = card.first("fn")
        given, family = person.split_name(person.words("name", full.text(version))) if full else ("", "")
    if not given and not family:
        company = card.first("org")
        raise BrokenLine("no_name", shown=_hint(card, version) or (company.text(version) if company else ""))
    return (given, family) if given else (family, "")


def _hint(card: Card, version: str) -> str:
    found = card.first("email") or card.first("tel")
    return found.text(version) if found else ""


def _identity(card: Card, version: str, today: date) -> dict[str, str]:
    identity = {}
    born = card.first("bday")
    # RFC 6350, 4.3.1: `--0203` is a day without a year, `1985-10` a month; no date of birth is made of these.
    whole = re.match(r"[0-9]{4}-?[0-9]{2}-?[0-9]{2}", born.value.strip()) if born else None
    if whole and (day := person.birth_date(whole[0], today)):
        identity["birth_date"] = day
    gender = card.first("gender")
    if gender and gender.value[:1].upper() in ("M", "F", "O"):
        identity["sex"] = person.sex(gender.value[:1])
    title = card.first("title")
    if title and title.text(version):
        identity["profession"] = person.words("profession", title.text(version))
    return identity


def _points(card: Card, version: str) -> Iterator[Point]:
    """E-mail addresses, numbers and web addresses, the preferred first; no fax, no pager."""
    labels = {
        one.group: _LABEL_OF_APPLE.sub(r"\1", one.text(version)).lower()
        for one in card.properties
        if one.name == "x-ablabel" and one.group
    }
    for name in ("email", "tel", "url"):
        for one in sorted(card.all(name), key=lambda one: not _preferred(one)):
            text = one.text(version)
            word = labels.get(one.group) or next((word for word in sorted(one.types) if word in _LABELS), "")
            label = _LABELS.get(word, word or None)
            if not text or one.types & {"fax", "pager", "modem", "bbs", "isdn", "telex"}:
                continue
            if name == "email":
                yield person.email(text, label)
            elif name == "tel":
                yield person.phone(text, "mobile" if one.types & {"cell", "iphone"} else "phone", label)
            else:
                yield person.web(text, label)


def _address(card: Card, version: str) -> dict[str, str]:
    """ADR: box, extended, street, city, region, postal code, country (RFC 6350, 6.3.1); home before work."""
    found = sorted(card.all("adr"), key=lambda one: ("home" not in one.types, not _preferred(one)))
    for one in found:
        _, extended, street, city, _, code, land = [*one.parts(version), *[""] * 7][:7]
        lines = person.words("street", street.replace("\n", ", ") or extended)
        street, number = _house(lines)
        address = {
            "street": street,
            "number": number,
            "postal_code": person.words("postal_code", code),
            "city": person.words("city", city),
        }
        if any(address.values()):
            country = person.country(land) if land else "BE"
            return {name: text for name, text in {**address, "country": country}.items() if text}
    return {}


def _house(line: str) -> tuple[str, str]:
    """`Kerkstraat 12B` as street and number; a line that does not end so stays whole."""
    found = re.fullmatch(r"(.*[^\d\s,])[\s,]+([0-9]+\s?[A-Za-z]?)", line)
    return (found[1], found[2]) if found else (line, "")
