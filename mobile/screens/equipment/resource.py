"""One thing: where it is now, who had it before, hand it out, take it back, its labels. (features 87-89,
B5-B7)
"""

from collections.abc import Callable
from functools import partial

import flet as ft

from mobile.reader.equipment import Item, Quarrel, Resource, Taker
from mobile.screens.about import use_about
from mobile.screens.equipment.booking import BookingsPart
from mobile.screens.equipment.custody import asking, condition_text, fact_row, may_hand_out
from mobile.screens.equipment.custom_fields import FieldsPart
from mobile.screens.equipment.hand_over import Longer, giving, taking, who_has
from mobile.screens.equipment.handing import by_number
from mobile.screens.equipment.kit import gone_along
from mobile.screens.equipment.reporting import Reporting, may_report
from mobile.screens.equipment.resource_form import EditResource, NewResource, archived
from mobile.screens.equipment.resource_parts import ValuePart, inside, shares
from mobile.screens.equipment.resources import STAFF, tile
from mobile.screens.equipment.settling import Settle
from mobile.screens.media import MediaList, has_media
from mobile.screens.scan.labels import LABELS, Labels, may_print
from mobile.touchline import Touchline, use_replica
from mobile.widgets.card import card, page, section
from mobile.widgets.detail import detail
from mobile.widgets.first_load import missing
from mobile.widgets.frame import frame, heading, name_size
from mobile.widgets.pill import pill
from mobile.widgets.tap import icon_button
from shared.domain.calendar import local_date
from shared.domain.codes import code_bytes, typed_short

CHAIN = 8
Ask = Callable[[str | None], None]


@ft.component
def ResourcePage(opened: str) -> ft.Control:
    """The thing with id `opened`."""
    touchline = use_replica()
    asked, ask = ft.use_state(None)
    whole, set_whole = ft.use_state(False)
    words = touchline.words
    thing = touchline.reader.equipment.resource(opened)
    _dialog(touchline, thing, asked, lambda: ask(None))
    about = use_about(touchline, "resource", opened)
    if opened == "new":
        return frame(touchline, words("equipment.new"), page(NewResource()), back=True)
    if opened == LABELS:
        return frame(touchline, words("labels.title"), Labels(), back=True)
    if thing is None:
        gone = missing(touchline, ft.Icons.SEARCH_OFF, words("equipment.gone"), words("equipment.gone.why"))
        return frame(touchline, words("place.equipment"), gone, back=True)
    cards = [*archived(touchline, thing), _now(touchline, thing, ask)]
    if thing.quarrel is not None:
        cards.insert(0, _quarrel(touchline, thing, thing.quarrel, ask))
    cards += [*inside(touchline, thing), *shares(touchline, thing)]
    if may_report(touchline, thing):
        cards.append(Reporting(thing, key="reporting"))
    cards.append(BookingsPart(thing, key="bookings"))
    cards += [_chain(touchline, thing, whole, set_whole), _details(touchline, thing, asked == "edit", ask)]
    cards.append(FieldsPart(thing.item.id, key="fields"))
    if touchline.state.me.has(*STAFF):  # to others no label travels: "none" would be no answer
        cards.append(_labels(touchline, thing, ask))
        cards.append(ValuePart(thing.item.id, key="value"))
    if has_media(touchline, "resource", thing.item.id):
        cards.append(MediaList("resource", thing.item.id, thing.photo, key="media"))
    return frame(touchline, thing.item.name, page(*cards), back=True, head=_head(touchline, thing), actions=[about])


def _dialog(touchline: Touchline, thing: Resource | None, asked: str | None, close: Callable[[], None]) -> None:
    words = touchline.words
    dialog = None
    if thing is not None and asked == "out":
        dialog = giving(touchline, thing.item, close)
    elif thing is not None and asked == "in":
        dialog = taking(touchline, thing.item, close)
    elif thing is not None and thing.item.due_at is not None and asked == "longer":
        longer = Longer(touchline, thing.item, close)
        dialog = asking(touchline, words("custody.longer.title", what=thing.item.name), longer, close)
    elif thing is not None and thing.quarrel is not None and asked == "settle":
        dialog = asking(touchline, words("dispute.who"), Settle(thing, thing.quarrel, close), close)
    elif thing is not None and asked is not None and asked.startswith("revoke "):
        dialog = _revoking(touchline, thing, asked.removeprefix("revoke "), close)
    ft.use_dialog(dialog)


