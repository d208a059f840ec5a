"""All that the club keeps of one person, for that person: the right of access (GDPR, articles 15 and 20).

A zip of pages to read in two languages, the same as JSON and as sheets, and their pictures and papers. Of other people
it holds no more than the names in the person's own records: who wrote something is left out, and so are lines of the
inbox, which quote what was said of others. It is no way around the rights: the office gets what it may read anyhow, the
person and who acts for them everything but what a coach has not shared yet. How much is missing stands on the page,
and that an owner can give it.
"""

import csv
import gettext
import io
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import IO, Any
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

from shared.actions.erasing import sides_of
from shared.domain.calendar import to_local
from shared.domain.contact import display_name
from shared.exchange.neutral import neutral
from shared.facts import Facts
from shared.refusals import Gone
from shared.register import Row, Table
from shared.rights import VIEW
from shared.storage import Store
from shared.tables import REGISTER
from sync_server.access import SHARED
from sync_server.facts import image
from sync_server.media.blobs import Blobs
from sync_server.media.pictures import ENDINGS
from sync_server.sight import Sight

LOCALE = Path(__file__).resolve().parents[2] / "assets" / "locale"
PAGES = {"nl": "lees-mij.html", "en": "read-me.html"}
SEALED = ("C", "D")
UNSAID = frozenset(("settled_by", "given_by", "withdrawn_by", "declared_by", "confirmed_by", "by_user", "stamp"))
ZONE = "Europe/Brussels"
Words = Callable[[str], str]


@dataclass(frozen=True)
class Part:
    """The rows of one table that are this person's, and what happened to them."""

    table: str
    rows: tuple[Row, ...]
    history: tuple[Row, ...]


@dataclass(frozen=True)
class Person:
    """Everything: the name, the parts, and the media rows whose bytes come along."""

    name: str
    parts: tuple[Part, ...]
    media: tuple[Row, ...]
    withheld: int = 0
    """Rows that whoever asked is not shown."""


class Reader:
    """Who asks, as far as rows and their history go. This one may read all: who sits at the server."""

    def sees(self, table: str, row: Row) -> bool:
        """Whether they get this row."""
        return True

    def since(self, table: str, row: Row) -> int:
        """The seq at which its history begins for them."""
        return 0


class Family(Reader):
    """The person, or who acts for them: everything but what reaches them by sharing and was not shared."""

    def __init__(self, sight: Sight) -> None:
        self._sight = sight

    def sees(self, table: str, row: Row) -> bool:
        """See `Reader.sees`."""
        return SHARED not in VIEW[table] or self._sight.sees((table, str(row["id"])))

    def since(self, table: str, row: Row) -> int:
        """See `Reader.since`."""
        return self._sight.since((table, str(row["id"])))


class Office(Family):
    """Somebody of the club: what they may read anyhow; what is sensitive only as an owner."""

    def __init__(self, sight: Sight, *, sealed: bool) -> None:
        super().__init__(sight)
        self._sealed = sealed

    def sees(self, table: str, row: Row) -> bool:
        """See `Reader.sees`."""
        return (self._sealed or REGISTER[table].klass not in SEALED) and self._sight.sees((table, str(row["id"])))


def collect(store: Store, facts: Facts, contact: str, reader: Reader) -> Person:
    """The rows of this contact that the reader gets. Raises Gone."""
    row = facts.get("contact", contact)
    if row is None:
        raise Gone(table="contact", id=contact)
    found = dict(_rows(facts, contact, row))
    told = {name: [row for row in rows if reader.sees(name, row)] for name, rows in found.items()}
    parts = tuple(_part(store, facts, REGISTER[name], rows, reader) for name, rows in told.items() if rows)
    media = tuple(one for one in told.get("medium", ()) if one["state"] == "stored")
    withheld = sum(map(len, found.values())) - sum(map(len, told.values()))
    return Person(display_name(row["given_name"], row["family_name"]), parts, media, withheld)


def _rows(facts: Facts, contact: str, person: Row) -> Iterator[tuple[str, list[Row]]]:
    """The rows that are theirs, by table; tables without one are left out."""
    yield "contact", [person]
    found: dict[str, list[Row]] = {}
    for side in sides_of("contact"):
        row = facts.get(side.name, contact)
        found[side.name] = [] if row is None else [row]
    for table in REGISTER:
        if any(name == "contact" for name, _ in table.refs):
            found[table.name] = facts.find(table.name, contact=contact)
    users = found.get("user_profile", [])
    found["role_assignment"] = [row for user in users for row in facts.find("role_assignment", user=user["id"])]
    found |= _money(facts, found["account_link"])
    found["custody_event"] = facts.find("custody_event", to_kind="contact", to_id=contact)
    yield from ((name, rows) for name, rows in found.items() if rows and name != "contact")


def _money(facts: Facts, links: list[Row]) -> dict[str, list[Row]]:
    """The accounts this person is in; bills of those this person pays."""
    now = [link for link in links if link["present"]]
    pays = sorted({link["account"] for link in now if link["is_payer"]})
    invoices = [row for account in pays for row in facts.find("invoice", account=account)]
    accounts = [facts.get("account", id) for id in sorted({link["account"] for link in now})]
    return {
        "account": [row for row in accounts if row is not None],
        "invoice": invoices,
        "invoice_line": [line for row in invoices for line in facts.find("invoice_line", invoice=row["id"])],
        "payment": [row for account in pays for row in facts.find("payment", account=account)],
    }


