"""What can be done about a matter of the inbox: try again, word it anew, ask the office, look, or leave it. (feature
B2)
"""

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any

import flet as ft

from mobile.reader.inbox import Message
from mobile.reader.outbox import Deed
from mobile.screens.history import label
from mobile.screens.inbox.requests import is_request
from mobile.screens.people.countries import NAMED, coded
from mobile.touchline import Touchline, use_touchline
from mobile.widgets.fields_form import Entry, FieldsForm
from shared.tables import REGISTER

OPENS = {"contact": "people", "resource": "equipment", "activity": "agenda", "invoice": "money"}
MAKES = (".create", ".add")
Wish = tuple[str, dict[str, Any]]


def ways_on(
    touchline: Touchline, message: Message, edit: Callable[[str], None], judge: Callable[[str], None]
) -> list[ft.Control]:
    """The buttons under a matter that is not settled: `edit` words it anew, `judge` says who has it."""
    if message.parked is not None:
        return _office(touchline, message, edit)
    words = touchline.words
    buttons: list[ft.Control] = []
    if may_judge(touchline, message):
        buttons.append(_button(words("dispute.decide"), ft.Icons.GAVEL, lambda: judge(message.id), main=True))
    if message.deeds and message.state != "done" and not message.wanted:
        buttons.append(_button(words("inbox.again"), ft.Icons.REPLAY, lambda: again(touchline, message), main=True))
        if tuple(entries(touchline, message)):
            buttons.append(_button(words("inbox.edit"), ft.Icons.EDIT_OUTLINED, lambda: edit(message.id)))
        if revived(touchline, message):
            buttons.append(_button(words("inbox.revive"), ft.Icons.RESTORE, lambda: revive(touchline, message)))
        if anyway(message):
            buttons.append(_button(words("inbox.anyway"), ft.Icons.UNDO, lambda: force(touchline, message)))
    if may_ask(touchline, message):
        buttons.append(_button(words("inbox.ask"), ft.Icons.SUPPORT_AGENT, lambda: ask(touchline, message)))
    if path := path_of(message):
        buttons.append(ft.OutlinedButton(words("inbox.look"), on_click=lambda _: touchline.go(path)))
    word = (
        "inbox.done"
        if message.kind in ("disputed", "told") or message.state in ("done", "dropped")
        else "inbox.discard"
    )
    buttons.append(ft.TextButton(words(word), icon=ft.Icons.CHECK, on_click=lambda _: settle(touchline, message)))
    return buttons


def _button(text: str, icon: ft.IconData, press: Callable[[], object], *, main: bool = False) -> ft.Control:
    return (ft.FilledButton if main else ft.OutlinedButton)(text, icon=icon, on_click=lambda _: press())


def _office(touchline: Touchline, message: Message, edit: Callable[[str], None]) -> list[ft.Control]:
    """To the office: do it after all, look first, or leave it; of what was asked for, say why not."""
    words, asked = touchline.words, is_request(message)
    buttons: list[ft.Control] = []
    if revived(touchline, message):
        back = words("inbox.office.revive")
        buttons.append(
            _button(back, ft.Icons.RESTORE, lambda: decide(touchline, message, "done", anew=True), main=True)
        )
    elif message.deeds:
        do = words("request.do" if asked else "inbox.office.do")
        buttons.append(_button(do, ft.Icons.CHECK, lambda: decide(touchline, message, "done"), main=True))
    if path := path_of(message):
        buttons.append(ft.OutlinedButton(words("inbox.look"), on_click=lambda _: touchline.go(path)))
    drop = words("request.decline" if asked else "inbox.office.drop")
    leave = partial(edit, message.id) if asked else partial(decide, touchline, message, "dropped")
    return [*buttons, ft.TextButton(drop, icon=ft.Icons.CLOSE, on_click=lambda _: leave())]


def path_of(message: Message) -> str | None:
    """Where the thing itself can be seen."""
    if message.resource:
        return f"/equipment/{message.resource}"
    for deed in message.deeds if message.wanted else ():
        return f"/people/{deed.args['id']}"
    table, id_ = message.about.get("table"), message.about.get("id")
    if table in OPENS and id_:
        return f"/{OPENS[str(table)]}/{id_}"
    for deed in message.deeds:
        for noun, place in OPENS.items():
            known = deed.args.get(noun) or (deed.args.get("id") if deed.verb.startswith(f"{noun}.") else None)
            if known and not deed.verb.endswith(".create"):
                return f"/{place}/{known}"
    return None


# ---- what the buttons do


def again(touchline: Touchline, message: Message) -> None:
    """The same words once more, as a new change; the matter is settled when they are taken."""
    if touchline.do_all(*wishes(touchline, message)).state != "refused":
        settle(touchline, message)
        touchline.tell(touchline.words("inbox.tried"))


def anyway(message: Message) -> list[Wish]:
    """An undo that somebody was ahead of, as the plain correction that it is."""
    if message.code != "changed_since" or not all(deed.verb == "row.undo" for deed in message.deeds):
        return []
    return [(f"{deed.args['table']}.patch", {"id": deed.args["id"], "set": deed.args["set"]}) for deed in message.deeds]


def force(touchline: Touchline, message: Message) -> None:
    """My value over theirs: said on purpose, having read what they made of it."""
    if touchline.do_all(*anyway(message)).state != "refused":
        settle(touchline, message)
        touchline.tell(touchline.words("inbox.tried"))


