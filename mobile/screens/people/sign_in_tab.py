"""How a contact signs in, and how the office lets them in (features 38, 39, 62)."""

from collections.abc import Callable
from functools import partial
from secrets import token_bytes

import flet as ft

from mobile.reader.sign_ins import Invitation, SignIn
from mobile.screens.equipment.custody import asking
from mobile.screens.people.role_days import ALWAYS, DAYS, RoleDays, period
from mobile.screens.people.roles import roles_of
from mobile.screens.people.second_step_reset import second_step_of
from mobile.touchline import Touchline, use_replica
from mobile.widgets.card import big_button, card, rows_card, section
from mobile.widgets.filters import few
from mobile.widgets.pill import Mood, pill
from mobile.widgets.qr import qr_image
from mobile.widgets.row import row
from shared.domain.invitation import SECRET_BYTES, hash_of, link, secret_of
from shared.giving import GIVES

LOOK: dict[str, tuple[ft.IconData, Mood]] = {
    "waiting": (ft.Icons.SCHEDULE, "waiting"),
    "accepted": (ft.Icons.CHECK, "good"),
    "withdrawn": (ft.Icons.BLOCK, "calm"),
    "expired": (ft.Icons.TIMER_OFF_OUTLINED, "error"),
}


def may_see_sign_in(touchline: Touchline, contact: str) -> bool:
    """The office looks after everybody's, people see their own."""
    return may_invite(touchline, contact) or contact in touchline.state.me.persons


def may_invite(touchline: Touchline, contact: str) -> bool:
    """Whether I may let this contact in."""
    wish = {"id": "00000000", "contact": contact, "purpose": "join", "how": "code", "secret_hash": hash_of("")}
    return touchline.writer.may("invitation.make", **wish)


@ft.component
def SignInTab(contact: str, name: str) -> ft.Control:
    """What is known, the invitation that waits, and the ways to let somebody in."""
    touchline = use_replica()
    words = touchline.words
    shown, show = ft.use_state("")
    sign_in = touchline.reader.sign_ins.of(contact)
    made = sign_in.invitation
    waits = made is not None and made.state == "waiting"
    office = may_invite(touchline, contact)
    ft.use_dialog(_code(touchline, name, shown, partial(show, "")))
    parts = [section(words("login.known"), rows_card(_known(touchline, contact, sign_in)))]
    parts += roles_of(touchline, contact)
    if made is not None and not (made.state == "accepted" and made.purpose == "join"):
        parts.append(section(words("login.invitation"), _standing(touchline, made, show if office else None)))
    if office and not waits:
        key = "login.reset" if sign_in.username else "login.invite"
        parts.append(section(words(key), Inviting(contact, sign_in, show)))
    parts += second_step_of(touchline, contact, name)
    return ft.Column(parts, spacing=20, tight=True, horizontal_alignment=ft.CrossAxisAlignment.STRETCH)


def _known(touchline: Touchline, contact: str, sign_in: SignIn) -> list[ft.Control]:
    words = touchline.words
    rows = [row(sign_in.username or words("login.nobody"), words("login.username"))]
    if sign_in.username:
        rows.append(row(_moment(touchline, sign_in.first_at), words("login.first")))
        rows.append(row(_moment(touchline, sign_in.last_at), words("login.last")))
    rows.append(row(contact, words("login.contact_id")))
    return rows


def _moment(touchline: Touchline, at: int | None) -> str:
    if at is None:
        return touchline.words("login.never")
    return touchline.words.moment(at, touchline.zone, touchline.today)


def _standing(touchline: Touchline, made: Invitation, show: Callable[[str], None] | None) -> ft.Control:
    """What the invitation is, how it stands, and for the office the buttons."""
    words, state = touchline.words, made.stands(touchline.now())
    way = words(f"login.how.{made.how}", address=made.address or "")
    lines: list[ft.Control] = [
        ft.Row([pill(words(f"login.state.{state}"), *LOOK[state])], tight=True),
        ft.Text(words(f"login.what.{made.purpose}", role=_role(touchline, made)), size=17, weight=ft.FontWeight.W_600),
        *([ft.Text(period(words, made.from_on, made.to_on), size=15)] if made.from_on or made.to_on else []),
        ft.Text(way, size=15),
    ]
    if state in ("waiting", "expired"):
        lines.append(ft.Text(words(f"login.until.{state}", when=_moment(touchline, made.expires_at)), size=15))
        if made.delivery is not None:
            when = _moment(touchline, made.sent_at) if made.sent_at else ""
            lines.append(ft.Text(words(f"login.delivery.{made.delivery}", when=when), size=15))
        mark = touchline.reader.on_the_way.marks(touchline.now()).of(made.id)
        if mark == "waiting":
            lines.append(pill(words("login.unsent"), ft.Icons.CLOUD_UPLOAD_OUTLINED, "waiting"))
        if show is not None:
            lines.append(_buttons(touchline, made, show))
    return card(*lines)


def _role(touchline: Touchline, made: Invitation) -> str:
    role = touchline.words(f"role.{made.role or 'member'}")
    return f"{role} {made.group}" if made.group else role


