"""Fields of the naive club's own: what is asked of things, and what was answered."""

import json
import re
from typing import Any

from tests.simulation.naive.club import Row
from tests.simulation.naive.deed import Deed, No, named_for, text_of

KNOWN = {"owner", "secretary", "treasurer", "equipment", "staff"}
LISTS = ("choices", "view_roles", "edit_roles")


def custom_field_define(deed: Deed, args: Row) -> None:
    deed.allow("owner" in deed.roles)
    deed.fresh("custom_field", args["id"])
    row = _told(args)
    _possible({**dict.fromkeys(LISTS), **row})
    there = [other["position"] for other in deed.club.all("custom_field", entity=args["entity"])]
    deed.create("custom_field", {**row, "position": max(there) + 1 if there else 0})


def custom_field_patch(deed: Deed, args: Row) -> None:
    deed.allow("owner" in deed.roles)
    row, values = deed.need("custom_field", args["id"]), _told(args["set"])
    _possible({**row, **values})
    deed.merge("custom_field", row["id"], values)


def custom_field_reorder(deed: Deed, args: Row) -> None:
    deed.allow("owner" in deed.roles)
    if len(set(args["ids"])) < len(args["ids"]):
        raise No("invalid")
    rows = [deed.need("custom_field", id) for id in args["ids"]]
    for place, row in enumerate(rows):
        deed.merge("custom_field", row["id"], {"position": place})


def custom_value_set(deed: Deed, args: Row) -> None:
    deed.allow(deed.things())
    field, thing = deed.need("custom_field", args["field"]), deed.need("resource", args["resource"])
    deed.allow(_for_them(field["view_roles"], deed.roles) and _for_them(field["edit_roles"], deed.roles))
    value, id = args.get("value"), named_for("custom_value", field["id"], thing["id"])
    said: Row = {"value": None if value is None or not value.strip() else _answer(field, value.strip())}
    if deed.club.get("custom_value", id) is None:
        said |= {"id": id, "field": field["id"], "resource": thing["id"]}
    deed.merge("custom_value", id, said)


def _for_them(kept: str | None, roles: set[str]) -> bool:
    names = json.loads(kept) if kept else []
    staff = "staff" in names and any(role != "member" for role in roles)
    return names == [] or "owner" in roles or staff or any(role in names for role in roles)


def _told(args: Row) -> Row:
    """Lists as a row has them."""
    return {name: text_of(value) if isinstance(value, list) else value for name, value in args.items()}


def _possible(row: Row) -> None:
    lists: dict[str, Any] = {name: json.loads(row[name] or "[]") for name in LISTS}
    if any(len(set(words)) < len(words) for words in lists.values()):
        raise No("invalid")
    if row["kind"] in ("choice", "multi") and not lists["choices"]:
        raise No("invalid")
    if any(name not in KNOWN for word in ("view_roles", "edit_roles") for name in lists[word]):
        raise No("invalid")


def _answer(field: Row, value: str) -> str:
    words, kind = json.loads(field["choices"] or "[]"), field["kind"]
    if kind == "multi":
        return _several(words, value)
    fits = {
        "text": True,
        "number": re.fullmatch(r"-?\d+([.,]\d+)?", value),
        "date": re.fullmatch(r"\d{4}-\d\d-\d\d", value),
        "choice": value in words,
        "yes_no": value in ("0", "1"),
        "email": "@" in value,
    }
    if not fits[kind]:
        raise No("invalid")
    return {"number": value.replace(",", "."), "email": value.lower()}.get(kind, value)


def _several(words: list[str], value: str) -> str:
    chosen = json.loads(value) if value.startswith("[") else None
    if not chosen or len(set(chosen)) < len(chosen) or any(word not in words for word in chosen):
        raise No("invalid")
    return text_of([word for word in words if word in chosen])
