"""Address cards: vCard 2.1 (versit, 1996), 3.0 (RFC 2425 and 2426) and 4.0 (RFC 6350), mixed at will.

A reader of our own: vobject reads neither 2.1 nor 4.0. It takes what the club can hold of a person, and skips
pictures, keys and all else. Lenient where phones and mail programs are (line ends, folds, groups, missing
versions), strict where a value would end up wrong.
"""

import quopri
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from shared.exchange.plan import BrokenLine

MAX_LINES = 2_000
"""Unfolded lines of one card; a picture is one line."""

MAX_PARAMETERS = 50

_NAME = re.compile(r"(?:(?P<group>[A-Za-z0-9\-]+)\.)?(?P<name>[A-Za-z0-9\-]+)(?P<rest>[;:].*)", re.DOTALL)
_PARAMETER = re.compile(r';([^=;:"]+)(?:=((?:"[^"]*"|[^";:])*))?')
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
# Python knows codecs that are no charset of anybody's telephone: some raise what they like, some take ages.
_CHARSETS = re.compile(
    r"utf-?8|(us-)?ascii|iso[-_]?8859[-_](1[0-13-6]|[1-9])|latin-?1|(windows-|cp)125[0-8]|koi8-[ru]|macintosh|mac-roman"
    r"|big5|gb2312|gbk|gb18030|shift[-_]jis|euc-(jp|kr)",
    re.IGNORECASE | re.ASCII,
)
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
        return next((one for one in found if preferred(one)), found[0] if found else None)

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
    rest, place, parameters, types = found["rest"], 0, dict[str, str](), set[str]()
    for _ in range(MAX_PARAMETERS):
        if not rest.startswith(";", place):
            break
        match = _PARAMETER.match(rest, place)
        if match is None:
            return None
        name, value = match[1].strip().lower(), match[2]
        if value is None:
            name, value = ("encoding", name) if name in _VCARD2_ENCODINGS else ("type", name)
        value = value.replace('"', "")
        if name == "type":
            types.update(part.strip().lower() for part in value.split(","))
        parameters[name] = value
        place = match.end()
    if not rest.startswith(":", place):
        return None
    value = _value(rest[place + 1 :], parameters)
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
        return data.decode(charset if _CHARSETS.fullmatch(charset) else "utf-8")
    except UnicodeDecodeError:
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


def preferred(one: Property) -> bool:
    """Whether its author put it before the others: TYPE=pref (2.1, 3.0) or PREF=1 (4.0)."""
    return "pref" in one.types or one.parameters.get("pref") == "1"