def _revoking(touchline: Touchline, thing: Resource, code: str, close: Callable[[], None]) -> ft.AlertDialog:
    words = touchline.words

    def revoke() -> None:
        close()
        touchline.do("label.revoke", code=code)

    def replace() -> None:
        revoke()
        touchline.go(f"/equipment/{LABELS}?thing={thing.item.id}")

    return ft.AlertDialog(
        modal=True,
        title=ft.Text(words("label.revoke.title", code=typed_short(code_bytes(code)))),
        content=ft.Text(words("label.revoke.text")),
        actions=[
            ft.TextButton(words("dialog.cancel"), on_click=lambda _: close()),
            ft.TextButton(words("label.revoke"), height=48, on_click=lambda _: revoke()),
            ft.FilledButton(words("label.replace"), height=48, on_click=lambda _: replace()),
        ],
    )


def _head(touchline: Touchline, thing: Resource) -> ft.Control:
    small = " · ".join(part for part in (thing.item.tag_no, thing.item.category) if part)
    lines: list[ft.Control] = [heading(thing.item.name, size=name_size(touchline, thing.item.name))]
    if small:
        lines.append(ft.Text(small, size=13, color=ft.Colors.ON_SURFACE_VARIANT))
    return ft.Row(
        [_picture(touchline, thing) or tile(thing.item), ft.Column(lines, spacing=0, tight=True, expand=True)],
        spacing=12,
        vertical_alignment=ft.CrossAxisAlignment.CENTER,
    )


def _picture(touchline: Touchline, thing: Resource) -> ft.Control | None:
    """Its photo, where it has one that is here."""
    photo = touchline.picture(thing.photo)
    if photo is None:
        return None
    return ft.Image(
        src=photo,
        width=52,
        height=52,
        fit=ft.BoxFit.COVER,
        border_radius=10,
        semantics_label=touchline.words("media.photo_of", name=thing.item.name),
    )


def _now(touchline: Touchline, thing: Resource, ask: Ask) -> ft.Control:
    """Where it is, in large type, and what can be done about it with one tap."""
    words, item = touchline.words, thing.item
    today = touchline.today
    lines: list[ft.Control] = []
    marks: list[ft.Control] = []
    if item.holder is None:
        lines += gone_along(touchline, item) if item.along is not None else _in_store(touchline, thing)
    else:
        who = item.holder or words("equipment.somebody")
        lines.append(ft.Text(words("equipment.now.out"), color=ft.Colors.ON_SURFACE_VARIANT))
        lines.append(ft.Text(who_has(touchline, item, left=False) or who, theme_style=ft.TextThemeStyle.HEADLINE_SMALL))
        if item.held_since is not None:
            since = words.moment(item.held_since, touchline.zone, today)
            lines.append(ft.Text(words("equipment.since", when=since), color=ft.Colors.ON_SURFACE_VARIANT))
        if item.due_at is not None:
            marks.append(_due(touchline, thing))
            if may_hand_out(touchline, item.id, _taker(touchline, item)):
                longer = words("custody.longer")
                marks.append(ft.TextButton(longer, icon=ft.Icons.EVENT_REPEAT, on_click=lambda _: ask("longer")))
    if thing.facts and not thing.facts[0].confirmed:
        marks.append(pill(words("change.waiting"), ft.Icons.CLOUD_UPLOAD_OUTLINED, "waiting"))
    if thing.status in ("lost", "damaged"):
        marks.append(pill(words(f"equipment.status.{thing.status}"), ft.Icons.REPORT_GMAILERRORRED, "error"))
    for what, count in (("broken", item.broken), ("missing", item.missing)):
        if count:
            text = words.plural(f"equipment.{what}", count)
            marks.append(pill(text, ft.Icons.REPORT_GMAILERRORRED, "error"))
    rows: list[ft.Control] = [ft.Column(lines, spacing=2, tight=True)]
    if marks:
        rows.append(ft.Row(marks, wrap=True, spacing=8, run_spacing=8))
    rows += _buttons(touchline, thing, ask)
    return card(*rows)


