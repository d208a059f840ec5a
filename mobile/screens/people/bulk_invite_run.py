"""What inviting many will do, the doing of it with a figure and a way to stop, and what became of each.
(feature 101)
"""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial

import flet as ft

from mobile import inviting
from mobile.inviting import Plan, Way, wish
from mobile.paper.labels import SLIPS, Sticker, sheets
from mobile.reader.sign_ins import Invitation
from mobile.screens.people.points import breakable
from mobile.screens.people.sign_in_tab import fresh_secret
from mobile.taking_out import written_down
from mobile.touchline import Touchline, use_replica
from mobile.widgets.card import big_button, card, page, rows_card, section
from mobile.widgets.machine import use_files
from mobile.widgets.pill import Mood, pill
from mobile.widgets.qr import matrix_of
from mobile.widgets.row import row
from mobile.widgets.working import working
from shared.domain.calendar import local_date
from shared.domain.codes import in_groups
from shared.domain.invitation import LIFE_MS, PACE_MS, link

IDLE = -1
SHOWN = 60
"""Lines of a list that are drawn; of more, how many there are is said below them."""
GROUP = 5
"""Signs of a code that are read at once."""
LOOKS: dict[str, tuple[ft.IconData, Mood]] = {
    "refused": (ft.Icons.ERROR_OUTLINE, "error"),
    "unsent": (ft.Icons.CLOUD_UPLOAD_OUTLINED, "waiting"),
    "queued": (ft.Icons.SCHEDULE_SEND, "waiting"),
    "sent": (ft.Icons.CHECK, "good"),
    "late": (ft.Icons.SCHEDULE, "waiting"),
    "bounced": (ft.Icons.ERROR_OUTLINE, "error"),
    "paper": (ft.Icons.PRINT_OUTLINED, "calm"),
    "accepted": (ft.Icons.HOW_TO_REG, "good"),
    "withdrawn": (ft.Icons.BLOCK, "calm"),
    "expired": (ft.Icons.TIMER_OFF_OUTLINED, "error"),
}


@dataclass(frozen=True)
class Sent:
    """One invitation of a round. `secret` is what its printed code opens; `refused` why it was not made, in words."""

    way: Way
    changeset: str
    secret: str | None = field(default=None, repr=False)
    refused: str = ""


NoSent: tuple[Sent, ...] | None = None
NO_PLAN: Plan | None = None


@ft.component
def Look(chosen: frozenset[str], done: Callable[[tuple[Sent, ...]], None], back: Callable[[], None]) -> ft.Control:
    """Everything that will happen to whom was `chosen`, before it does; then a bar while it happens.

    It follows the club's data, an address that arrives while somebody looks, until it begins.
    """
    touchline = use_replica()
    words = touchline.words
    at, set_at = ft.use_state(IDLE)
    going = ft.use_ref(False)
    begun = ft.use_ref(NO_PLAN)
    shown: Plan = ft.use_memo(partial(planned, touchline, chosen), [chosen, touchline.state.replica.version])
    plan = begun.current or shown

    def stop() -> None:
        going.current = False

    async def go() -> None:
        going.current, begun.current = True, plan
        done(await invited(touchline, plan, set_at, lambda: bool(going.current)))

    ft.use_effect(lambda: None, [], cleanup=stop)
    if at != IDLE:
        return page(card(*working(words, "bulk.busy", at, len(plan.ways), stop)))
    parts = [*_letters(touchline, plan), *_papers(touchline, plan)]
    if plan.inside:
        parts.append(section(words.plural("bulk.inside", len(plan.inside)), card(_small(", ".join(plan.inside)))))
    if plan.ways:
        text = words.plural("bulk.go", len(plan.ways))
        button = ft.FilledButton(text, icon=ft.Icons.SEND, height=56, on_click=go)
        parts.insert(0, card(_small(words("bulk.look.why")), *_notes(touchline, plan), button))
    else:
        parts.insert(0, card(ft.Text(words("bulk.nothing"), size=16)))
    parts.append(ft.TextButton(words("bulk.back"), icon=ft.Icons.ARROW_BACK, height=48, on_click=lambda _: back()))
    return page(*parts)


