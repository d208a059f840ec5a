"""The scanner: a camera with a frame, the last results, and a basket for handing out, taking back or going through a
place. (features 89, B5-B7)

Scanning looks something up; nothing changes until a button that says what it does is pressed.
"""

import asyncio
import contextlib
import time
from collections.abc import Callable
from functools import partial
from typing import Any

import flet as ft

from mobile.device import secrets
from mobile.device.camera import CameraUnavailable, watch
from mobile.device.doors import Doors
from mobile.places import said
from mobile.reader.equipment import Item
from mobile.screens.equipment.custody import asking
from mobile.screens.equipment.hand_over import giving, taking
from mobile.screens.scan import audit, store_room
from mobile.screens.scan.basket import brought, stop, switch, use_round
from mobile.screens.scan.claim import Claim
from mobile.screens.scan.scan_results import results_card
from mobile.screens.scan.scanning import Scanning, keyed, scanned, told, typed
from mobile.screens.scan.seek import ASKED, Seek, is_name, typed_before
from mobile.screens.scan.verdict import Verdict
from mobile.screens.scan.viewfinder import viewfinder
from mobile.touchline import Touchline, use_replica
from mobile.widgets.frame import frame
from mobile.widgets.machine import use_doors
from mobile.widgets.tap import icon_button

PANEL_WIDTH = 420


@ft.component
def Scan(selected: str | None = None) -> ft.Control:
    """The scan page. The address may say for which thing a blank label is meant, `/scan?label=<id>`, or which place is
    gone through, `/scan?audit=<id>`.
    """
    touchline = use_replica()
    doors = use_doors()
    scanning, _ = ft.use_state(Scanning)
    camera, _ = ft.use_state(doors.camera)
    files, _ = ft.use_state(doors.files)
    feedback, _ = ft.use_state(doors.feedback)
    asked, ask = ft.use_state(None)
    _keep_fresh(touchline, scanning)
    sink, _ = ft.use_state(_sink)
    _hear_scanner(touchline, scanning, feedback, sink, lambda: ask(lambda now: None if now in ASKED else now))
    use_round(touchline, scanning)

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

    seek = _seek(touchline, scanning, asked, ask, feedback)
    ft.use_dialog(_question(touchline, scanning, asked, ask, seek))
    finder = ft.Stack([sink, viewfinder(touchline, scanning, camera, light, zoom)], expand=True, fit=ft.StackFit.EXPAND)
    panel = _panel(touchline, scanning, doors, ask, pick)
    if touchline.state.place.wide:
        body: ft.Control = ft.Row(
            [ft.Container(finder, expand=True, padding=16), ft.Container(panel, width=PANEL_WIDTH)],
            expand=True,
            spacing=0,
            vertical_alignment=ft.CrossAxisAlignment.STRETCH,
        )
    else:
        shares = (6, 5) if scanning.mode == "look" else (4, 7)
        parts = [ft.Container(part, expand=share) for part, share in zip((finder, panel), shares, strict=True)]
        body = ft.Column([*parts], spacing=0, expand=True)
    here = touchline.reader.equipment.item(scanning.place) if scanning.mode == "audit" and scanning.place else None
    title = touchline.words("place.scan") if here is None else touchline.words("audit.title", where=here.name)
    return frame(touchline, title, body, under=_modes(touchline, scanning))


def _keep_fresh(touchline: Touchline, scanning: Scanning) -> None:
    """After rows changed the results say what is true now."""
    version = touchline.state.replica.version
    ft.use_effect(lambda: scanning.refresh(touchline), [version])


def _seek(
    touchline: Touchline, scanning: Scanning, asked: str | None, ask: Callable[[str | None], None], feedback: Any
) -> ft.Control:
    """What is typed or tapped instead of scanned counts as a scan."""
    jobs: set[asyncio.Task[None]] = ft.use_state(set)[0]

    async def enter(text: str) -> None:
        if is_name(touchline, scanning, text):
            return
        ask(None)
        if not touchline.wedge.just_heard(time.monotonic()):
            await typed(touchline, scanning, text, secrets.verify, feedback)

    def take(item: Item) -> None:
        ask(None)
        job = asyncio.ensure_future(told(touchline, scanning, Verdict("thing", item=item), feedback))
        jobs.add(job)
        job.add_done_callback(jobs.discard)

    return Seek(touchline, scanning, typed_before(scanning, asked), enter, take, key="seek")


def _sink() -> ft.KeyboardListener:
    """Where the focus goes while a scanner types: its Enter would press the button that had it."""
    return ft.KeyboardListener(content=ft.Container(width=1, height=1), autofocus=True)


def _hear_scanner(
    touchline: Touchline, scanning: Scanning, feedback: Any, sink: ft.KeyboardListener, shut: Callable[[], None]
) -> None:
    """What a scanner types counts as a scan, for as long as this page stands; the field for a code has its answer."""

    async def look_here() -> None:
        with contextlib.suppress(RuntimeError, TimeoutError):  # the page went meanwhile
            await sink.focus()

    def listen() -> None:
        def begun() -> None:
            start(look_here())

        def start(work: Any) -> None:
            job = asyncio.ensure_future(work)
            jobs.add(job)
            job.add_done_callback(jobs.discard)

        def heard(text: str) -> None:
            shut()
            start(keyed(touchline, scanning, text, secrets.verify, feedback))

        jobs: set[asyncio.Task[None]] = set()
        touchline.wedge.heard, touchline.wedge.begun = heard, begun
        begun()  # what was pressed to come here has the focus still

    def hush() -> None:
        touchline.wedge.heard = touchline.wedge.begun = None

    ft.use_effect(listen, [], cleanup=hush)


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
            await watch(camera, doors.decoder, found, lambda: scanning.mode)
        else:
            scanning.camera = "camera_no_decoder"
    except CameraUnavailable as problem:
        scanning.camera = problem.code


