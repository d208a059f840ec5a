"""What somebody wants to hear of: said by themselves, by who acts for them, by the office, or by the link in a letter.

A choice's id follows from its person and its kind, so the same one made on two devices is one row; each way merges by
itself.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from shared.actions.verb import Call, Verb, need
from shared.domain.notices import KINDS, WAYS, choice_id
from shared.facts import Facts
from shared.register import Field
from shared.rights import Subject
from shared.sync.change import Change, Insert, Patch


def _whose(facts: Facts, args: Mapping[str, Any]) -> Sequence[Subject]:
    return (Subject(contact=args["contact"]),)


def _choose(facts: Facts, call: Call) -> Sequence[Change]:
    args = call.args
    need(facts, "contact", args["contact"])
    id, said = choice_id(args["contact"], args["kind"]), {args["way"]: args["on"]}
    if facts.get("notice_choice", id) is not None:
        return (Patch("notice_choice", id, said),)
    return (Insert("notice_choice", {"id": id, "contact": args["contact"], "kind": args["kind"], **said}),)


CHOICE = (
    Field("contact", required=True),
    Field("kind", choices=KINDS, required=True),
    Field("way", choices=WAYS, required=True),
    Field("on", "boolean", required=True),
)

VERBS = (Verb("notice.choose", "mergeable", CHOICE, _whose, _choose),)
