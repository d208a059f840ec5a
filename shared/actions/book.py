"""The book of verbs, and the one way to run them: rights, then decision, changeset by changeset."""

from collections.abc import Mapping, Sequence
from typing import Any

from shared.actions import (
    accounts,
    agenda,
    audits,
    bookings,
    consents,
    contacts,
    custody,
    devices,
    erasing,
    evaluations,
    exports,
    feeds,
    fields,
    groups,
    guests,
    injuries,
    invitations,
    invoices,
    media,
    notices,
    removing,
    replanning,
    requests,
    resources,
    retention,
    series,
    undo,
    users,
    visitors,
)
from shared.actions.verb import Call, Klass, Verb
from shared.facts import Facts, Overlay
from shared.refusals import NotAllowed, Refusal, UnknownAction
from shared.rights import Actor, may
from shared.sync.change import Change, Insert
from shared.sync.protocol import ActionCall
from shared.tables import REGISTER

BOOK: Mapping[tuple[str, int], Verb] = {
    (verb.name, verb.version): verb
    for noun in (
        contacts,
        accounts,
        groups,
        agenda,
        series,
        removing,
        replanning,
        feeds,
        evaluations,
        resources,
        custody,
        bookings,
        audits,
        invoices,
        media,
        users,
        devices,
        invitations,
        undo,
        erasing,
        consents,
        retention,
        notices,
        guests,
        visitors,
        injuries,
        fields,
        exports,
        requests,
    )
    for verb in noun.VERBS
}


def verb_of(action: ActionCall) -> Verb:
    """The verb an action names; raises UnknownAction."""
    verb = BOOK.get((action.name, action.version))
    if verb is None:
        raise UnknownAction(action=action.name, version=action.version)
    return verb


def allowed(facts: Facts, who: Actor, name: str, args: Mapping[str, Any]) -> bool:
    """Whether this actor may do this now: what a screen asks before it offers a button."""
    verb = BOOK[name, 1]
    checked = verb.check(args)
    return may(facts, who, verb.right_of(checked), verb.about(facts, checked))


def decide(
    facts: Facts,
    actions: Sequence[ActionCall],
    who: Actor,
    *,
    now: int,
    stamp: str,
    estimated: int,
    received: int | None,
) -> list[tuple[Klass, Change]]:
    """All changes of one changeset, each with the class of its verb; they stand or fall together.

    Raises the first Refusal, or Unknown when this place does not hold what a verb needs.
    """
    seen = Overlay(facts, REGISTER)
    decided: list[tuple[Klass, Change]] = []
    for action in actions:
        verb = verb_of(action)
        args = verb.check(action.args)
        if not may(seen, who, verb.right_of(args), verb.about(seen, args)):
            raise NotAllowed(action=verb.name)
        changes = verb.decide(seen, Call(args, who, now, stamp, estimated, received))
        seen.apply(changes)
        decided += [(verb.klass, change) for change in changes]
    return decided


MOST_MADE = 2_000
"""Rows of one changeset after which nobody looks for more: a year of trainings of five teams."""


def would_make(facts: Facts, actions: Sequence[ActionCall], who: Actor, **when: Any) -> set[tuple[str, str]]:
    """The (table, id) of the rows that these actions would insert if their author might do them all; those that cannot
    be done for another reason make none. `when` is what `decide` takes by name.
    """
    seen, made = Overlay(facts, REGISTER), set[tuple[str, str]]()
    for action in actions:
        try:
            verb = verb_of(action)
            changes = verb.decide(seen, Call(verb.check(action.args), who, **when))
        except Refusal:
            continue
        seen.apply(changes)
        made |= {(change.table, change.id) for change in changes if isinstance(change, Insert)}
        if len(made) > MOST_MADE:
            break
    return made
