"""The ledger with its sensitive words sealed: by the key file itself, for the database may come back without its keys.

Names of verbs stay readable, for they say what stands for ever; arguments are sealed of the actions that speak of what
is sensitive.
"""

import json
from collections.abc import Callable, Sequence, Set
from dataclasses import replace

from shared.actions.users import sealed
from shared.register import Row, canonical
from sync_server.keys.key_file import EMPTY, KeyFile, NoKey
from sync_server.outside import NOBODY, Ledger, Promised, Told, promise

SEALED = "sealed"


class SealedLedger:
    """A ledger in front of the real one. The file holds a key already."""

    def __init__(self, ledger: Ledger, file: KeyFile) -> None:
        self._ledger = ledger
        self._file = file

    def read(self) -> Told:
        """See Ledger. Raises NoKey, Damaged."""
        told = self._ledger.read()
        opened = [one if one.whole is None else replace(one, whole=self._opened(one.whole)) for one in told.promised]
        return replace(told, promised=opened)

    def write(self, records: Sequence[Row], *, lasting: bool = True) -> None:
        """See Ledger. Raises NoKey where the file was emptied: nothing sensitive is written in plain."""
        self._ledger.write([self._shut(record) for record in records], lasting=lasting)

    def reached(self, epoch: str, seq: int) -> None:
        """See Ledger."""
        self._ledger.reached(epoch, seq)

    def trim(self, before: int, erased: Set[str] = NOBODY) -> int:
        """See Ledger. Whom sealed words are about is only to be read when they are opened."""
        if erased:
            self.rewrite(lambda record: _silent(record, erased))
        return self._ledger.trim(before, erased)

    def rewrite(self, change: Callable[[Row], Row]) -> None:
        """See Ledger."""
        self._ledger.rewrite(lambda record: self._shut(change(self._open(record))))

    def seal_anew(self) -> None:
        """Write everything again, sealed with the newest key. Raises StoreFull, NoKey, Damaged; nothing is lost."""
        self.rewrite(lambda record: record)

    def _open(self, record: Row) -> Row:
        return record if record.get("whole") is None else {**record, "whole": self._opened(record["whole"])}

    def _opened(self, whole: Row) -> Row:
        actions = [self._open_call(whole["id"], place, call) for place, call in enumerate(whole["actions"])]
        return {**whole, "actions": actions}

    def _open_call(self, id: str, place: int, call: Row) -> Row:
        text = call["args"].get(SEALED)
        if text is None:
            return call
        wrapper, _, rest = text.partition(".")
        return {**call, "args": json.loads(self._file.seal(wrapper).open(rest, "ledger", id, place))}

    def _shut(self, record: Row) -> Row:
        whole = record.get("whole")
        if whole is None:
            return record
        actions = [self._shut_call(whole["id"], place, call) for place, call in enumerate(whole["actions"])]
        return {**record, "whole": {**whole, "actions": actions}}

    def _shut_call(self, id: str, place: int, call: Row) -> Row:
        if not _sensitive(call):
            return call
        wrapper = self._file.newest
        if wrapper is None:
            raise NoKey(EMPTY.format(path=self._file.path))
        text = self._file.seal(wrapper).shut(canonical(call["args"]), "ledger", id, place)
        return {**call, "args": {SEALED: f"{wrapper}.{text}"}}


def _sensitive(call: Row) -> bool:
    """Whether it speaks of what is sensitive, or repeats what somebody asked about it."""
    asked = call["args"].get("asked")
    return sealed((call,)) or (isinstance(asked, list) and sealed(asked))


def _silent(record: Row, erased: Set[str]) -> Row:
    if record["kind"] != "promise":
        return record
    told = Promised(**{name: value for name, value in record.items() if name != "kind"})
    return promise(told.silent_about(erased))
