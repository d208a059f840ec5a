"""What the club says about itself: its name, its bank account, where its labels point, who signs them.

All of it stands in the setting row `club`, so that a device knows it without a network:
`{"name", "iban", "bic", "host", "label_keys": {"<key id>": "<base 64 of 32 bytes>"}}`.
"""

import base64
import binascii
import json
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Club:
    """Empty text for what is not known here. `label_keys` are pinned Ed25519 public keys by key id."""

    name: str = ""
    iban: str = ""
    bic: str = ""
    host: str = ""
    label_keys: Mapping[int, bytes] = field(default_factory=dict)


class Clubs:
    """The club's own card."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection

    def card(self) -> Club:
        """What this device knows of the club; an empty card before the first sync."""
        values = self.said()
        texts = {name: str(values.get(name) or "") for name in ("name", "iban", "bic", "host")}
        return Club(**texts, label_keys=_keys(values.get("label_keys")))

    def said(self) -> dict[str, Any]:
        """All that the club says of itself, as it is stored."""
        row = self._db.execute("SELECT value FROM setting WHERE id = 'club'").fetchone()
        value = json.loads(row[0]) if row and row[0] else {}
        return value if isinstance(value, dict) else {}

    def season(self) -> str | None:
        """The season of today."""
        row = self._db.execute("SELECT id FROM season WHERE current = 1 ORDER BY start_on DESC LIMIT 1").fetchone()
        return None if row is None else str(row[0])

    def keeps_numbers(self) -> bool:
        """Whether an owner lets the server keep national numbers."""
        row = self._db.execute("SELECT value FROM setting WHERE id = 'national_numbers'").fetchone()
        value = json.loads(row[0]) if row and row[0] else None
        return isinstance(value, dict) and value.get("on") is True


def _keys(values: object) -> dict[int, bytes]:
    """Key ids and whole keys only; anything else verifies nothing."""
    found: dict[int, bytes] = {}
    for name, text in (values if isinstance(values, dict) else {}).items():
        try:
            key = base64.b64decode(text, validate=True)
        except (binascii.Error, TypeError, ValueError):
            continue
        if str(name).isdecimal() and len(key) == 32:
            found[int(name)] = key
    return found
