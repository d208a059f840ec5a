"""Verbs about consents: pictures, newsletters, data for the federation. Given by whom it concerns, for a minor by a
guardian; withdrawn as easily as given (GDPR, art. 7.3). Each is kept with its times, so that it can be shown later.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from shared.actions.days import today
from shared.actions.verb import ID, Call, Verb, inserted, need, new
from shared.domain.contact import ADULT_AGE, age_on
from shared.errors import Unknown
from shared.facts import Facts
from shared.kin import birth_year, guardians_of
from shared.refusals import Exists, ForGuardian, ForThemselves, Gone
from shared.register import Field, Row
from shared.rights import Subject
from shared.sync.change import Change, Patch
from shared.tables.contacts import PURPOSES


def _named(facts: Facts, args: Mapping[str, Any]) -> Sequence[Subject]:
    return (Subject(contact=args["contact"]),)


def _standing(facts: Facts, contact: str, purpose: str) -> list[Row]:
    """What was given and not withdrawn."""
    return facts.find("consent", contact=contact, purpose=purpose, withdrawn_at=None)


def is_minor(facts: Facts, contact: str, day: str) -> bool | None:
    """Whether this person is under age on that day (`YYYY-MM-DD`); None when nobody knows the year of birth. Who is
    only known by year is a minor until that year has made them one no more.
    """
    identity = facts.get("contact_identity", contact)
    born = None if identity is None else identity["birth_date"]
    if born is not None:
        return age_on(date.fromisoformat(born), date.fromisoformat(day)) < ADULT_AGE
    year = birth_year(facts, need(facts, "contact", contact))
    return None if year is None else int(day[:4]) - int(year) <= ADULT_AGE


def _others_care(facts: Facts, contact: str) -> bool:
    """Whether somebody else, who is here, acts for this person."""
    others = guardians_of(facts, contact) - {contact}
    return any(facts.get("contact", one) is not None for one in others)


def _give(facts: Facts, call: Call) -> Sequence[Change]:
    id, contact, purpose = call.args["id"], call.args["contact"], call.args["purpose"]
    new(facts, "consent", id)
    need(facts, "contact", contact)
    own, minor = contact == call.actor.contact, is_minor(facts, contact, today(facts, call))
    # Nobody knows the age, and somebody looks after this person: then it is not theirs to say that they are grown up.
    if own and (minor or (minor is None and _others_care(facts, contact))):
        raise ForGuardian(table="contact", id=contact)
    if not own and minor is False:
        raise ForThemselves(table="contact", id=contact)
    for row in _standing(facts, contact, purpose):
        raise Exists(table="consent", id=row["id"])
    said = {"given_by": call.actor.user, "given_at": call.estimated}
    return (inserted("consent", {"id": id, "contact": contact, "purpose": purpose, **said}),)


def _withdraw(facts: Facts, call: Call) -> Sequence[Change]:
    """Every one that stands: two devices may both have given it."""
    contact = call.args["contact"]
    need(facts, "contact", contact)
    rows = _standing(facts, contact, call.args["purpose"])
    if not rows:
        if not facts.complete("consent"):
            raise Unknown
        raise Gone(table="consent")
    ends = {"withdrawn_by": call.actor.user, "withdrawn_at": call.estimated}
    return tuple(Patch("consent", row["id"], ends) for row in rows)


CONTACT = Field("contact", required=True)
PURPOSE = Field("purpose", choices=PURPOSES, required=True)

VERBS = (
    Verb("consent.give", "guarded", (ID, CONTACT, PURPOSE), _named, _give),
    Verb("consent.withdraw", "guarded", (CONTACT, PURPOSE), _named, _withdraw),
)
