"""Labels on paper: for chosen things or blank, signed by the club, as a PDF to print on stickers. (features B6, B7)"""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise
from secrets import token_bytes

import flet as ft

from mobile.paper.labels import FORMATS, SMALL, Sticker, sheets
from mobile.places import said
from mobile.reader.equipment import Item
from mobile.screens.scan.blank_sheets import BlankSheets, named, short
from mobile.touchline import GESTURE, Touchline, use_replica
from mobile.widgets.card import card
from mobile.widgets.empty import empty
from mobile.widgets.field import search_field
from mobile.widgets.filters import few, filters
from mobile.widgets.machine import use_files
from mobile.widgets.paged import paged, use_length
from mobile.widgets.qr import matrix_of
from mobile.widgets.row import row
from mobile.widgets.tap import Spoken, icon_button
from mobile.widgets.theme import EDGE
from mobile.words import Words
from shared.actions.resources import MAX_SHEET
from shared.domain.codes import CODE_BYTES, code_bytes, code_text, typed_short
from shared.domain.labels import build_short
from shared.errors import TouchlineError

LABELS = "labels"
"""The page of the store room on which labels are printed."""
SHEETS = (1, 2, 4)
BARE, OLD = "bare", "old"
STORE = 5_000
"""More than a club owns: of those, the ones without a label are told apart."""


@dataclass(frozen=True)
class Paper:
    """What is printed on: the name of a format, how many places of the first sheet were used before, and whether the
    codes are signed.
    """

    form: str = "3x8"
    skip: int = 0
    signed: bool = True

    @property
    def count(self) -> int:
        """Places on a sheet."""
        return FORMATS[self.form].count


SHEET = Paper()
NOTHING: frozenset[str] = frozenset()
NO_PDF: bytes | None = None
IDLE = -1


def may_print(touchline: Touchline) -> bool:
    """Whether I may make labels."""
    return touchline.writer.may("label.print", codes=["0" * 26])


def new_code() -> str:
    """A code that nobody can guess and nothing else has."""
    return code_text(token_bytes(CODE_BYTES))


@ft.component
def Labels() -> ft.Control:
    """What to print above, the way to paper below. The address may say for which thing: `?thing=<id>`."""
    touchline = use_replica()
    words = touchline.words
    chosen, choose = ft.use_state(frozenset(said(touchline.state.place.route, "thing")))
    blank, set_blank = ft.use_state("")
    text, set_text = ft.use_state("")
    paper, set_paper = ft.use_state(SHEET)
    find = ft.use_callback(set_text, [])
    things = [("", words("labels.things")), (BARE, words("labels.bare"))]
    kinds = [*things, *((str(n), words.plural("labels.blank", n)) for n in SHEETS)]
    if touchline.reader.store_room.blank_sheets():
        kinds.append((OLD, words("sheets.title")))
    if blank == OLD:
        chips = ft.Container(few(kinds, blank, set_blank), padding=ft.Padding.symmetric(horizontal=EDGE))
        return ft.Column([chips, ft.Container(BlankSheets(key="sheets"), expand=True)], spacing=0, expand=True)
    sheets_of = int(blank) if blank.isdecimal() else 0
    top = ft.Column(
        [
            few(kinds, blank, set_blank),
            options(touchline, paper, set_paper),
            *([] if sheets_of else [search_field(words("equipment.search"), find)]),
        ],
        spacing=8,
        tight=True,
    )
    if sheets_of:
        body: ft.Control = empty(ft.Icons.QR_CODE_2, words("labels.blank.title"), words("labels.blank.why"))
    else:
        body = _things(touchline, text, chosen, choose, bare=blank == BARE)
    wanted = NOTHING if sheets_of else chosen
    pieces = max(0, sheets_of * paper.count - paper.skip) if sheets_of else 0
    parts = [
        ft.Container(top, padding=ft.Padding.only(left=EDGE, right=EDGE, bottom=8)),
        ft.Container(body, expand=True),
        Press(wanted, pieces, paper, key=f"{sorted(wanted)} {pieces} {paper}"),
    ]
    return ft.Column(parts, spacing=0, expand=True)


