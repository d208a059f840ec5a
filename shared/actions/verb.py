"""What a verb is: its arguments, its class, whom it is about, and how it decides."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal, NamedTuple

from shared.errors import Unknown
from shared.facts import Facts
from shared.refusals import Exists, Gone, Invalid
from shared.register import Field, Row, check_fields, check_patch, check_shape
from shared.rights import Actor, Subject
from shared.sync.change import Change, Insert, Patch
from shared.tables import REGISTER

Klass = Literal["mergeable", "guarded", "allocated", "fact"]
MIN_ID, MAX_ID = 8, 64


class Call(NamedTuple):
    """One action about to be decided.

    `now` is the author's frozen clock (UTC ms); `stamp` its effective text (on a device a prediction);
    `estimated` what `now` is worth on the server's clock; `received` when the server heard (None on a
    device).
    """

    args: Mapping[str, Any]
    actor: Actor
    now: int
    stamp: str
    estimated: int
    received: int | None

    @property
    def heard(self) -> int:
        """When it counts (UTC ms): the server's time where it decides, the best guess on a device."""
        return self.estimated if self.received is None else self.received


Decide = Callable[[Facts, Call], Sequence[Change]]
About = Callable[[Facts, Mapping[str, Any]], Sequence[Subject]]


@dataclass(frozen=True)
class Verb:
    """An entry in the book of verbs. `args` are checked before `about`, `right` and `decide` see them."""

    name: str
    klass: Klass
    args: tuple[Field, ...]
    about: About
    decide: Decide
    version: int = 1
    right: Callable[[Mapping[str, Any]], str] | None = None

    def right_of(self, args: Mapping[str, Any]) -> str:
        """The name under which rights are asked: its own, unless it does what another verb does."""
        return self.name if self.right is None else self.right(args)

    @cached_property
    def _structured(self) -> tuple[Field, ...]:
        return tuple(field for field in self.args if field.kind == "json")

    @cached_property
    def _plain(self) -> tuple[Field, ...]:
        return tuple(field for field in self.args if field.kind != "json")

    def check(self, args: Mapping[str, Any]) -> Row:
        """The arguments, complete and checked; raises Invalid. Structured ones keep their shape."""
        if not self._structured:
            return check_fields(self._plain, args)
        structured = {field.name: _shaped(field, args.get(field.name)) for field in self._structured}
        plain = {name: value for name, value in args.items() if name not in structured}
        return check_fields(self._plain, plain) | structured


def _shaped(field: Field, value: Any) -> Any:
    """A json argument: `choices` names the shape it must have (object, list), or leaves it free."""
    if value is None and not field.required:
        return None
    if field.choices and type(value) is not {"object": dict, "list": list}[field.choices[0]]:
        raise Invalid(field.name, "not_json")
    check_shape(field, value)
    return value


ID = Field("id", required=True)
SET = Field("set", "json", required=True, choices=("object",))


def nobody(facts: Facts, args: Mapping[str, Any]) -> Sequence[Subject]:
    """About nobody in particular: only roles that reach any subject pass."""
    return (Subject(),)


def need(facts: Facts, table: str, id: str) -> Row:
    """The row; Gone when it is known to be absent, Unknown when this place cannot tell."""
    row = facts.get(table, id)
    if row is None:
        raise Gone(table=table, id=id) if facts.complete(table) else Unknown
    return row


def new(facts: Facts, table: str, id: str) -> None:
    """Refuse an id that is taken or is no id; ids are made by the author, so a repeat is a different row's."""
    if not MIN_ID <= len(id) <= MAX_ID or not id.isascii():
        raise Invalid("id", "not_an_id")
    if facts.get(table, id) is not None:
        raise Exists(table=table, id=id)


def inserted(table: str, values: Mapping[str, Any]) -> Insert:
    """An Insert whose values were checked against the table."""
    return Insert(table, check_fields(REGISTER[table].fields, values))


def patched(facts: Facts, table: str, id: str, values: Mapping[str, Any]) -> Patch:
    """A Patch of a row that is there, each field patchable and checked."""
    entry = REGISTER[table]
    checked = check_patch(entry, values)
    if not checked:
        raise Invalid("set", "required")
    need(facts, table, id)
    return Patch(table, id, checked)


def patch_verb(table: str, about: About, name: str | None = None) -> Verb:
    """The verb that patches one row of `table`, field by field."""

    def decide(facts: Facts, call: Call) -> Sequence[Change]:
        return (patched(facts, table, call.args["id"], call.args["set"]),)

    return Verb(name or f"{table}.patch", "mergeable", (ID, SET), about, decide)


def fields_of(table: str) -> tuple[Field, ...]:
    """Arguments of a verb that creates a row: everything but what only actions set."""
    return tuple(field for field in REGISTER[table].fields if field.merge in ("last", "fixed"))
