"""How things stand with the club's server: what waits, what was refused and why, when all was compared.
(features B2, B3)
"""

from dataclasses import replace

import flet as ft

from mobile.reader.outbox import Answered, Waiting
from mobile.screens.doors.sign_in_again import SignInAgain
from mobile.screens.inbox.deeds import of_verb, sentence
from mobile.touchline import Touchline, use_replica
from mobile.widgets.card import card, page, rows_card, section
from mobile.widgets.frame import frame
from mobile.widgets.pill import Mood, pill
from mobile.widgets.row import row
from mobile.widgets.sync_badge import badge_of
from mobile.widgets.tap import icon_button
from mobile.words import Words
from shared.domain.calendar import local_date

HOUR = 3600 * 1000
OUTCOMES: dict[str, tuple[ft.IconData, Mood]] = {
    "applied": (ft.Icons.CHECK_CIRCLE_OUTLINE, "good"),
    "merged": (ft.Icons.CALL_MERGE, "waiting"),
    "refused": (ft.Icons.BLOCK, "error"),
    "parked": (ft.Icons.PAUSE_CIRCLE_OUTLINE, "waiting"),
}


@ft.component
def SyncPage(selected: str | None = None) -> ft.Control:
    """The whole truth behind the badge."""
    touchline = use_replica()
    sync, _ = ft.use_state(touchline.state.sync)
    words, outbox = touchline.words, touchline.reader.outbox
    waiting, answered = outbox.waiting(), outbox.answered()
    refused = [one for one in answered if one.outcome in ("refused", "parked")]
    parts = [*_banners(touchline), *use_keeping(touchline), _status(touchline)]
    if sync.error == "sign_in_needed":
        parts.insert(0, SignInAgain(key="sign in again"))
    if waiting:
        title = words.plural("sync.page.waiting", max(len(waiting), sync.waiting))
        parts.append(section(title, rows_card([_waits(touchline, one) for one in waiting])))
    if refused:
        parts.append(section(words("sync.page.refused"), rows_card([_answer(touchline, one) for one in refused[:10]])))
    done = [one for one in answered if one not in refused]
    if done:
        parts.append(section(words("sync.page.done"), rows_card([_answer(touchline, one) for one in done[:10]])))
    return frame(touchline, words("place.sync"), page(*parts), back=True)


def use_keeping(touchline: Touchline) -> list[ft.Control]:
    """Where the browser may throw all of this away, what that means and what helps; asked each time somebody looks. A
    hook.
    """
    kept, tell = ft.use_state(True)

    async def look() -> None:
        if touchline.keeps is not None:
            tell(await touchline.keeps() is not False)

    ft.use_effect(look, [])
    if kept:
        return []
    return [_banner(ft.Icons.SD_CARD_ALERT_OUTLINED, touchline.words("sync.page.may_go"), ft.Colors.TERTIARY_CONTAINER)]


def _status(touchline: Touchline) -> ft.Control:
    """In large type what the badge says, but for what needs an answer, which a banner of its own says; then when rows
    were last compared, then the button.
    """
    words, zone = touchline.words, touchline.zone
    sync = replace(touchline.state.sync, needs_you=0)
    badge = badge_of(sync, words, touchline.now(), zone)
    today = local_date(touchline.now(), zone)
    lines: list[ft.Control] = [ft.Text(badge.text, theme_style=ft.TextThemeStyle.TITLE_LARGE)]
    if sync.last_compared_at is not None and sync.rows_compared is not None:
        when = words.moment(sync.last_compared_at, zone, today)
        text = words("sync.page.compared", when=when, rows=words.number(sync.rows_compared))
        lines.append(ft.Text(text, color=ft.Colors.ON_SURFACE_VARIANT))
    else:
        lines.append(ft.Text(words("sync.page.never_compared"), color=ft.Colors.ON_SURFACE_VARIANT))
    if (read_at := touchline.reader.outbox.read_again_at()) is not None:
        text = words("sync.page.read_again", when=words.moment(read_at, zone, today))
        lines.append(ft.Text(text, color=ft.Colors.ON_SURFACE_VARIANT))
    rows: list[ft.Control] = [
        ft.Row(
            [ft.Icon(badge.icon, size=36), ft.Column(lines, spacing=4, tight=True, expand=True)],
            spacing=16,
            vertical_alignment=ft.CrossAxisAlignment.START,
        )
    ]
    if sync.progress is not None:
        rows.append(ft.ProgressBar(value=sync.progress, semantics_label=badge.text))
    elif sync.syncing:
        rows.append(ft.ProgressBar(semantics_label=words("sync.syncing")))
    rows.append(
        ft.FilledButton(
            words("sync.now"),
            icon=ft.Icons.SYNC,
            height=52,
            disabled=sync.syncing,
            on_click=lambda _: touchline.sync_now(),
        )
    )
    return card(*rows)


