"""Questions about pictures and papers: what hangs on somebody or something."""

import sqlite3
from dataclasses import dataclass


@dataclass(frozen=True)
class Medium:
    """One picture or paper. `state`: waiting, stored, or rejected with a `code`; `mime` is known once it is stored."""

    id: str
    kind: str
    title: str | None
    state: str
    code: str | None
    mime: str | None

    @property
    def is_picture(self) -> bool:
        """Whether it can be shown as it is."""
        return self.kind == "photo" or (self.mime or "").startswith("image/")


class Media:
    """Media of one contact or resource."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection

    def of(self, table: str, id: str) -> tuple[Medium, ...]:
        """What hangs on this "contact" or "resource", the newest first: ids count up."""
        rows = self._db.execute(
            """SELECT id, kind, title, state, code, mime FROM medium
               WHERE CASE ?1 WHEN 'contact' THEN contact WHEN 'resource' THEN resource END = ?2 ORDER BY id DESC""",
            (table, id),
        )
        return tuple(Medium(*row) for row in rows)
