"""Verbs about evaluations: of a coach, and of the player, side by side.

The ids of an evaluation and its scores follow from whom and what they are about, so two phones that fill in the same
one make one. The first score begins it. Final is what its author says it is: nothing in it changes any more. Its author
takes that back only until the other side may have read it (it was shared, or both are final): nobody finds other
words than those they read. After that there is only a new one, in another round.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from shared.actions.verb import ID, SET, Call, Verb, fields_of, inserted, need, new, patched
from shared.domain.evaluation import (
    Side,
    check_criterion,
    check_score,
    criterion_of,
    evaluation_id,
    score_id,
)
from shared.facts import Facts
from shared.refusals import BadPeriod, ChangedSince, EvaluationFinal, Exists, Invalid, NotAllowed
from shared.register import Field, check_fields
from shared.rights import Subject
from shared.sync.change import Change, Insert, Patch
from shared.tables.evaluations import CRITERION

MAX_CRITERIA = 60
ASKED = tuple(field for field in CRITERION.fields if field.name not in ("template", "position", "retired"))


def _group_given(facts: Facts, args: Mapping[str, Any]) -> Sequence[Subject]:
    return (Subject(group=args["group"]),)


def _group_of(facts: Facts, args: Mapping[str, Any]) -> Sequence[Subject]:
    return (Subject(group=need(facts, "evaluation_template", args["id"])["group"]),)


def _group_of_criterion(facts: Facts, args: Mapping[str, Any]) -> Sequence[Subject]:
    return _group_of(facts, {"id": need(facts, "criterion", args["id"])["template"]})


def _person(facts: Facts, args: Mapping[str, Any]) -> Sequence[Subject]:
    return (Subject(contact=args["contact"]),)


# ---- what is asked


def _template(facts: Facts, call: Call) -> Sequence[Change]:
    """A template with its first criteria, in the order given."""
    args = {name: value for name, value in call.args.items() if name != "criteria"}
    new(facts, "evaluation_template", args["id"])
    if args["group"] is not None:
        need(facts, "group", args["group"])
    _check_period(args)
    return (inserted("evaluation_template", args), *_criteria(facts, args["id"], call.args["criteria"] or (), 0))


def _add_criteria(facts: Facts, call: Call) -> Sequence[Change]:
    """More of them, after those that are there."""
    template = need(facts, "evaluation_template", call.args["id"])["id"]
    there = facts.find("criterion", template=template)
    return _criteria(facts, template, call.args["criteria"], 1 + max((row["position"] for row in there), default=-1))


def _criteria(facts: Facts, template: str, given: Sequence[Any], first: int) -> list[Insert]:
    if not 1 <= len(given) <= MAX_CRITERIA:
        raise Invalid("criteria", "required" if not given else "out_of_range")
    made: list[Insert] = []
    for place, one in enumerate(given, first):
        if not isinstance(one, dict):
            raise Invalid("criteria", "not_json")
        values = check_fields(ASKED, one)
        new(facts, "criterion", values["id"])
        if any(values["id"] == other.id for other in made):
            raise Exists(table="criterion", id=values["id"])
        row = {**values, "template": template, "position": place}
        check_criterion(criterion_of(row))
        made.append(Insert("criterion", row))
    return made


def _patch_template(facts: Facts, call: Call) -> Sequence[Change]:
    row = need(facts, "evaluation_template", call.args["id"])
    patch = patched(facts, "evaluation_template", row["id"], call.args["set"])
    _check_period({**row, **patch.values})
    return (patch,)


def _patch_criterion(facts: Facts, call: Call) -> Sequence[Change]:
    return (patched(facts, "criterion", call.args["id"], call.args["set"]),)


def _check_period(row: Mapping[str, Any]) -> None:
    first, last = row["from_on"], row["to_on"]
    if last is not None and (first is None or last < first):
        raise BadPeriod(from_on=first, to_on=last)


# ---- what was found


def _id(side: Side, args: Mapping[str, Any]) -> str:
    return evaluation_id(args["template"], args["contact"], side, args["round_on"])


def _score(side: Side) -> Callable[[Facts, Call], Sequence[Change]]:
    def decide(facts: Facts, call: Call) -> Sequence[Change]:
        """One answer; the first one begins the evaluation. Without value and text it is taken back."""
        args, id = call.args, _id(side, call.args)
        need(facts, "contact", args["contact"])
        asked = need(facts, "criterion", args["criterion"])
        if asked["template"] != args["template"]:
            raise Invalid("criterion", "not_a_choice")
        check_score(criterion_of(asked), args["value"], args["text"])
        row = facts.get("evaluation", id)
        if row is not None and row["final_at"] is not None:
            raise EvaluationFinal(table="evaluation", id=id)
        begun = [] if row is not None else [_begun(side, id, call)]
        return (*begun, _said(facts, id, call))

    return decide


def _begun(side: Side, id: str, call: Call) -> Insert:
    about = {name: call.args[name] for name in ("template", "contact", "round_on")}
    return inserted(
        "evaluation", {**about, "id": id, "side": side, "begun_at": call.estimated, "begun_by": call.actor.user}
    )


def _said(facts: Facts, evaluation: str, call: Call) -> Change:
    args, id = call.args, score_id(evaluation, call.args["criterion"])
    said = {"value": args["value"], "text": args["text"], "said_by": call.actor.user}
    if facts.get("score", id) is not None:
        return Patch("score", id, said)
    about = {"evaluation": evaluation, "criterion": args["criterion"], "contact": args["contact"]}
    return Insert("score", {"id": id, **about, **said})


def _finish(side: Side) -> Callable[[Facts, Call], Sequence[Change]]:
    def decide(facts: Facts, call: Call) -> Sequence[Change]:
        """Final from now on. Something must have been said; what was not stays open."""
        row = need(facts, "evaluation", _id(side, call.args))
        if row["final_at"] is not None:
            raise EvaluationFinal(table="evaluation", id=row["id"])
        scores = facts.find("score", evaluation=row["id"])
        if all(score["value"] is None and score["text"] is None for score in scores):
            raise Invalid("value", "required")
        return (Patch("evaluation", row["id"], {"final_at": call.estimated, "final_by": call.actor.user}),)

    return decide


def _reopen(side: Side) -> Callable[[Facts, Call], Sequence[Change]]:
    def decide(facts: Facts, call: Call) -> Sequence[Change]:
        """A draft again, for its author or an owner, as long as the other side cannot have read it."""
        row = need(facts, "evaluation", _id(side, call.args))
        if row["final_at"] is None:
            raise ChangedSince(table="evaluation", id=row["id"], field="final_at")
        if call.actor.user not in (row["begun_by"], row["final_by"]) and "owner" not in call.actor.roles:
            raise NotAllowed(table="evaluation", id=row["id"])
        other = facts.get("evaluation", other_side(row))
        if row["shared_at"] is not None or (other is not None and other["final_at"] is not None):
            raise EvaluationFinal(table="evaluation", id=row["id"])
        return (Patch("evaluation", row["id"], {"final_at": None, "final_by": None}),)

    return decide


def other_side(row: Mapping[str, Any]) -> str:
    """The id of the evaluation of the same person in the same round by the other side."""
    return _id("self" if row["side"] == "coach" else "coach", row)


def _share(facts: Facts, call: Call) -> Sequence[Change]:
    """The player reads it from now on, and who acts for them. That is not taken back: what was read was read."""
    row = need(facts, "evaluation", _id("coach", call.args))
    if row["final_at"] is None:
        raise ChangedSince(table="evaluation", id=row["id"], field="final_at")
    if row["shared_at"] is not None:
        raise ChangedSince(table="evaluation", id=row["id"], field="shared_at")
    return (Patch("evaluation", row["id"], {"shared_at": call.estimated, "shared_by": call.actor.user}),)


CRITERIA = Field("criteria", "json", required=True, choices=("list",))
WHICH = (
    Field("template", required=True),
    Field("contact", required=True),
    Field("round_on", required=True, check="date"),
)
ANSWER = (*WHICH, Field("criterion", required=True), Field("value", "integer"), Field("text"))
NAMES: Mapping[Side, str] = {"coach": "evaluation", "self": "self_evaluation"}


def _side_verbs(side: Side) -> tuple[Verb, ...]:
    """What both sides do, each under its own right."""
    name = NAMES[side]
    return (
        Verb(f"{name}.score", "mergeable", ANSWER, _person, _score(side)),
        Verb(f"{name}.finish", "guarded", WHICH, _person, _finish(side)),
        Verb(f"{name}.reopen", "guarded", WHICH, _person, _reopen(side)),
    )


VERBS = (
    Verb(
        "evaluation_template.create",
        "guarded",
        (*fields_of("evaluation_template"), CRITERIA),
        _group_given,
        _template,
    ),
    Verb("evaluation_template.patch", "mergeable", (ID, SET), _group_of, _patch_template),
    Verb("evaluation_template.add_criteria", "guarded", (ID, CRITERIA), _group_of, _add_criteria),
    Verb("criterion.patch", "mergeable", (ID, SET), _group_of_criterion, _patch_criterion),
    *_side_verbs("coach"),
    *_side_verbs("self"),
    Verb("evaluation.share", "guarded", WHICH, _person, _share),
)