def _part(store: Store, facts: Facts, table: Table, rows: list[Row], reader: Reader) -> Part:
    history: list[Row] = []
    for row in rows:
        lines = store.find("history", tbl=table.name, id=row["id"])
        since = max(reader.since(table.name, row), _own_since(lines, row))
        for line in lines:
            if line["seq"] < since:
                continue
            entry = store.get("log", line["seq"]) or {}
            texts = {name: _said(table, image(line[name]) or {}) for name in ("before", "after")}
            history.append({"at": entry.get("received_ms"), "id": row["id"], "kind": line["kind"], **texts})
    named = tuple(_named(facts, table, row) for row in rows)
    return Part(table.name, named, tuple(sorted(history, key=lambda line: line["at"] or 0)))


def _own_since(lines: list[Row], row: Row) -> int:
    """The seq after which this id was never the row of another person, or of nobody can tell whom."""
    gone = ((int(line["seq"]), image(line["before"])) for line in lines if line["kind"] == "remove")
    others = [seq for seq, last in gone if last is None or last.get("contact") != row.get("contact")]
    return max(others, default=-1) + 1


def _said(table: Table, values: Mapping[str, Any]) -> Row:
    return {name: value for name, value in values.items() if name not in UNSAID and table.field(name) is not None}


def _named(facts: Facts, table: Table, row: Row) -> Row:
    """A row as it is told: with the names of what it points at (a team, an activity), never those of other people."""
    told = _said(table, row)
    for name, into in table.refs:
        other = (
            facts.get(into, row[name]) if row[name] is not None and into not in ("contact", "user_profile") else None
        )
        if other is not None:
            told[f"{name}_name"] = other.get("name") or other.get("title") or ""
    if table.name == "invoice_line":
        told.pop("about_contact", None)
    return {name: image(value) if _is_json(table, name) else value for name, value in told.items() if value is not None}


def _is_json(table: Table, name: str) -> bool:
    field = table.field(name)
    return field is not None and field.kind == "json"


def write(person: Person, blobs: Blobs, now: int, target: IO[bytes]) -> None:
    """The zip. `now` is UTC ms."""
    told = {"name": person.name, "made_at": now, "tables": {part.table: vars(part) for part in person.parts}}
    with ZipFile(target, "w", ZIP_DEFLATED) as archive:
        for language, page in PAGES.items():
            archive.writestr(page, _page(person, language, now))
        archive.writestr("data.json", json.dumps(told, ensure_ascii=False, indent=1, default=list))
        for part in person.parts:
            archive.writestr(f"sheets/{part.table}.csv", _sheet(part))
        for number, row in enumerate(person.media, 1):
            data = blobs.read(str(row["hash"]))
            if data is not None:
                archive.writestr(f"media/{number:03}.{ENDINGS[str(row['mime'])]}", data, ZIP_STORED)


def _sheet(part: Part) -> str:
    """Comma separated, with a mark that makes every program read UTF-8; no cell is ever calculated."""
    names = list(dict.fromkeys(name for row in part.rows for name in row))
    text = io.StringIO()
    lines = csv.writer(text)
    lines.writerow(names)
    for row in part.rows:
        lines.writerow(neutral(_cell(row.get(name))) for name in names)
    return "\ufeff" + text.getvalue()


def _cell(value: Any) -> str:
    if value is None:
        return ""
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict | list) else str(value)


def _page(person: Person, language: str, now: int) -> str:
    """One page without a script, to be read in any browser."""
    with (LOCALE / language / "LC_MESSAGES" / "touchline.mo").open("rb") as file:
        words: Words = gettext.GNUTranslations(file).gettext
    body = "".join(_section(part, words) for part in person.parts)
    if person.withheld:
        body = f"<p>{escape(words('archive.withheld').format(n=person.withheld))}</p>{body}"
    return (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8"><title>{escape(person.name)}</title>'
        "<style>body{font:16px/1.5 sans-serif;max-width:60em;margin:2em auto;padding:0 1em}"
        "table{border-collapse:collapse;width:100%}td{border-top:1px solid #ccc;padding:.3em;vertical-align:top}"
        "td:first-child{width:14em;color:#555}</style></head><body>"
        f"<h1>{escape(words('archive.title').format(name=person.name))}</h1>"
        f"<p>{escape(words('archive.made').format(day=_moment(now)))}</p><p>{escape(words('archive.what'))}</p>"
        f"{body}</body></html>"
    )


def _section(part: Part, words: Words) -> str:
    rows = "".join(
        "<table>"
        + "".join(_line(words, part.table, name, value) for name, value in row.items() if name != "id")
        + "</table><br>"
        for row in part.rows
    )
    changed = words("archive.changes").format(n=len(part.history))
    return f"<h2>{escape(data_word(words, part.table))}</h2>{rows}<p>{escape(changed)}</p>"


def data_word(words: Words, table: str) -> str:
    """What people call the rows of this table."""
    key = f"data.{table}"
    return words(key) if words(key) != key else table.replace("_", " ")


def _line(words: Words, table: str, name: str, value: Any) -> str:
    key = f"field.{name}"
    label = words(key) if words(key) != key else name.replace("_", " ")
    text = _moment(int(value)) if name.endswith("_at") and isinstance(value, int) else _cell(value)
    return f"<tr><td>{escape(label)}</td><td>{escape(text)}</td></tr>"


def _moment(at: int) -> str:
    return f"{to_local(at, ZONE):%d/%m/%Y %H:%M}"
