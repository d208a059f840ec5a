"""Photos and documents of somebody or something (features 2, 37): see them, add one, choose the face. All of it works
without a network; what was added shows at once and is sent later.
"""

from functools import partial
from typing import Any

import flet as ft

from mobile.reader.media import Medium
from mobile.screens.custody import asking
from mobile.screens.shoot import Shoot
from mobile.touchline import Touchline, use_replica
from mobile.widgets.avatar import avatar
from mobile.widgets.card import rows_card, section
from mobile.widgets.machine import use_doors, use_files
from mobile.widgets.pill import pill
from mobile.widgets.row import row
from mobile.widgets.tap import icon_button

SIDE = 44


@ft.component
def Face(contact: str, initials: str, photo: str | None) -> ft.Control:
    """The photo of a person as large as a heading, drawn again when its bytes come."""
    return avatar(contact, initials, use_replica().picture(photo), 52)


def has_media(touchline: Touchline, table: str, id: str) -> bool:
    """Whether there is something to see, or to add."""
    return bool(touchline.reader.media.of(table, id)) or may_add(touchline, table, id)


def may_add(touchline: Touchline, table: str, id: str) -> bool:
    """Whether I may add a picture to this contact or resource."""
    claim = {"kind": "photo", "sent_hash": "0" * 64, "sent_size": 1}
    return touchline.writer.may("medium.add", id="00000000", **{table: id}, **claim)


@ft.component
def MediaList(table: str, id: str, shown: str | None) -> ft.Control:
    """What hangs on the contact or resource `id`; `shown` is the medium that is its photo."""
    touchline = use_replica()
    words = touchline.words
    doors, files = use_doors(), use_files()
    shooting, shoot = ft.use_state(False)
    face = touchline.writer.may(f"{table}.set_photo", id=id, medium=None)

    def keep(data: bytes | None) -> None:
        shoot(False)
        if data is not None and touchline.keep("photo", data, face=face, **{table: id}):
            touchline.tell(words("media.kept"))

    async def pick(_: object) -> None:
        keep(await files.pick_picture())

    async def pick_paper(_: object) -> None:
        paper = await files.pick_paper()
        if paper is not None:
            touchline.keep("document", paper.content, title=paper.name, **{table: id})

    async def save(medium: Medium) -> None:
        data = touchline.picture(medium.id, small=False)
        if data is not None:
            await files.save(medium.title or words(f"media.{medium.kind}"), data)

    dialog = asking(touchline, words("media.take"), Shoot(doors, keep), partial(shoot, False)) if shooting else None
    ft.use_dialog(dialog)
    media = touchline.reader.media.of(table, id)
    rows = [_line(touchline, medium, save) for medium in media]
    if may_add(touchline, table, id):
        rows.append(_adders(touchline, pick, pick_paper, partial(shoot, True)))
    action = None
    if face and shown is not None:
        take_down = partial(touchline.do, f"{table}.set_photo", id=id, medium=None)
        action = icon_button(ft.Icons.NO_PHOTOGRAPHY_OUTLINED, words("media.take_down"), take_down)
    return section(words("media.title"), rows_card(rows), action=action)


def _line(touchline: Touchline, medium: Medium, save: Any) -> ft.Control:
    words, id = touchline.words, medium.id
    title = medium.title or words(f"media.{medium.kind}")
    photo = touchline.picture(id) if medium.is_picture and medium.state != "rejected" else None
    sign = ft.Icons.PHOTO_OUTLINED if medium.is_picture else ft.Icons.DESCRIPTION_OUTLINED
    leading: ft.Control = ft.Icon(sign, color=ft.Colors.PRIMARY)
    if photo is not None:
        leading = ft.Image(src=photo, width=SIDE, height=SIDE, fit=ft.BoxFit.COVER, border_radius=8)
    mark: ft.Control | None = None
    if medium.state == "waiting":
        mark = pill(words("media.waiting"), ft.Icons.CLOUD_UPLOAD_OUTLINED, "waiting")
    elif medium.state == "rejected":
        mark = pill(words("media.rejected"), ft.Icons.BLOCK, "error")
    away: ft.Control | None = None
    if touchline.writer.may("medium.delete", id=id):
        delete = partial(touchline.do, "medium.delete", id=id)
        away = icon_button(ft.Icons.DELETE_OUTLINED, words("media.delete", title=title), delete)
    note = words.refusal(medium.code) if medium.state == "rejected" and medium.code else ""
    return row(
        title,
        note,
        leading=leading,
        trailing=mark,
        action=away,
        on_click=lambda: ft.context.page.run_task(save, medium),
        key=id,
    )


def _adders(touchline: Touchline, pick: Any, pick_paper: Any, shoot: Any) -> ft.Control:
    words = touchline.words
    buttons: list[ft.Control] = [
        ft.TextButton(words("media.take"), icon=ft.Icons.PHOTO_CAMERA_OUTLINED, height=48, on_click=lambda _: shoot()),
        ft.TextButton(words("media.set"), icon=ft.Icons.PHOTO_OUTLINED, height=48, on_click=pick),
        ft.TextButton(words("media.document"), icon=ft.Icons.ADD, height=48, on_click=pick_paper),
    ]
    return ft.Container(ft.Row(buttons, spacing=4, wrap=True), padding=4)