def _in_store(touchline: Touchline, thing: Resource) -> list[ft.Control]:
    """That it is in, and where it lies."""
    words, place = touchline.words, thing.item.place
    here = words("equipment.now.in" if thing.kind != "location" else "resource.kind.location")
    lies = words("equipment.lies", where=place) if place else thing.home
    below = [ft.Text(lies, color=ft.Colors.ON_SURFACE_VARIANT)] if lies else []
    return [ft.Text(here, theme_style=ft.TextThemeStyle.HEADLINE_SMALL), *below]


def _taker(touchline: Touchline, item: Item) -> Taker:
    """Who has it, as somebody it can be handed to once more."""
    kind, id = item.holder_kind, item.holder_id
    assert kind is not None and id is not None, "it is out"
    return Taker(kind, id, item.holder or touchline.words("equipment.somebody"), "")


def _due(touchline: Touchline, thing: Resource) -> ft.Control:
    words, due = touchline.words, thing.item.due_at or 0
    today = touchline.today
    day = words.day(local_date(due, touchline.zone), today)
    if thing.item.late(touchline.now()):
        return pill(words("equipment.late.since", day=day), ft.Icons.SCHEDULE, "waiting")
    return pill(words("equipment.due", day=day), ft.Icons.EVENT_OUTLINED)


def _buttons(touchline: Touchline, thing: Resource, ask: Ask) -> list[ft.Control]:
    """Hand out and take back, as far as my role goes; the likelier one is the filled one."""
    words, writer = touchline.words, touchline.writer
    out = thing.item.holder is not None
    if thing.kind == "location" or (thing.archived and not out):  # a place is where things are, and goes nowhere
        return []
    buttons: list[ft.Control] = []
    if out and writer.may("custody.take_back", id=writer.new_id(), resource=thing.item.id):
        buttons.append(
            ft.FilledButton(
                words("custody.take"),
                icon=ft.Icons.KEYBOARD_RETURN,
                on_click=lambda _: ask("in"),
                expand=True,
            )
        )
    if may_hand_out(touchline, thing.item.id):
        kind = ft.OutlinedButton if out else ft.FilledButton
        text = words("custody.pass_on") if out and not by_number(thing.item) else words("custody.give")
        buttons.append(kind(text, icon=ft.Icons.ARROW_OUTWARD, on_click=lambda _: ask("out"), expand=True))
    return [ft.Row(buttons, spacing=10)] if buttons else []


def _quarrel(touchline: Touchline, thing: Resource, quarrel: Quarrel, ask: Ask) -> ft.Control:
    """Both scans with both times, and what settles it."""
    words = touchline.words
    today = touchline.today
    colour = ft.Colors.ON_ERROR_CONTAINER

    def scan(number: int) -> ft.Control:
        one = (quarrel.first, quarrel.second)[number]
        when = words.moment(one.at, touchline.zone, today)
        by = f" · {words('custody.by', who=one.by or words('custody.by.staff'))}"
        return ft.Row(
            [
                ft.Container(
                    ft.Text(str(number + 1), weight=ft.FontWeight.W_700, color=ft.Colors.ON_ERROR, size=14),
                    bgcolor=ft.Colors.ERROR,
                    width=26,
                    height=26,
                    border_radius=13,
                    alignment=ft.Alignment.CENTER,
                ),
                ft.Column(
                    [
                        ft.Text(
                            one.to or words("equipment.somebody"),
                            size=16,
                            weight=ft.FontWeight.W_600,
                            color=colour,
                        ),
                        ft.Text(when + by, size=13, color=colour),
                    ],
                    spacing=0,
                    tight=True,
                    expand=True,
                ),
            ],
            spacing=12,
        )

    rows: list[ft.Control] = [
        ft.Text(words("dispute.why"), size=14, color=colour),
        scan(0),
        scan(1),
    ]
    if touchline.writer.may("custody.settle", id="0" * 26, resource=thing.item.id, note="x"):
        decide = ft.FilledButton(
            words("dispute.decide"), icon=ft.Icons.GAVEL, height=52, on_click=lambda _: ask("settle")
        )
        rows.append(decide)
    else:
        rows.append(ft.Text(words("dispute.settle"), size=14, color=colour))
    title = ft.Row(
        [
            ft.Icon(ft.Icons.WARNING_AMBER, color=colour),
            ft.Text(words("dispute.title"), size=17, weight=ft.FontWeight.W_600, color=colour, expand=True),
        ],
        spacing=8,
    )
    return card(title, *rows, tone=ft.Colors.ERROR_CONTAINER)