def _banners(touchline: Touchline) -> list[ft.Control]:
    """What is wrong with the clock or the connection, and what to do about it."""
    words, sync = touchline.words, touchline.state.sync
    found: list[ft.Control] = []
    if touchline.passing:
        found.append(_banner(ft.Icons.NO_ACCOUNTS_OUTLINED, words("sync.page.passing"), ft.Colors.TERTIARY_CONTAINER))
    if sync.error is not None and words.has(f"fault.{sync.error}"):
        found.append(_banner(ft.Icons.CLOUD_OFF, words(f"fault.{sync.error}"), ft.Colors.TERTIARY_CONTAINER))
    if sync.skew_ms is not None:
        text = words("sync.page.skew", difference=_duration(words, abs(sync.skew_ms)))
        far = abs(sync.skew_ms) > 24 * HOUR
        found.append(
            _banner(ft.Icons.SCHEDULE, text, ft.Colors.ERROR_CONTAINER if far else ft.Colors.TERTIARY_CONTAINER)
        )
    for table in touchline.reader.outbox.lapsed():
        text = f"{words(f'lease.{table}')} {words('lease.how')}"
        found.append(_banner(ft.Icons.LOCK_CLOCK, text, ft.Colors.TERTIARY_CONTAINER))
    if sync.needs_you:
        text = words.plural("sync.needs_you", sync.needs_you)
        button = ft.TextButton(words("sync.page.to_inbox"), on_click=lambda _: touchline.go("/inbox"))
        found.append(_banner(ft.Icons.ERROR_OUTLINE, text, ft.Colors.ERROR_CONTAINER, button))
    return found


def _banner(icon: ft.IconData, text: str, ground: ft.Colors, button: ft.Control | None = None) -> ft.Control:
    colour = ft.Colors.ON_ERROR_CONTAINER if ground == ft.Colors.ERROR_CONTAINER else ft.Colors.ON_TERTIARY_CONTAINER
    line: list[ft.Control] = [ft.Icon(icon, color=colour), ft.Text(text, color=colour, size=15, expand=True)]
    return card(ft.Row([*line, *([button] if button else [])], spacing=12), tone=ground)


def _duration(words: Words, ms: int) -> str:
    """The largest whole unit: "3 days", "2 hours", "5 minutes"."""
    for unit, size in (("days", 24 * HOUR), ("hours", HOUR), ("minutes", 60_000)):
        if ms >= size:
            return words.plural(f"duration.{unit}", ms // size)
    return words.plural("duration.minutes", 1)


def _waits(touchline: Touchline, one: Waiting) -> ft.Control:
    words = touchline.words
    today = touchline.today
    deeds = [sentence(words, deed) for deed in one.deeds[:3]]
    more = len(one.deeds) - len(deeds)
    text = "\n".join(deeds) + (f"\n{words.plural('sync.page.more', more)}" if more > 0 else "")
    state = f"sync.state.{one.state}" if words.has(f"sync.state.{one.state}") else "sync.state.waiting"
    return row(
        ft.Text(text or words("deed.something"), size=16),
        f"{words.moment(one.at, touchline.zone, today)} · {words(state)}",
        leading=ft.Icon(ft.Icons.CLOUD_UPLOAD_OUTLINED, color=ft.Colors.TERTIARY),
        key=one.id,
    )


def _answer(touchline: Touchline, one: Answered) -> ft.Control:
    words = touchline.words
    today = touchline.today
    icon, mood = OUTCOMES.get(one.outcome, OUTCOMES["applied"])
    text = ", ".join(dict.fromkeys(of_verb(words, verb) for verb in one.verbs)) or words("deed.something")
    small = words.moment(one.at, touchline.zone, today)
    if one.outcome in ("refused", "parked"):
        small += "\n" + (
            words("inbox.parked") if one.outcome == "parked" else words.refusal(one.code or "refused", one.about)
        )
    return row(
        ft.Text(text, size=16),
        ft.Text(small, size=14, color=ft.Colors.ON_SURFACE_VARIANT),
        trailing=pill(words(f"sync.outcome.{one.outcome}"), icon, mood),
        action=_undo(touchline, one),
        key=one.id,
    )


def _undo(touchline: Touchline, one: Answered) -> ft.Control | None:
    """The way back, while the fields still say what I made of them."""
    wishes = touchline.reader.outbox.undo_of(one.id)
    if not wishes or not all(touchline.writer.may(verb, **args) for verb, args in wishes):
        return None
    words = touchline.words

    def undo() -> None:
        if touchline.do_all(*wishes).refusal is None:
            touchline.tell(words("undo.done"))

    return icon_button(ft.Icons.UNDO, words("undo"), undo)
