"""The devices somebody signed in on: which there are, how they are called, and shutting out one that is lost."""

from collections.abc import Callable, Mapping
from datetime import date
from functools import partial

import flet as ft

from mobile.reader.devices import Device
from mobile.screens.equipment.custody import asking
from mobile.screens.security.pairing import ShowCode
from mobile.touchline import Touchline, use_replica
from mobile.widgets.card import big_button, page, rows_card, section
from mobile.widgets.empty import empty
from mobile.widgets.fields_form import Entry, FieldsForm
from mobile.widgets.frame import frame
from mobile.widgets.pill import pill
from mobile.widgets.row import row
from mobile.widgets.tap import icon_button
from shared.domain.calendar import local_date, to_local

SIGNS = {
    "phone": ft.Icons.PHONE_ANDROID,
    "computer": ft.Icons.COMPUTER,
    "browser": ft.Icons.WEB_ASSET,
}
LONGEST = 80


@ft.component
def MyDevices(selected: str | None = None) -> ft.Control:
    """The page of one's own devices."""
    touchline = use_replica()
    words = touchline.words
    pairing, pair = ft.use_state(False)
    close = partial(pair, False)
    first = touchline.first_device
    code = (
        asking(touchline, words("pair.title"), ShowCode(first, close, key="code"), close) if pairing and first else None
    )
    ft.use_dialog(code)
    found = touchline.reader.devices.of_user(touchline.state.me.user)
    parts: list[ft.Control] = [big_button(words("pair.title"), ft.Icons.QR_CODE_2, partial(pair, True), main=False)]
    if found:
        parts.insert(0, DeviceList(found))
    else:
        parts.insert(0, empty(ft.Icons.DEVICES_OUTLINED, words("devices.none"), words("devices.none.why")))
    body = page(*parts, ft.Text(words("devices.why"), size=14, color=ft.Colors.ON_SURFACE_VARIANT))
    return frame(touchline, words("place.devices"), body, back=True)


def devices_of(touchline: Touchline, contact: str) -> list[ft.Control]:
    """For the office, on somebody's page: where they signed in."""
    found = touchline.reader.devices.of_contact(contact)
    if not found or not touchline.state.me.has("owner", "secretary"):
        return []
    return [section(touchline.words("devices.title"), DeviceList(found, key="devices"))]


@ft.component
def DeviceList(devices: tuple[Device, ...]) -> ft.Control:
    """A row a device, each with its ways on; what is asked stands over the page."""
    touchline = use_replica()
    asked, ask = ft.use_state(("", ""))
    what, id_ = asked
    device = next((one for one in devices if one.id == id_), None)
    close = partial(ask, ("", ""))
    ft.use_dialog(_question(touchline, what, device, close) if device is not None else None)
    return rows_card([_row(touchline, one, ask) for one in devices])


def _row(touchline: Touchline, device: Device, ask: Callable[[tuple[str, str]], None]) -> ft.Control:
    words = touchline.words
    over = device.revoked_at is not None
    pen = icon_button(ft.Icons.EDIT_OUTLINED, words("devices.rename"), partial(ask, ("rename", device.id)))
    shut = icon_button(
        ft.Icons.PHONELINK_ERASE, words("devices.revoke"), partial(ask, ("revoke", device.id)), color=ft.Colors.ERROR
    )
    ways: list[ft.Control] = [] if over else [pen]
    if not over and not device.here and touchline.writer.may("user_device.revoke", id=device.id):
        ways.append(shut)
    sign = pill(words("devices.here"), ft.Icons.CHECK, "good") if device.here else None
    if over:
        sign = pill(words("devices.revoked"), ft.Icons.BLOCK, "error")
    lines: list[ft.Control] = [ft.Text(_standing(touchline, device), size=14, color=ft.Colors.ON_SURFACE_VARIANT)]
    if sign is not None:
        lines.append(ft.Row([sign]))
    return row(
        name_of(touchline, device),
        ft.Column(lines, spacing=6, tight=True),
        leading=ft.Icon(SIGNS.get(device.kind, ft.Icons.DEVICES_OTHER), color=ft.Colors.PRIMARY),
        action=ft.Row(ways, spacing=0, tight=True) if ways else None,
        key=device.id,
    )


def name_of(touchline: Touchline, device: Device) -> str:
    """Its name, or its kind where it has none."""
    return device.name or touchline.words(f"devices.kind.{device.kind}")


def _standing(touchline: Touchline, device: Device) -> str:
    """In one line: since when it may not speak any more, or when it was last heard."""
    words, zone = touchline.words, touchline.zone
    today = local_date(touchline.now(), zone)
    if device.wiped_at is not None:
        return words("devices.wiped", when=words.moment(device.wiped_at, zone, today))
    if device.revoked_at is not None:
        return words("devices.not_yet", when=words.moment(device.revoked_at, zone, today))
    if device.here:
        return words("devices.kind." + device.kind)
    if device.seen_on is not None:
        return words("devices.seen", when=words.day(date.fromisoformat(device.seen_on), today))
    if device.added_at is not None:
        return words("devices.added", when=words.day(to_local(device.added_at, zone).date(), today))
    return words("devices.kind." + device.kind)


def _question(touchline: Touchline, what: str, device: Device, close: Callable[[], None]) -> ft.AlertDialog | None:
    return {"rename": _rename, "revoke": _revoke}[what](touchline, device, close) if what else None


def _rename(touchline: Touchline, device: Device, close: Callable[[], None]) -> ft.AlertDialog:
    words = touchline.words

    def save(changes: Mapping[str, str]) -> Mapping[str, str]:
        name = changes["name"].strip()
        if len(name) > LONGEST:
            return {"name": words.reason("too_long")}
        return touchline.try_all(("user_device.patch", {"id": device.id, "set": {"name": name or None}}))

    entry = Entry("name", words("devices.name"), device.name)
    form = partial(FieldsForm, (entry,), save, close, key=f"name {device.id}")
    return asking(touchline, words("devices.rename"), form, close, scrolls=True)


def _revoke(touchline: Touchline, device: Device, close: Callable[[], None]) -> ft.AlertDialog:
    """What it means, before it is done: there is no way back."""
    words = touchline.words

    def shut() -> None:
        close()
        if touchline.do("user_device.revoke", id=device.id).refusal is None:
            touchline.tell(words("devices.revoke.done", name=name_of(touchline, device)))

    return ft.AlertDialog(
        modal=True,
        title=ft.Text(words("devices.revoke.title", name=name_of(touchline, device))),
        content=ft.Text(words("devices.revoke.text")),
        actions=[
            ft.TextButton(words("devices.revoke.keep"), height=48, on_click=lambda _: close()),
            ft.FilledButton(
                words("devices.revoke"),
                height=48,
                bgcolor=ft.Colors.ERROR,
                color=ft.Colors.ON_ERROR,
                on_click=lambda _: shut(),
            ),
        ],
    )