def _chain(touchline: Touchline, thing: Resource, whole: bool, set_whole: Callable[[bool], None]) -> ft.Control:
    words = touchline.words
    if not thing.facts:
        return section(words("custody.chain"), card(ft.Text(words("custody.chain.none"))))
    facts = thing.facts if whole else thing.facts[:CHAIN]
    rows = [fact_row(touchline, one, last=one is facts[-1]) for one in facts]
    if len(thing.facts) > len(facts):
        text = words.plural("custody.chain.more", len(thing.facts) - len(facts))
        rows.append(ft.TextButton(text, on_click=lambda _: set_whole(True)))
    return section(words("custody.chain"), card(*rows))


def _details(touchline: Touchline, thing: Resource, editing: bool, ask: Ask) -> ft.Control:
    words = touchline.words
    if editing:
        return section(words("equipment.details"), EditResource(thing, partial(ask, None), key="edit"))
    values = (
        ("field.home_location", thing.home),
        ("field.condition", condition_text(touchline, thing.condition)),
        ("field.serial", thing.serial),
        ("field.quantity", None if thing.quantity is None else words.number(thing.quantity)),
        ("field.next_audit_on", words.iso_day(thing.next_audit_on)),
        ("field.note", thing.note),
    )
    rows = [detail(words(key), value) for key, value in values if value]
    if not rows:
        rows = [ft.Text(words("equipment.details.none"), color=ft.Colors.ON_SURFACE_VARIANT)]
    edit = None
    if touchline.writer.may("resource.patch", id=thing.item.id, set={"note": ""}):
        edit = icon_button(ft.Icons.EDIT_OUTLINED, words("equipment.edit"), partial(ask, "edit"))
    return section(words("equipment.details"), card(*rows), action=edit)


def _labels(touchline: Touchline, thing: Resource, ask: Ask) -> ft.Control:
    """The stickers on it: their codes, a way to withdraw one and to add one."""
    words, writer = touchline.words, touchline.writer
    rows: list[ft.Control] = []
    for code in thing.labels:
        away = icon_button(ft.Icons.DELETE_OUTLINE, words("label.revoke"), partial(ask, f"revoke {code}"))
        if writer.may("label.revoke", code=code):
            rows.append(detail(words("label.one"), typed_short(code_bytes(code)), away))
        else:
            rows.append(detail(words("label.one"), typed_short(code_bytes(code))))
    if not rows:
        rows.append(ft.Text(words("label.none"), color=ft.Colors.ON_SURFACE_VARIANT))
    if writer.may("label.claim", code="0" * 26, resource=thing.item.id):
        rows.append(
            ft.OutlinedButton(
                words("label.add"),
                icon=ft.Icons.QR_CODE_2,
                height=48,
                on_click=lambda _: touchline.go(f"/scan?label={thing.item.id}"),
            )
        )
    if may_print(touchline):
        rows.append(
            ft.OutlinedButton(
                words("labels.print_one"),
                icon=ft.Icons.PRINT_OUTLINED,
                height=48,
                on_click=lambda _: touchline.go(f"/equipment/{LABELS}?thing={thing.item.id}"),
            )
        )
    return section(words("label.title"), card(*rows))