def revived(touchline: Touchline, message: Message) -> list[Wish]:
    """What brings back the rows that were deleted under a correction, where I may do that."""
    patched = [(*deed.verb.rpartition("."), deed.args.get("id")) for deed in message.deeds if message.code == "gone"]
    found = [("row.restore", {"table": table, "id": id}) for table, _, verb, id in patched if verb == "patch"]
    fresh = [wish for place, wish in enumerate(found) if wish not in found[:place]]
    return fresh if all(touchline.writer.may(verb, **args) for verb, args in fresh) else []


def revive(touchline: Touchline, message: Message) -> None:
    """The row as it was, with my change in it: one change, which stands or falls as one."""
    if touchline.do_all(*revived(touchline, message), *wishes(touchline, message)).state != "refused":
        settle(touchline, message)
        touchline.tell(touchline.words("inbox.tried"))


def may_judge(touchline: Touchline, message: Message) -> bool:
    """Whether I may say here who has the thing that two people were handed."""
    if message.quarrel is None:
        return False
    return touchline.writer.may("custody.settle", id="0" * 26, resource=message.resource, note="x")


def may_ask(touchline: Touchline, message: Message) -> bool:
    """Whether somebody else could decide: not what lies there already, and not who is the office."""
    decided = message.laid is not None or message.sealed or message.kind == "told"
    if decided or touchline.state.me.has("owner", "secretary"):
        return False
    return touchline.writer.may("inbox.ask", id=message.id)


def ask(touchline: Touchline, message: Message) -> None:
    """Lay it before the office; the matter stays here until they have decided."""
    if touchline.do("inbox.ask", id=message.id).state != "refused":
        touchline.tell(touchline.words("inbox.asked"))


def settle(touchline: Touchline, message: Message) -> None:
    """This matter is done with; what lay before the office is taken back."""
    done: list[Wish] = [("inbox.done", {"id": message.id})]
    if message.laid is not None and message.state == "waiting":
        done.insert(0, ("parked.settle", {"id": message.laid, "outcome": "dropped"}))
    touchline.do_all(*done)


def decide(touchline: Touchline, message: Message, outcome: str, *, anew: bool = False) -> None:
    """The office's word about somebody's parked change. Done: by the office's own hand, in the same change; `anew` when
    what it corrects was deleted and comes back for it.
    """
    done = wishes(touchline, message) if outcome == "done" else []
    done = [*revived(touchline, message), *done] if anew else done
    told = touchline.do_all(*done, ("parked.settle", {"id": message.parked, "outcome": outcome}))
    if told.state != "refused":
        said = f"request.{outcome}" if is_request(message) else f"inbox.parked.{outcome}"
        touchline.tell(touchline.words(said, who=message.by))


def wishes(touchline: Touchline, message: Message) -> list[Wish]:
    """The actions as they were worded. What was refused because its id is taken gets another."""
    found = [(deed.verb, dict(deed.args)) for deed in message.deeds]
    if message.code == "exists":
        for verb, args in found:
            if verb.endswith(MAKES) and args.get("id") == message.about.get("id"):
                args["id"] = touchline.writer.new_id()
    return found


# ---- wording it anew


@ft.component
def EditAgain(message: Message, close: Callable[[], None]) -> ft.Control:
    """A form filled with what I wrote."""
    touchline = use_touchline()

    def save(changes: Mapping[str, str]) -> Mapping[str, str]:
        return reword(touchline, message, changes)

    return FieldsForm(tuple(entries(touchline, message)), save, close)


def entries(touchline: Touchline, message: Message) -> Iterator[Entry]:
    """The words and numbers of the actions: `0.label` is the label in the first of them."""
    for place, deed in enumerate(message.deeds):
        said, table = _worded(deed), REGISTER.get(deed.verb.partition(".")[0])
        for name in table.names if table is not None else ():
            if name in said and _typed(deed, name):
                lines, value = 3 if name == "note" else 1, said[name]
                text = "" if value is None else str(value)
                text = touchline.words.country(text) if name in NAMED else text
                yield Entry(f"{place}.{name}", label(touchline.words, name), text, lines=lines)


def _worded(deed: Deed) -> Mapping[str, Any]:
    """The part of the arguments that a person typed."""
    said = deed.args.get("set")
    return said if isinstance(said, dict) else deed.args


def _typed(deed: Deed, name: str) -> bool:
    """Whether this is a field that people type in: no reference, no choice, no date, no amount."""
    table = REGISTER.get(deed.verb.partition(".")[0])
    field = table.field(name) if table is not None else None
    if field is None or field.merge != "last" or field.choices or field.ref or field.check or table is None:
        return False
    return table.klass not in ("C", "D") and field.kind in ("text", "integer") and not name.endswith(("_at", "_cents"))


def _value(table: str, name: str, text: str) -> str | int | None:
    """What was typed, as the verb wants it; what is no number is left for the verb to refuse."""
    field = REGISTER[table].field(name)
    if field is not None and field.kind == "integer" and text.strip().isdecimal():
        return int(text)
    return text or None


def reword(touchline: Touchline, message: Message, changes: Mapping[str, str]) -> Mapping[str, str]:
    """Send it once more in other words; what is wrong by field. The matter is settled when they are taken."""
    said = wishes(touchline, message)
    for key, text in changes.items():
        place, _, name = key.partition(".")
        verb, args = said[int(place)]
        typed, unknown = coded(touchline.words, {name: text})
        if unknown:
            return {key: unknown[name]}
        value = _value(verb.partition(".")[0], name, typed[name])
        if isinstance(args.get("set"), dict):
            args["set"] = {**args["set"], name: value}
        else:
            args[name] = value
    wrong = touchline.try_all(*said)
    if not wrong:
        settle(touchline, message)
        touchline.tell(touchline.words("inbox.tried"))
    named = {entry.name.partition(".")[2]: entry.name for entry in entries(touchline, message)}
    return {named.get(name, ""): text for name, text in wrong.items()}
