"""What an author is told of a changeset: its outcome, and lines of the inbox. References and their own words, no
values of others.
"""

from collections.abc import Mapping
from typing import Any

from shared.actions.users import sealed
from shared.domain.derived_id import derived_id
from shared.refusals import Erased
from shared.register import canonical
from shared.sync.change import Insert, Patch
from shared.sync.protocol import Changeset
from sync_server.log import Entry, Place
from sync_server.parking import Verdict

MAX_REFERENCE = 200
Lost = dict[Place, tuple[str, ...]]


def outcome(verdict: Verdict | None, lost: Lost) -> tuple[str, str | None, dict[str, object]]:
    """Outcome, code and detail of the receipt."""
    if verdict is not None:
        what = "refused" if verdict.reason is None else "parked"
        return what, verdict.refusal.code, _references(verdict.refusal.about)
    return ("merged", None, {"lost": _lines(lost)}) if lost else ("applied", None, {})


def not_done(entry: Entry, changeset: Changeset, verdict: Verdict) -> list[Insert]:
    """The rows that tell of a refusal; of a parked changeset the office hears too."""
    code, about = verdict.refusal.code, _references(verdict.refusal.about)
    detail: dict[str, object] = {"about": about, "asked": _asked(changeset)}
    if isinstance(verdict.refusal, Erased):
        detail = {"about": about}
    if verdict.reason is None:
        return [_inbox(entry, "refused", code, detail)]
    return [_inbox(entry, "parked", code, detail), _parked(entry, verdict.reason, code, changeset)]


def parked_id(changeset: str) -> str:
    """The id of the line that leaves this changeset to the office."""
    return derived_id("parked", changeset)


def after_all(changeset: str, at: int) -> list[Patch]:
    """What was set aside when the server was restored could be done after all: nobody has to look at it."""
    return [
        Patch("parked_change", parked_id(changeset), {"state": "done"}),
        Patch("inbox_item", derived_id("inbox", changeset, "parked"), {"done_at": at}),
    ]


def superseded(entry: Entry, changeset: Changeset, lost: Lost) -> Insert:
    """The row that tells which of the author's words gave way to later ones."""
    return _inbox(entry, "superseded", "superseded", {"lost": _lines(lost), "asked": _asked(changeset)})


def _references(about: Mapping[str, str | int]) -> dict[str, object]:
    """What a refusal points at. Some of it are the author's own words (an unknown field's name): never long ones."""
    return {name: value[:MAX_REFERENCE] if isinstance(value, str) else value for name, value in about.items()}


def _lines(lost: Lost) -> list[list[str]]:
    return [[table, id, *names] for (table, id), names in lost.items()]


def _asked(changeset: Changeset) -> list[dict[str, Any]]:
    """The author's own words, for the author's own eyes: what can be tried again."""
    return [{"name": call.name, "version": call.version, "args": dict(call.args)} for call in changeset.actions]


def _inbox(entry: Entry, kind: str, code: str, detail: dict[str, object]) -> Insert:
    return Insert(
        "inbox_item",
        {
            "id": derived_id("inbox", entry.changeset, kind),
            "user": entry.user,
            "kind": kind,
            "changeset": entry.changeset,
            "code": code,
            "detail": canonical(detail),
            "created_at": entry.received_ms,
        },
    )


def _parked(entry: Entry, reason: str, code: str, changeset: Changeset) -> Insert:
    asked = _asked(changeset)
    return Insert(
        "parked_change",
        {
            "id": parked_id(entry.changeset),
            "user": entry.user,
            "changeset": entry.changeset,
            "reason": reason,
            "code": code,
            "asked": None if sealed(asked) else canonical(asked),
            "created_at": entry.received_ms,
            "state": "waiting",
        },
    )