def planned(touchline: Touchline, chosen: frozenset[str]) -> Plan:
    """What would happen to these people now."""
    invitees = touchline.reader.invitees
    people = invitees.people(invitees.ordered(chosen), touchline.today)
    return inviting.plan(people, mail=touchline.reader.sign_ins.mail_is_sent())


def _small(text: str) -> ft.Control:
    return ft.Text(text, size=15, color=ft.Colors.ON_SURFACE_VARIANT)


def _notes(touchline: Touchline, plan: Plan) -> list[ft.Control]:
    """When the last letter leaves, and what waits for a network."""
    words, letters = touchline.words, len(plan.letters())
    minutes = letters * PACE_MS // 60_000
    rows = [_small(words.plural("bulk.pace", minutes))] if minutes > 1 else []
    if touchline.state.sync.offline:
        rows.append(_small(words("bulk.offline")))
    if not touchline.reader.sign_ins.mail_is_sent():
        rows.append(_small(words("bulk.no_server_mail")))
    return rows


def _letters(touchline: Touchline, plan: Plan) -> list[ft.Control]:
    """An address a line: two people at one address get one letter with two links."""
    words, letters = touchline.words, plan.letters()
    rows = [
        row(
            breakable(address),
            "\n".join(whom(touchline, plan, way) for way in ways),
            leading=_sign(ft.Icons.MAIL_OUTLINED),
            key=address,
        )
        for address, ways in list(letters.items())[:SHOWN]
    ]
    return _listed(touchline, words.plural("bulk.letters", len(letters)), rows, len(letters))


def _papers(touchline: Touchline, plan: Plan) -> list[ft.Control]:
    words, papers = touchline.words, plan.papers()
    sign = ft.Icons.QR_CODE_2
    rows = [
        row(way.name, whom(touchline, plan, way, named=False), leading=_sign(sign), key=way.contact)
        for way in papers[:SHOWN]
    ]
    return _listed(touchline, words.plural("bulk.papers", len(papers)), rows, len(papers))


def _sign(icon: ft.IconData) -> ft.Control:
    return ft.Icon(icon, color=ft.Colors.PRIMARY)


def _listed(touchline: Touchline, title: str, rows: Sequence[ft.Control], count: int) -> list[ft.Control]:
    if not rows:
        return []
    more = [_small(touchline.words.plural("bulk.more", count - SHOWN))] if count > SHOWN else []
    return [section(title, rows_card(rows), *more)]


def whom(touchline: Touchline, plan: Plan, way: Way, *, named: bool = True) -> str:
    """Who is invited, and for whom, or with what care."""
    words, name = touchline.words, way.name if named else ""
    if way.children:
        said = words("bulk.for", children=", ".join(way.children))
    elif way.contact in plan.alone:
        said = words("bulk.alone")
    else:
        return name
    return f"{name}: {said}" if named else said


async def invited(
    touchline: Touchline, plan: Plan, tell: Callable[[int], None], going: Callable[[], bool]
) -> tuple[Sent, ...]:
    """Make them one by one, each a gesture of its own: what is refused holds up nobody else, what was made before it
    was stopped stays made.
    """
    made = []
    tell(0)
    for way in plan.ways:
        await asyncio.sleep(0)  # taps find their turn
        if not going():
            break
        secret = fresh_secret() if way.on_paper else None
        verb, args = wish(way, touchline.writer.new_id(), secret)
        did = touchline.writer.do(verb, **args)
        no = "" if did.refusal is None else touchline.words.refusal(did.refusal.code, did.refusal.about)
        made.append(Sent(way, did.changeset, None if no else secret, no))
        tell(len(made))
    touchline.state.replica.changed()
    if any(sent.secret for sent in made):
        touchline.state.place.unsaved = True  # the codes are nowhere but here
    return tuple(made)