def _buttons(touchline: Touchline, made: Invitation, show: Callable[[str], None]) -> ft.Control:
    words = touchline.words

    def renew() -> None:
        secret = fresh_secret() if made.how == "code" else None
        hashed = hash_of(secret) if secret else None
        if touchline.do("invitation.renew", id=made.id, secret_hash=hashed).refusal is None and secret:
            show(secret)

    def withdraw() -> None:
        if touchline.do("invitation.withdraw", id=made.id).refusal is None:
            touchline.tell(words("login.withdrawn"))

    again, icon = ("login.resend", ft.Icons.SEND) if made.how == "mail" else ("login.new_code", ft.Icons.QR_CODE_2)
    buttons: list[ft.Control] = [
        ft.FilledTonalButton(words(again), icon=icon, height=48, on_click=lambda _: renew()),
        ft.TextButton(words("login.withdraw"), icon=ft.Icons.BLOCK, height=48, on_click=lambda _: withdraw()),
    ]
    return ft.Row(buttons, wrap=True, spacing=8, run_spacing=8)


@ft.component
def Inviting(contact: str, sign_in: SignIn, show: Callable[[str], None]) -> ft.Control:
    """As whom, and how. Who signs in already gets a way to another password."""
    touchline = use_replica()
    words = touchline.words
    chosen, choose = ft.use_state("member")
    team, set_team = ft.use_state("")
    days, set_days = ft.use_state(ALWAYS)
    reset = sign_in.username is not None
    as_whom: dict[str, str | None] = {}
    if not reset and chosen != "member":
        as_whom = {"role": chosen, "group": team if chosen == "coach" else None, **dict(zip(DAYS, days, strict=True))}

    def make(how: str, **more: str) -> bool:
        wish = {"id": touchline.writer.new_id(), "contact": contact, "purpose": "reset" if reset else "join"}
        return touchline.do("invitation.make", **wish, how=how, **as_whom, **more).refusal is None

    def by_code() -> None:
        secret = fresh_secret()
        if make("code", secret_hash=hash_of(secret)):
            show(secret)

    def by_mail(point: str, address: str) -> None:
        if make("mail", point=point):
            touchline.tell(words("login.mailed", address=address))

    rows: list[ft.Control] = [ft.Text(words("login.reset.why" if reset else "login.invite.why"), size=15)]
    if not reset:
        rows.append(few(_roles(touchline), chosen, choose))
    if chosen == "coach" and not reset:
        rows.append(few([(group.id, group.name) for group in touchline.reader.people.teams()], team, set_team))
    if as_whom:
        rows.append(RoleDays(days, set_days, key="days"))
    rows.append(big_button(words("login.by_code"), ft.Icons.QR_CODE_2, by_code))
    return card(*rows, *_by_mail(touchline, sign_in, by_mail))


def _by_mail(touchline: Touchline, sign_in: SignIn, send: Callable[[str, str], None]) -> list[ft.Control]:
    """A button for each address; where there is none, or no letter is sent, why."""
    words = touchline.words
    if not touchline.reader.sign_ins.mail_is_sent():
        return [_note(words("login.no_mail"))]
    if not sign_in.mails:
        return [_note(words("login.no_address"))]
    return [
        big_button(words("login.by_mail", address=mail), ft.Icons.MAIL_OUTLINED, partial(send, id, mail), main=False)
        for id, mail in sign_in.mails
    ]


def _note(text: str) -> ft.Control:
    return ft.Text(text, size=14, color=ft.Colors.ON_SURFACE_VARIANT)


def _roles(touchline: Touchline) -> list[tuple[str, str]]:
    """What I may give, a member first."""
    mine = frozenset[str | None]().union(*(GIVES.get(role, ()) for role in touchline.state.me.roles))
    others = [role for role in ("coach", "equipment", "treasurer", "secretary", "owner") if role in mine]
    return [(role, touchline.words(f"role.{role}")) for role in ("member", *others)]


def fresh_secret() -> str:
    """What an invitation that is shown or printed here opens with: nobody else has it."""
    return secret_of(token_bytes(SECRET_BYTES))


def _code(touchline: Touchline, name: str, secret: str, close: Callable[[], None]) -> ft.AlertDialog | None:
    """The code as large as it is scanned best, the link under it, and until when it is good. Shown once: nobody keeps
    the secret."""
    if not secret:
        return None
    words, address = touchline.words, link(touchline.server or touchline.state.preferences.server, secret)
    copy = ft.FilledTonalButton(
        words("login.copy"),
        icon=ft.Icons.COPY,
        height=48,
        action=ft.CopyToClipboard(address),
        on_click=lambda _: touchline.tell(words("login.copied")),
    )
    rows: list[ft.Control] = [
        ft.Row([qr_image(address, words("login.code", name=name), 280)], alignment=ft.MainAxisAlignment.CENTER),
        ft.Text(words("login.code.how", name=name), size=15),
        ft.Text(address, size=13, color=ft.Colors.ON_SURFACE_VARIANT),
        copy,
    ]
    if touchline.state.sync.offline:
        rows.append(_note(words("login.code.offline")))
    dialog = asking(touchline, words("login.code", name=name), ft.Column(rows, spacing=14, tight=True), close)
    dialog.scrollable = True  # on a phone that lies on its side
    return dialog
