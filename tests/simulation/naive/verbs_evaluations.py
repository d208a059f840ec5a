"""What the naive club knows of evaluations: who may say what of whom, and until when."""

import json
from collections.abc import Mapping
from typing import Any

from tests.simulation.naive.club import Row
from tests.simulation.naive.deed import Deed, No, named_for, text_of


def _leads(deed: Deed, group: str | None) -> bool:
    return "owner" in deed.roles or deed.trains(group)


def evaluation_template_create(deed: Deed, args: Row) -> None:
    deed.allow(_leads(deed, args.get("group")))
    deed.fresh("evaluation_template", args["id"])
    if args.get("group") is not None:
        deed.need("group", args["group"])
    _period(args)
    deed.create("evaluation_template", {name: value for name, value in args.items() if name != "criteria"})
    _criteria(deed, args["id"], args["criteria"], 0)


def evaluation_template_patch(deed: Deed, args: Row) -> None:
    row = deed.need("evaluation_template", args["id"])
    deed.allow(_leads(deed, row["group"]))
    _period({**row, **args["set"]})
    deed.merge("evaluation_template", args["id"], args["set"])


def evaluation_template_add_criteria(deed: Deed, args: Row) -> None:
    row = deed.need("evaluation_template", args["id"])
    deed.allow(_leads(deed, row["group"]))
    there = [one["position"] for one in deed.club.all("criterion", template=args["id"])]
    _criteria(deed, args["id"], args["criteria"], max(there) + 1 if there else 0)


def criterion_patch(deed: Deed, args: Row) -> None:
    row = deed.need("criterion", args["id"])
    deed.allow(_leads(deed, deed.need("evaluation_template", row["template"])["group"]))
    deed.merge("criterion", args["id"], args["set"])


def _period(row: Row) -> None:
    first, last = row.get("from_on"), row.get("to_on")
    if last is not None and (first is None or first > last):
        raise No("bad_period")


def _criteria(deed: Deed, template: str, given: list[Row], first: int) -> None:
    if not given:
        raise No("invalid")
    for place, one in enumerate(given):
        deed.fresh("criterion", one["id"])
        if not list(_possible(one)) and one["scale"] != "text":
            raise No("invalid")
        choices = None if one.get("choices") is None else text_of(one["choices"])
        deed.create("criterion", {**one, "choices": choices, "template": template, "position": first + place})


def _possible(one: Row) -> range:
    """Every value that may be given."""
    if one["scale"] == "stars":
        return range(1, 6)
    if one["scale"] == "score":
        low = 0 if one.get("low") is None else one["low"]
        high = 10 if one.get("high") is None else one["high"]
        return range(low, high + 1) if 0 <= low < high <= 100 else range(0)
    words: Any = one.get("choices") or []
    words = json.loads(words) if isinstance(words, str) else words
    return range(1, len(words) + 1) if one["scale"] == "choice" and len(words) > 1 else range(0)


# ---- both sides


def _coaches(deed: Deed, args: Row) -> None:
    deed.allow("owner" in deed.roles or deed.trains_person(args["contact"]))


def _oneself(deed: Deed, args: Row) -> None:
    deed.allow("system" in deed.roles or deed.own(args["contact"]))


def evaluation_of(args: Mapping[str, Any], side: str) -> str:
    """The id of this side's evaluation in that round."""
    return named_for("evaluation", args["template"], args["contact"], side, args["round_on"])


def evaluation_score(deed: Deed, args: Row) -> None:
    _coaches(deed, args)
    _score(deed, args, "coach")


def self_evaluation_score(deed: Deed, args: Row) -> None:
    _oneself(deed, args)
    _score(deed, args, "self")


def evaluation_finish(deed: Deed, args: Row) -> None:
    _coaches(deed, args)
    _finish(deed, args, "coach")


def self_evaluation_finish(deed: Deed, args: Row) -> None:
    _oneself(deed, args)
    _finish(deed, args, "self")


def evaluation_reopen(deed: Deed, args: Row) -> None:
    _coaches(deed, args)
    _reopen(deed, args, "coach", "self")


def self_evaluation_reopen(deed: Deed, args: Row) -> None:
    _oneself(deed, args)
    _reopen(deed, args, "self", "coach")


def evaluation_share(deed: Deed, args: Row) -> None:
    _coaches(deed, args)
    row = deed.need("evaluation", evaluation_of(args, "coach"))
    if not row["final_at"]:
        raise No("changed_since")
    if row["shared_at"]:
        raise No("changed_since")
    deed.write("evaluation", row["id"], {"shared_at": deed.estimated, "shared_by": deed.user})


def _score(deed: Deed, args: Row, side: str) -> None:
    id = evaluation_of(args, side)
    deed.need("contact", args["contact"])
    criterion = deed.need("criterion", args["criterion"])
    value, text = args.get("value"), args.get("text")
    if criterion["template"] != args["template"] or (text is not None and criterion["scale"] != "text"):
        raise No("invalid")
    if value is not None and value not in _possible(criterion):
        raise No("invalid")
    row = deed.club.get("evaluation", id)
    if row is not None and row["final_at"]:
        raise No("evaluation_final")
    if row is None:
        about = {name: args[name] for name in ("template", "contact", "round_on")}
        deed.merge(
            "evaluation", id, {"id": id, **about, "side": side, "begun_at": deed.estimated, "begun_by": deed.user}
        )
    score = named_for("score", id, args["criterion"])
    said = {"value": value, "text": text, "said_by": deed.user}
    if deed.club.get("score", score) is None:
        said |= {"id": score, "evaluation": id, "criterion": args["criterion"], "contact": args["contact"]}
    deed.merge("score", score, said)


def _finish(deed: Deed, args: Row, side: str) -> None:
    row = deed.need("evaluation", evaluation_of(args, side))
    if row["final_at"]:
        raise No("evaluation_final")
    scores = deed.club.all("score", evaluation=row["id"])
    if not any(score["value"] is not None or score["text"] is not None for score in scores):
        raise No("invalid")
    deed.write("evaluation", row["id"], {"final_at": deed.estimated, "final_by": deed.user})


def _reopen(deed: Deed, args: Row, side: str, opposite: str) -> None:
    row = deed.need("evaluation", evaluation_of(args, side))
    if not row["final_at"]:
        raise No("changed_since")
    deed.allow("owner" in deed.roles or deed.user in {row["begun_by"], row["final_by"]})
    facing = deed.club.get("evaluation", evaluation_of(args, opposite))
    if row["shared_at"] or (facing is not None and facing["final_at"]):
        raise No("evaluation_final")
    deed.write("evaluation", row["id"], {"final_at": None, "final_by": None})