def options(touchline: Touchline, paper: Paper, choose: Callable[[Paper], None]) -> ft.Control:
    """On which sheet, from which place on, and whether the codes are signed."""
    words = touchline.words
    forms = [(name, words(f"labels.form.{name}")) for name in FORMATS]
    kinds = [("signed", words("labels.signed")), ("short", words("labels.short"))]

    def form(name: str) -> None:
        choose(Paper(name, 0, name not in SMALL))

    def move(by: int) -> None:
        choose(replace(paper, skip=(paper.skip + by) % paper.count))

    def kind(name: str) -> None:
        choose(replace(paper, signed=name == "signed"))

    first = ft.Row(
        [
            ft.Text(words("labels.from", place=words.number(paper.skip + 1)), size=15),
            icon_button(ft.Icons.REMOVE, words("labels.from.less"), lambda: move(-1)),
            icon_button(ft.Icons.ADD, words("labels.from.more"), lambda: move(1)),
        ],
        spacing=4,
    )
    chosen = "signed" if paper.signed else "short"
    why = ft.Text(words(f"labels.{chosen}.why"), size=14, color=ft.Colors.ON_SURFACE_VARIANT)
    rows = [filters(forms, paper.form, form, edge=0), few(kinds, chosen, kind), why]
    return ft.Column([*rows, *([first] if paper.count > 1 else [])], spacing=4, tight=True)


def _found(touchline: Touchline, text: str, *, bare: bool) -> Sequence[Item]:
    """What can be ticked; with `bare` only what has no label yet."""
    reader = touchline.reader.equipment
    if not bare:
        return reader.items(text, limit=MAX_SHEET)
    items = reader.items(text, limit=STORE)
    had = reader.labels_of([item.id for item in items])
    return [item for item in items if item.id not in had][:MAX_SHEET]


def _things(
    touchline: Touchline,
    text: str,
    chosen: frozenset[str],
    choose: Callable[[frozenset[str]], None],
    *,
    bare: bool,
) -> ft.Control:
    """The things that were found, each ticked or not, and all of them in one tap."""
    words = touchline.words
    shown, grow = use_length(text, bare)
    found = _found(touchline, text, bare=bare)
    if bare and not found and not text.strip():
        return empty(ft.Icons.TASK_ALT, words("labels.bare.none"), words("labels.bare.none.why"))
    if not found:
        return empty(ft.Icons.SEARCH_OFF, words("equipment.none.search"), words("equipment.none.search.why"))
    ids = frozenset(item.id for item in found)
    every = ids <= chosen
    title = words("labels.none") if every else words("labels.all", n=words.number(len(found)))
    rows = [_tick(title, "", every, lambda: choose(chosen - ids if every else chosen | ids), "all")]
    for item in found[:shown]:
        on = item.id in chosen
        note = " · ".join(part for part in (item.tag_no, item.category) if part)
        rows.append(_tick(item.name, note, on, lambda id=item.id: choose(chosen ^ {id}), item.id))
    return paged(rows, len(found) > shown, grow)


def _tick(title: str, note: str, on: bool, toggle: Callable[[], None], key: str) -> ft.Control:
    sign = ft.Icons.CHECK_BOX if on else ft.Icons.CHECK_BOX_OUTLINE_BLANK
    colour = ft.Colors.PRIMARY if on else ft.Colors.OUTLINE
    tile = row(title, note, leading=ft.Icon(sign, color=colour), selected=on, on_click=toggle)
    said = {"label": title, "checked": on, "container": True, "exclude_semantics": True}
    return Spoken(content=tile, on_click=lambda _: toggle(), key=key, **said)


@ft.component
def Press(things: frozenset[str], blanks: int, paper: Paper) -> ft.Control:
    """Makes the PDF of these labels: a figure while it works, a way to stop it, and then a button that keeps it."""
    touchline = use_replica()
    words = touchline.words
    files = use_files()
    done, set_done = ft.use_state(IDLE)
    pdf, set_pdf = ft.use_state(NO_PDF)
    problem, set_problem = ft.use_state("")
    going = ft.use_ref(False)

    async def make(_: object) -> None:
        going.current = True
        set_problem("")
        set_done(0)
        try:
            set_pdf(await _pdf(touchline, things, blanks, paper, set_done, lambda: bool(going.current)))
        except TouchlineError:
            set_problem(words("labels.offline"))
        set_done(IDLE)

    def stop() -> None:
        going.current = False

    async def keep(_: object) -> None:
        if pdf is not None:
            await files.save("labels.pdf", pdf)

    ft.use_effect(lambda: None, [], cleanup=stop)
    wanted = len(things) + blanks
    if done != IDLE:
        rows = _working(touchline, done, wanted, stop)
    elif pdf is not None:
        ready = ft.Text(_how(words, paper), color=ft.Colors.ON_SURFACE_VARIANT, size=14)
        rows = [ready, ft.FilledButton(words("labels.save"), icon=ft.Icons.DOWNLOAD, height=52, on_click=keep)]
    else:
        text = words.plural("labels.make", wanted) if wanted else words("labels.choose")
        rows = [ft.Text(problem, color=ft.Colors.ERROR)] if problem else []
        rows.append(ft.FilledButton(text, icon=ft.Icons.PRINT, height=52, disabled=not wanted, on_click=make))
    return ft.Container(card(*rows), padding=ft.Padding.only(left=EDGE, right=EDGE, top=8, bottom=EDGE))