def _modes(touchline: Touchline, scanning: Scanning) -> ft.Control:
    """Look up, hand out, take back; hidden from those who may do only the first."""
    words, me = touchline.words, touchline.state.me
    if not me.has("owner", "equipment", "coach") or scanning.mode == "audit":
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
            on_change=lambda event: switch(touchline, scanning, event.control.selected[0]),
        ),
        padding=ft.Padding.only(left=16, right=16, bottom=8),
        alignment=ft.Alignment.CENTER_LEFT,
    )


def _panel(
    touchline: Touchline, scanning: Scanning, doors: Doors, ask: Callable[[str | None], None], pick: Any
) -> ft.Control:
    """What was found, what to do with it, and what the thumb reaches."""
    if scanning.mode == "look":
        rows, under = (
            [results_card(touchline, scanning, ask, wanted_for(touchline))],
            _ways(touchline, doors, ask, pick),
        )
    else:
        last = scanning.last
        odd = last is not None and last.item is None
        rows = brought(touchline, scanning)
        if odd:
            rows.append(results_card(touchline, scanning, ask, None))
        if scanning.mode == "audit":
            rows += audit.ticked(touchline, scanning)
            under = _audit_foot(touchline, scanning, ask)
        else:
            rows += store_room.basket(touchline, scanning, ask)
            under = store_room.foot(touchline, scanning, ask)
    return ft.Column(
        [
            ft.ListView(
                rows,
                expand=True,
                spacing=10,
                padding=ft.Padding.only(left=16, right=16, top=12, bottom=12),
            ),
            ft.Container(ft.Row(under, spacing=8), padding=ft.Padding.only(left=16, right=16, bottom=12, top=4)),
        ],
        expand=True,
        spacing=0,
    )


def _ways(touchline: Touchline, doors: Doors, ask: Callable[[str | None], None], pick: Any) -> list[ft.Control]:
    """The two ways around a camera."""
    words = touchline.words
    keys = words("scan.type")
    ways: list[ft.Control] = [
        ft.FilledTonalButton(keys, icon=ft.Icons.KEYBOARD, on_click=lambda _: ask("type"), expand=True, height=48)
    ]
    if doors.decoder.available:
        ways.append(
            ft.FilledTonalButton(
                words("scan.photo"), icon=ft.Icons.PHOTO_OUTLINED, on_click=pick, expand=True, height=48
            )
        )
    return ways


def _audit_foot(touchline: Touchline, scanning: Scanning, ask: Callable[[str | None], None]) -> list[ft.Control]:
    words = touchline.words
    return [
        icon_button(ft.Icons.CLOSE, words("audit.stop"), partial(stop, touchline, scanning)),
        icon_button(ft.Icons.KEYBOARD, words("scan.type"), partial(ask, "type")),
        ft.FilledButton(
            words("audit.finish"), icon=ft.Icons.CHECK, height=56, expand=True, on_click=lambda _: ask("finish")
        ),
    ]


def wanted_for(touchline: Touchline) -> str | None:
    """The id of the thing for which a blank label is being looked for."""
    return next(iter(said(touchline.state.place.route, "label")), None)


def _question(
    touchline: Touchline, scanning: Scanning, asked: str | None, ask: Callable[[str | None], None], seek: ft.Control
) -> ft.AlertDialog | None:
    words = touchline.words

    def close() -> None:
        ask(None)

    def done() -> None:
        ask(None)
        scanning.results = ()

    last = scanning.last
    thing = last.item if last is not None else None
    if scanning.mode != "look" and (found := _round(touchline, scanning, asked, close)) is not None:
        return found
    if asked in ASKED:
        return asking(touchline, words("scan.type.title"), seek, close, height=460)
    if asked == "claim" and last is not None and last.code is not None:
        content = Claim(touchline, last.code, wanted_for(touchline), done)
        return asking(touchline, words("claim.title"), content, close, height=520)
    if asked == "out" and thing is not None:
        return giving(touchline, thing, close)
    if asked == "in" and thing is not None:
        return taking(touchline, thing, close)
    return None


def _round(
    touchline: Touchline, scanning: Scanning, asked: str | None, close: Callable[[], None]
) -> ft.AlertDialog | None:
    """The questions of a round: for whom, what to note, and whether this is all."""
    words = touchline.words
    if asked == "whom":
        title = words("store.whom.give" if scanning.mode == "give" else "store.whom.take")
        return asking(touchline, title, store_room.Whom(touchline, scanning, close), close, height=520)
    if asked == "finish" and scanning.mode == "audit":
        return asking(touchline, words("audit.finish"), _summary(touchline, scanning, close), close)
    if asked == "finish" and scanning.lines:
        text = words("store.finish.give" if scanning.mode == "give" else "store.finish.take")
        return asking(touchline, text, store_room.Finish(touchline, scanning, close), close, scrolls=True)
    if asked is not None and asked.startswith("note "):
        id = asked.removeprefix("note ")
        line = next((one for one in scanning.lines if one.item.id == id), None)
        if line is not None:
            note = store_room.Note(line, lambda text: scanning.change(id, note=text), close, words)
            return asking(touchline, words("store.note", what=line.item.name), note, close)
    return None


def _summary(touchline: Touchline, scanning: Scanning, close: Callable[[], None]) -> ft.Control:
    def end() -> None:
        place = scanning.place
        close()
        if audit.finish(touchline, scanning):
            touchline.state.place.unsaved = False
            touchline.go(f"/equipment/{place}")

    return audit.summary(touchline, scanning, end)