@ft.component
def Running(sent: tuple[Sent, ...], again: Callable[[], None]) -> ft.Control:
    """What became of each, for as long as somebody looks; the paper to keep; and the way back."""
    touchline = use_replica()
    words, invitees = touchline.words, touchline.reader.invitees
    files = use_files()
    papers = [one for one in sent if one.secret]

    async def keep(_: object) -> None:
        whose = [one.way.contact for one in papers]
        if not written_down(touchline, "invitation_slips", "pdf", ("name", "code"), whose):
            return
        await files.save(words("bulk.file"), slips(touchline, papers))
        touchline.state.place.unsaved = False

    ft.use_effect(lambda: None, [], cleanup=lambda: setattr(touchline.state.place, "unsaved", False))
    refused = invitees.refused([one.changeset for one in sent])
    on_the_way = touchline.reader.on_the_way.marks(touchline.now()).waiting
    standing = [(one, *_stands(touchline, one, refused, on_the_way)) for one in sent]
    waits = [one.way.contact for one, state, _ in standing if state in ("unsent", "queued", "sent", "late", "paper")]
    parts: list[ft.Control] = [
        ft.Text(words.plural("bulk.done", len(sent)), theme_style=ft.TextThemeStyle.TITLE_MEDIUM)
    ]
    if papers:
        parts.append(_small(words.plural("bulk.paper.why", len(papers))))
        parts.append(ft.FilledButton(words("bulk.paper"), icon=ft.Icons.DOWNLOAD, height=52, on_click=keep))
    if waits:
        undo = partial(withdrawn, touchline, waits)
        text = words.plural("bulk.withdraw", len(waits))
        parts.append(ft.TextButton(text, icon=ft.Icons.UNDO, height=48, on_click=lambda _: undo()))
    rows = [_result(touchline, *one) for one in standing[:SHOWN]]
    more = [_small(words.plural("bulk.more", len(sent) - SHOWN))] if len(sent) > SHOWN else []
    close = big_button(words("bulk.close"), ft.Icons.DONE, again, main=not papers)
    return page(card(*parts), section(words("bulk.each"), rows_card(rows), *more), close)


def _result(touchline: Touchline, one: Sent, state: str, why: str) -> ft.Control:
    where = breakable(one.way.mail[1]) if one.way.mail is not None else touchline.words("bulk.on_paper")
    return row(
        one.way.name,
        why or where,
        trailing=pill(touchline.words(f"bulk.state.{state}"), *LOOKS[state]),
        key=one.way.contact,
    )


def _stands(touchline: Touchline, one: Sent, refused: dict[str, str], on_the_way: frozenset[str]) -> tuple[str, str]:
    """How it stands now, and why where it was turned down, here or by the server."""
    words = touchline.words
    if one.refused:
        return "refused", one.refused
    if one.changeset in refused:
        return "refused", words.refusal(refused[one.changeset])
    made = touchline.reader.sign_ins.of(one.way.contact).invitation
    if made is None:
        return "withdrawn", ""
    state = made.stands(touchline.now())
    if state != "waiting":
        return state, ""
    return ("unsent" if made.id in on_the_way else _delivery(made)), ""


def _delivery(made: Invitation) -> str:
    return "paper" if made.how == "code" else made.delivery or "queued"


def withdrawn(touchline: Touchline, contacts: Sequence[str]) -> None:
    """Take back the invitations of these people that nobody used; says how many."""
    found = [touchline.reader.sign_ins.of(contact).invitation for contact in contacts]
    ids = [made.id for made in found if made is not None and made.state == "waiting"]
    done = [id for id in ids if touchline.writer.do("invitation.withdraw", id=id).refusal is None]
    touchline.state.replica.changed()
    touchline.tell(touchline.words.plural("bulk.withdrawn", len(done)))


def slips(touchline: Touchline, papers: Sequence[Sent]) -> bytes:
    """The printed codes as a PDF, each on a slip with what to do."""
    words, club = touchline.words, touchline.reader.clubs.card().name
    server = touchline.server or touchline.state.preferences.server or ""
    until = local_date(touchline.now() + LIFE_MS["join"], touchline.zone)
    stickers = []
    for one in papers:
        secret = one.secret or ""
        code = in_groups(secret, GROUP, "-")
        small = (
            words("bulk.slip.for", children=", ".join(one.way.children)) if one.way.children else "",
            words("bulk.slip.how", club=club or words("app.name")),
            words("bulk.slip.typed", server=server, code=code),
            words("bulk.slip.until", day=words.long_day(until)),
        )
        stickers.append(Sticker(matrix_of(link(server, secret)), one.way.name, small))
    return sheets(stickers, SLIPS)