def _how(words: Words, paper: Paper) -> str:
    """On what the PDF is to be printed."""
    form = words(f"labels.form.{paper.form}")
    if paper.count == 1:
        return words("labels.roll", form=form)
    return words("labels.sheet", form=form, n=words.number(paper.count))


def _working(touchline: Touchline, done: int, wanted: int, stop: Callable[[], None]) -> list[ft.Control]:
    words = touchline.words
    label = words("labels.busy", done=words.number(done), all=words.number(wanted))
    bar = ft.ProgressBar(value=done / max(1, wanted), bar_height=8, semantics_label=label)
    away = ft.TextButton(words("dialog.cancel"), height=48, on_click=lambda _: stop())
    return [bar, ft.Row([ft.Text(label, expand=True), away])]


async def _pdf(
    touchline: Touchline,
    things: frozenset[str],
    blanks: int,
    paper: Paper,
    tell: Callable[[int], None],
    going: Callable[[], bool],
) -> bytes | None:
    """The labels on paper, `tell`ing how many are drawn; None when it was stopped. Raises TouchlineError."""
    reader = touchline.reader.equipment
    had = reader.labels_of(sorted(things))
    codes = {had.get(id) or new_code(): id for id in sorted(things)}
    sheet = _on_sheets(touchline, [new_code() for _ in range(blanks)], paper)
    codes |= dict.fromkeys(sheet, "")
    texts = await _texts(touchline, list(codes), paper)
    if not going():
        return None
    _announce(touchline, {code: id for code, id in codes.items() if id not in had}, sheet)
    stickers: list[Sticker] = []
    for code, id in codes.items():
        stickers.append(sticker_of(touchline, code, texts[code], reader.item(id), sheet.get(code, "")))
        tell(len(stickers))
        await asyncio.sleep(0)  # taps find their turn
        if not going():
            return None
    return sheets(stickers, FORMATS[paper.form], paper.skip)


async def _texts(touchline: Touchline, codes: list[str], paper: Paper) -> Mapping[str, str]:
    """What stands in each code: signed by the club's server, or short, which needs nobody. Raises TouchlineError."""
    host = touchline.reader.clubs.card().host
    if not paper.signed and host:
        return {code: build_short(host, code_bytes(code)) for code in codes}
    if touchline.labels is None:
        raise TouchlineError
    return await touchline.labels(codes)


def _on_sheets(touchline: Touchline, codes: Sequence[str], paper: Paper) -> dict[str, str]:
    """By code the name of the sheet it comes on: the first one may have been used before."""
    first = paper.count - paper.skip
    starts = [0, *range(first, len(codes), paper.count)]
    parts = [codes[start:end] for start, end in pairwise((*starts, len(codes)))]
    return {code: named(touchline.today, part[0]) for part in parts for code in part}


def _announce(touchline: Touchline, fresh: Mapping[str, str], sheet: Mapping[str, str]) -> None:
    """New codes are the club's from now on, and the things they were made for have them. Raises the refusal."""
    for batch, them in groupby(fresh, sheet.get):
        codes = list(them)
        for start in range(0, len(codes), GESTURE - 1):
            part = codes[start : start + GESTURE - 1]
            claims = [("label.claim", {"code": code, "resource": fresh[code]}) for code in part if fresh[code]]
            if (
                refusal := touchline.do_all(("label.print", {"codes": part, "batch": batch}), *claims).refusal
            ) is not None:
                raise refusal


def sticker_of(touchline: Touchline, code: str, text: str, item: Item | None, sheet: str = "") -> Sticker:
    """A label for this thing, or a blank one of this sheet; a box says how much belongs in it."""
    club, typed = touchline.reader.clubs.card().name, typed_short(code_bytes(code))
    if item is None:
        return Sticker(
            matrix_of(text), club, (typed, touchline.words("sheets.one", name=short(sheet)) if sheet else "")
        )
    count = len(touchline.reader.store_room.contents(item.id)) if item.kind == "kit" else 0
    content = touchline.words.plural("labels.content", count) if count else ""
    return Sticker(matrix_of(text), item.name, (item.tag_no or "", content, typed, club))
