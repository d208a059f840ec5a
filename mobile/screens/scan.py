"""The scanner: a camera with a frame, the last results, and a bag for handing out or taking back. (features
89, B5-B7)

Scanning looks something up; nothing changes until a button that says what it does is pressed.
"""

import asyncio
from collections.abc import Callable
from typing import Any

import flet as ft

from mobile.device import secrets
from mobile.device.camera import CameraUnavailable, watch
from mobile.device.doors import Doors
from mobile.places import said
from mobile.screens.claim import Claim
from mobile.screens.custody import HandOut, TakeBack, asking
from mobile.screens.scan_results import bag_card, results_card
from mobile.screens.scanning import Scanning, scanned, told, typed
from mobile.screens.verdict import Verdict
from mobile.screens.viewfinder import viewfinder
from mobile.touchline import Touchline, use_replica
from mobile.widgets.field import field
from mobile.widgets.frame import frame
from mobile.widgets.machine import use_doors

PANEL_WIDTH = 420


@ft.component
def Scan(selected: str | None = None) -> ft.Control:
    """The scan page. The address may say for which thing a blank label is meant: `/scan?label=<id>`."""
    touchline = use_replica()
    doors = use_doors()
    scanning, _ = ft.use_state(Scanning)
    camera, _ = ft.use_state(doors.camera)
    files, _ = ft.use_state(doors.files)
    feedback, _ = ft.use_state(doors.feedback)
    asked, ask = ft.use_state(None)
    _keep_fresh(touchline, scanning)

    async def look() -> None:
        await _run_camera(touchline, scanning, camera, doors, feedback)

    _in_background(look)

    async def pick(_: object) -> None:
        picture = await files.pick_picture()
        if picture is None:
            return
        text = await doors.decoder.decode(picture)
        if text is None:
            await told(touchline, scanning, Verdict("damaged", shown=touchline.words("scan.no_code")), feedback)
        else:
            await scanned(touchline, scanning, text, secrets.verify, feedback)

    async def light(_: object) -> None:
        scanning.torch = not scanning.torch
        await camera.set_torch(scanning.torch)

    async def zoom(factor: float) -> None:
        scanning.zoom = factor
        await camera.set_zoom(factor)

    async def enter(text: str) -> None:
        ask(None)
        await typed(touchline, scanning, text, feedback)

    ft.use_dialog(_question(touchline, scanning, asked, ask, enter))
    finder = viewfinder(touchline, scanning, camera, light, zoom)
    panel = _panel(touchline, scanning, doors, ask, pick)
    if touchline.state.place.wide:
        body: ft.Control = ft.Row(
            [ft.Container(finder, expand=True, padding=16), ft.Container(panel, width=PANEL_WIDTH)],
            expand=True,
            spacing=0,
            vertical_alignment=ft.CrossAxisAlignment.STRETCH,
        )
    else:
        body = ft.Column([ft.Container(finder, expand=6), ft.Container(panel, expand=5)], spacing=0, expand=True)
    return frame(touchline, touchline.words("place.scan"), body, under=_modes(touchline, scanning))


def _keep_fresh(touchline: Touchline, scanning: Scanning) -> None:
    """After rows changed the results say what is true now."""
    version = touchline.state.replica.version
    ft.use_effect(lambda: scanning.refresh(touchline), [version])


def _in_background(work: Callable[[], Any]) -> None:
    """Runs `work` from when the screen stands until it goes."""
    running = ft.use_ref(None)

    async def begin() -> None:
        running.current = asyncio.current_task()
        await work()

    def end() -> None:
        if running.current is not None:
            running.current.cancel()

    ft.use_effect(begin, [], cleanup=end)


async def _run_camera(touchline: Touchline, scanning: Scanning, camera: Any, doors: Doors, feedback: Any) -> None:
    """Opens the camera and reads codes until the screen goes; says why when there is none."""
    jobs: set[asyncio.Task[None]] = set()

    def found(text: str) -> None:
        job = asyncio.ensure_future(scanned(touchline, scanning, text, secrets.verify, feedback))
        jobs.add(job)
        job.add_done_callback(jobs.discard)

    try:
        scanning.abilities = await camera.open()
        scanning.camera = "running"
        if doors.decoder.available:
            await watch(camera, doors.decoder, found)
        else:
            scanning.camera = "camera_no_decoder"
    except CameraUnavailable as problem:
        scanning.camera = problem.code


