"""A reader of iCalendar that shares no line with the library that writes it: what RFC 5545 says of lines, names and
values, for as much of it as a published calendar needs. Whatever does not keep to it is a ValueError.
"""

import re
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

LINE = re.compile(r"([A-Z0-9-]+)((?:;[A-Z0-9-]+=(?:\"[^\"\x00-\x1f]*\"|[^\";:,\x00-\x1f]*))*):(.*)", re.DOTALL)
ESCAPED = re.compile(r"\\(.)")
TEXTS = ("SUMMARY", "LOCATION", "DESCRIPTION", "UID", "CATEGORIES", "X-WR-CALNAME")
ONCE = ("UID", "DTSTAMP", "DTSTART", "DTEND", "SEQUENCE", "STATUS", "SUMMARY", "LOCATION", "DESCRIPTION", "TRANSP")


@dataclass
class Component:
    """A component with its properties, as they are meant, and the components in it."""

    name: str
    values: dict[str, Any] = field(default_factory=dict)
    parts: list["Component"] = field(default_factory=list)


def lines_of(data: bytes) -> list[str]:
    """Content lines (3.1): each ends in CRLF and is folded before its 76th octet; a fold never breaks a letter."""
    if not data.endswith(b"\r\n"):
        raise ValueError("the last line does not end")
    raw = data[:-2].split(b"\r\n")
    for line in raw:
        if len(line) > 75 or b"\n" in line or b"\r" in line:
            raise ValueError(f"a line of {len(line)} octets, or a bare end")
        line.decode()
    return b"\r\n".join(raw).replace(b"\r\n ", b"").decode().split("\r\n")


def read(data: bytes) -> Component:
    """The only VCALENDAR of a file."""
    root = Component("")
    stack = [root]
    for line in lines_of(data):
        found = LINE.fullmatch(line)
        if found is None:
            raise ValueError(f"no content line: {line!r}")
        name, params, value = found[1], _params(found[2]), found[3]
        if name == "BEGIN":
            made = Component(value)
            stack[-1].parts.append(made)
            stack.append(made)
        elif name == "END":
            if stack.pop().name != value:
                raise ValueError("what ends is not what began")
        else:
            _put(stack[-1], name, params, value)
    if stack != [root] or [one.name for one in root.parts] != ["VCALENDAR"]:
        raise ValueError("not one calendar")
    _check(root.parts[0])
    return root.parts[0]


def _params(text: str) -> dict[str, str]:
    return dict(part.split("=", 1) for part in text.split(";") if part)


def _put(into: Component, name: str, params: dict[str, str], value: str) -> None:
    if name in into.values and name in ONCE:
        raise ValueError(f"{name} twice")
    if any(ord(sign) < 32 and sign != "\t" for sign in value):
        raise ValueError("a control character")
    into.values[name] = _meant(name, params, value)


def _meant(name: str, params: dict[str, str], value: str) -> Any:
    if name in ("DTSTART", "DTEND") and params.get("VALUE") == "DATE":
        return date.fromisoformat(f"{value[:4]}-{value[4:6]}-{value[6:]}") if re.fullmatch("[0-9]{8}", value) else None
    if name in ("DTSTART", "DTEND", "DTSTAMP", "LAST-MODIFIED"):
        return datetime.strptime(value, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    if name == "SEQUENCE":
        return int(value)
    if name in TEXTS:
        if re.search(r"(?<!\\)(?:\\\\)*[;,]", value) or ESCAPED.sub("", value).count("\\"):
            raise ValueError(f"a sign of {name} is not escaped")
        return ESCAPED.sub(lambda sign: "\n" if sign[1] in "nN" else sign[1], value)
    return value


def _check(calendar: Component) -> None:
    """What must be there (3.6, 3.6.1; RFC 5546, 3.2.1)."""
    told = calendar.values
    if told.get("VERSION") != "2.0" or not told.get("PRODID") or told.get("METHOD") != "PUBLISH":
        raise ValueError("a calendar says its version, its maker and its method")
    uids = [event.values.get("UID") for event in calendar.parts]
    if None in uids or len(set(uids)) < len(uids):
        raise ValueError("an event has a UID of its own")
    for event in calendar.parts:
        values = event.values
        if event.name != "VEVENT" or not isinstance(values.get("DTSTAMP"), datetime) or "DTSTART" not in values:
            raise ValueError("an event says when it is and when that was said")
        if values["STATUS"] not in ("CONFIRMED", "CANCELLED", "TENTATIVE"):
            raise ValueError("no status")
        start, end = values["DTSTART"], values.get("DTEND")
        if end is not None and (type(start) is not type(end) or end <= start):
            raise ValueError("it ends before it begins")
