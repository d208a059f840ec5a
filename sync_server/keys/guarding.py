"""What the person at the server says about keys and the chain of deeds, and the sentences that answer."""

from pathlib import Path

from shared.domain.calendar import local_date
from shared.storage import Store
from sync_server.keys.key_file import KeyFile
from sync_server.keys.resealing import Renewable, rotate
from sync_server.outside import Ledger
from sync_server.privacy.audit import Verdict, verify

ROTATED = (
    "New keys: what is sensitive is sealed with version {version} now, and {path} holds a new key in the place of the"
    " old. Copy the file anew. A backup of before opens with the copy of before only: keep both as long as you keep it."
)
WHOLE = "The chain is whole: {lines} lines, the last of {day}. Keep this elsewhere: {lines}:{last}"
EMPTY = "The chain is whole: it has no line yet."
BROKEN = {
    "changed": "The chain is broken: line {next} is not as it was written. The {lines} lines before it are whole.",
    "missing": "The chain is broken: after line {lines} one or more were taken out, or put elsewhere.",
    "unknown": (
        "The chain is not the one you know: it does not lead through {known}. Was it made anew, cut off at its end, or"
        " does the database come from a backup?"
    ),
    "what": "What you know is a line and its hash, such as 12:9f86..., as an earlier look printed it.",
}


def rotated(store: Renewable, ledger: Ledger, path: Path, at: int) -> str:
    """Make new keys; answers what to do now. Raises NoKey, StoreFull."""
    version = rotate(store, ledger, KeyFile(path), at)
    return ROTATED.format(version=version, path=path)


def judged(store: Store, known: str | None) -> tuple[bool, str]:
    """Whether the chain is whole, and a sentence about it. `known` is `LINE:HASH`."""
    must = None
    if known is not None:
        line, _, hashed = known.partition(":")
        if not line.isdecimal() or not hashed:
            return False, BROKEN["what"]
        must = int(line), hashed
    found = verify(store, must)
    if found.broken is not None:
        about = {"next": found.lines + 1, "lines": found.lines, "known": known}
        return False, BROKEN[found.broken].format(**about)
    return True, _whole(store, found)


def _whole(store: Store, found: Verdict) -> str:
    last = store.get("audit", found.lines)
    if last is None:
        return EMPTY
    return WHOLE.format(lines=found.lines, last=found.last, day=local_date(last["at"]))