def _modes(touchline: Touchline, scanning: Scanning) -> ft.Control:
    """Look up, hand out, take back; hidden from those who may do only the first."""
    words, me = touchline.words, touchline.state.me
    if not me.has("owner", "equipment", "coach"):
        return ft.Container(height=0)
    icons = {"look": ft.Icons.SEARCH, "give": ft.Icons.ARROW_OUTWARD, "take": ft.Icons.KEYBOARD_RETURN}
    wide = touchline.state.place.wide
    return ft.Container(
        ft.SegmentedButton(
            segments=[
                ft.Segment(
                    value=mode,
                    label=ft.Text(words(f"scan.mode.{mode}"), size=15, text_align=ft.TextAlign.CENTER),
                    icon=icon if wide else None,
                )
                for mode, icon in icons.items()
            ],
            selected=[scanning.mode],
            show_selected_icon=False,
            on_change=lambda event: scanning.choose(event.control.selected[0]),
        ),
        padding=ft.Padding.only(left=16, right=16, bottom=8),
        alignment=ft.Alignment.CENTER_LEFT,
    )


def _panel(
    touchline: Touchline, scanning: Scanning, doors: Doors, ask: Callable[[str | None], None], pick: Any
) -> ft.Control:
    """What was found, what to do with it, and the two ways around a camera."""
    words = touchline.words
    rows = [
        bag_card(touchline, scanning, ask) if scanning.mode != "look" else None,
        results_card(touchline, scanning, ask, wanted_for(touchline)),
    ]
    ways: list[ft.Control] = [
        ft.FilledTonalButton(
            words("scan.type"), icon=ft.Icons.KEYBOARD, on_click=lambda _: ask("type"), expand=True, height=48
        )
    ]
    if doors.decoder.available:
        ways.append(
            ft.FilledTonalButton(
                words("scan.photo"), icon=ft.Icons.PHOTO_OUTLINED, on_click=pick, expand=True, height=48
            )
        )
    return ft.Column(
        [
            ft.ListView(
                [row for row in rows if row is not None],
                expand=True,
                spacing=12,
                padding=ft.Padding.only(left=16, right=16, top=12, bottom=12),
            ),
            ft.Container(ft.Row(ways, spacing=10), padding=ft.Padding.only(left=16, right=16, bottom=12, top=4)),
        ],
        expand=True,
        spacing=0,
    )


def wanted_for(touchline: Touchline) -> str | None:
    """The id of the thing for which a blank label is being looked for."""
    return next(iter(said(touchline.state.place.route, "label")), None)


def _question(
    touchline: Touchline, scanning: Scanning, asked: str | None, ask: Callable[[str | None], None], enter: Any
) -> ft.AlertDialog | None:
    words = touchline.words

    def close() -> None:
        ask(None)

    def done() -> None:
        ask(None)
        scanning.empty()

    last = scanning.last
    things = scanning.bag or ((last.item,) if last and last.item else ())
    if asked == "type":
        return asking(touchline, words("scan.type.title"), _TypeCode(touchline, enter), close)
    if asked == "claim" and last is not None and last.code is not None:
        content = Claim(touchline, last.code, wanted_for(touchline), done)
        return asking(touchline, words("claim.title"), content, close, height=520)
    if asked in ("out", "in") and things:
        if len(things) == 1:
            title = words("custody.give.title" if asked == "out" else "custody.take.title", what=things[0].name)
        else:
            title = words.plural("custody.give.many" if asked == "out" else "custody.take.many", len(things))
        finish = done if scanning.mode != "look" else close
        if asked == "out":
            return asking(touchline, title, HandOut(touchline, things, finish), close, height=560)
        return asking(touchline, title, TakeBack(touchline, things, finish), close)
    return None


@ft.component
def _TypeCode(touchline: Touchline, enter: Callable[[str], Any]) -> ft.Control:
    """A field for what stands under the label."""
    text = ft.use_ref("")
    words = touchline.words

    def write(value: str) -> None:
        text.current = value

    async def submit(_: object) -> None:
        if text.current and text.current.strip():
            await latest.current(text.current)

    latest = ft.use_ref(None)
    latest.current = enter

    return ft.Column(
        [
            ft.Text(words("scan.type.why"), size=15),
            field(
                "",
                ft.use_callback(write, []),
                label=words("scan.type.label"),
                autofocus=True,
                autocorrect=False,
                capitalization=ft.TextCapitalization.CHARACTERS,
                on_submit=ft.use_callback(submit, []),
            ),
            ft.FilledButton(words("scan.type.search"), icon=ft.Icons.SEARCH, on_click=submit),
        ],
        spacing=12,
        tight=True,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )
