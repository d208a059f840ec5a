"""Photos and documents of somebody or something (features 2, 37): see them, add one, choose the face. All of it works
without a network; what was added shows at once and is sent later.
"""

from collections.abc import Callable
from functools import partial
from typing import Any

import flet as ft

from mobile.reader.media import Medium
from mobile.screens.equipment.custody import asking
from mobile.screens.shoot import Shoot
from mobile.taking_out import written_down
from mobile.touchline import Touchline, use_replica
from mobile.widgets.avatar import avatar
from mobile.widgets.card import big_button, rows_card, section
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
        if data is not None and (table != "contact" or _taken_out(touchline, medium, id)):
            await files.save(title_of(touchline, medium), data)

    dialog = asking(touchline, words("media.take"), Shoot(doors, keep), partial(shoot, False)) if shooting else None
    ft.use_dialog(dialog)
    media = touchline.reader.media.of(table, id)
    delete = use_delete(touchline, media, shown if face else None, **{table: id})
    rows = [_line(touchline, medium, save, delete) for medium in media]
    if may_add(touchline, table, id):
        rows.append(_adders(touchline, pick, pick_paper, partial(shoot, True)))
    action = None
    if face and shown is not None:
        take_down = partial(touchline.do, f"{table}.set_photo", id=id, medium=None)
        action = icon_button(ft.Icons.NO_PHOTOGRAPHY_OUTLINED, words("media.take_down"), take_down)
    return section(words("media.title"), rows_card(rows), action=action)


def use_delete(
    touchline: Touchline, media: tuple[Medium, ...], shown: str | None, **on: str
) -> Callable[[Medium], None]:
    """What deletes one of them, with a way back as long as its bytes are here; else it asks first. A hook."""
    words = touchline.words
    asked, ask = ft.use_state("")
    doomed = next((one for one in media if one.id == asked), None)
    ft.use_dialog(_last_copy(touchline, doomed, partial(ask, "")) if doomed is not None else None)

    def delete(medium: Medium) -> None:
        data = None if touchline.pictures is None else touchline.pictures.whole(medium.id)
        if data is None and medium.state != "rejected":
            ask(medium.id)
        elif touchline.do("medium.delete", id=medium.id).refusal is None:
            text = words("media.deleted", title=title_of(touchline, medium))
            if data is None:
                touchline.tell(text)
            else:
                again = partial(_again, touchline, medium, data, face=medium.id == shown, **on)
                touchline.tell(text, words("undo"), again)

    return delete


def _taken_out(touchline: Touchline, medium: Medium, contact: str) -> bool:
    """Note that a picture or a paper of somebody leaves the app."""
    return written_down(touchline, "medium", "file", ("picture" if medium.is_picture else "paper",), (contact,))


def title_of(touchline: Touchline, medium: Medium) -> str:
    """What it is called, or what it is."""
    return medium.title or touchline.words(f"media.{medium.kind}")


def _again(touchline: Touchline, medium: Medium, data: bytes, *, face: bool, **on: str) -> None:
    """The same bytes kept anew; the face again, where it was."""
    touchline.keep(medium.kind, data, title=medium.title, face=face, **on)


def _last_copy(touchline: Touchline, medium: Medium, close: Callable[[], None]) -> ft.AlertDialog:
    """Of what is not here as a whole nothing could be kept anew: then it is asked first."""
    words = touchline.words

    def delete() -> None:
        close()
        if touchline.do("medium.delete", id=medium.id).refusal is None:
            touchline.tell(words("media.deleted", title=title_of(touchline, medium)))

    rows: list[ft.Control] = [
        ft.Text(words("media.delete.why"), size=15),
        big_button(words("media.delete.sure"), ft.Icons.DELETE_OUTLINED, delete),
    ]
    inside = ft.Column(rows, spacing=14, tight=True, horizontal_alignment=ft.CrossAxisAlignment.STRETCH)
    return asking(touchline, words("media.delete", title=title_of(touchline, medium)), inside, close)


def _line(touchline: Touchline, medium: Medium, save: Any, delete: Callable[[Medium], None]) -> ft.Control:
    words, id = touchline.words, medium.id
    title = title_of(touchline, medium)
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
        away = icon_button(ft.Icons.DELETE_OUTLINED, words("media.delete", title=title), partial(delete, medium))
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
