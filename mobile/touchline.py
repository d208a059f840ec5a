"""The living objects, handed to every screen in one holder: ask `reader`, wish through `do`, go places with `go`."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any, Protocol

import flet as ft

from mobile import places
from mobile.address_bar import AddressBar
from mobile.app_lock import AppLock
from mobile.device.doors import Doors
from mobile.device.wedge import Wedge
from mobile.drafts import Drafts
from mobile.entrance import Entrance
from mobile.foresight import Foreseen
from mobile.importing import Plan
from mobile.pairing import FirstDevice, SecondDevice
from mobile.past import Past, Place
from mobile.privacy import Privacy
from mobile.reader import Reader
from mobile.second_step import SecondStep
from mobile.state import State
from mobile.waking import Waking
from mobile.words import Words
from shared.domain.calendar import local_date
from shared.refusals import Refusal

GESTURE = 200
"""Wishes of one gesture, at most."""


class Done(Protocol):
    """What became of a wish: "waiting" for the server, "pending" its decision, or "refused" with the reason."""

    @property
    def state(self) -> str: ...
    @property
    def refusal(self) -> Refusal | None: ...
    @property
    def changeset(self) -> str: ...


class Writer(Protocol):
    """The part of `mobile.writer.Writer` that screens use."""

    def do(self, verb: str, **args: Any) -> Done:
        """Run one action here and now, and queue it."""

    def do_all(self, *wishes: tuple[str, dict[str, Any]]) -> Done:
        """Several actions of one gesture: they stand or fall together."""

    def would(self, *wishes: tuple[str, dict[str, Any]]) -> Foreseen:
        """What several actions of one gesture would change here; nothing happens."""

    def may(self, verb: str, **args: Any) -> bool:
        """Whether it would be accepted, as far as this device knows."""

    def new_id(self) -> str:
        """The id of a row to be made."""


class Pictures(Protocol):
    """The part of `mobile.pictures.Pictures` that screens use."""

    def show(self, medium: str | None, *, small: bool = True) -> bytes | None:
        """A picture, or what is here of it; screens are told when the rest came."""

    def whole(self, medium: str) -> bytes | None:
        """All bytes of a picture or a paper, where they are here."""

    def keep(self, kind: str, data: bytes, *, title: str | None = None, face: bool = False, **on: str) -> Done:
        """Keep and announce bytes of a `contact` or a `resource`."""

    def unsent(self) -> int:
        """How many of those the server has not got yet."""


@dataclass(frozen=True)
class Touchline:
    """One per session, made in `app.py`."""

    reader: Reader
    writer: Writer
    state: State
    now: Callable[[], int]
    """UTC milliseconds."""
    zone: str = "Europe/Brussels"
    """The IANA zone of the wall clock this person looks at."""
    sync_now: Callable[[], None] = lambda: None
    """Wakes the courier."""
    sign_in: Callable[[str, str, str, bool, str], Awaitable[None]] | None = None
    """Enrols this device: (server, user name, password, whether it is the person's own, the code of the second step or
    ""). Of one that is not, nothing outlives the page. Raises SignInNeeded, CodeNeeded, CodeWrong, TooMany, Unreachable
    or Malformed."""
    entrance: Entrance | None = None
    """The ways in by a link, and to another password; None where no server is in reach."""
    sign_out: Callable[[], Awaitable[None]] | None = None
    """Removes everything of this device, what was not sent included, and starts anew."""
    first_device: FirstDevice | None = None
    """Lets another device of the same person in."""
    second_device: SecondDevice | None = None
    """Is let in by another device of the same person."""
    pair_code: str = ""
    """The code that came along with the address at which the app was opened."""
    again: Callable[[], Awaitable[None]] | None = None
    """Starts anew on what the device's folder holds now."""
    hush: Callable[[], Awaitable[None]] | None = None
    """Closes whatever stands over the page."""
    pass_by: Callable[[str, str, str, str], Awaitable[None]] | None = None
    """Signs in without keeping anything; None where a device always is somebody's own. See `sign_in`."""
    passing: bool = False
    """Nothing of this outlives the page."""
    farewell: str | None = None
    """Why everything was removed from this device: "revoked" or "signed_out"; None when nothing was."""
    history: Callable[[Sequence[Place], int | None], Awaitable[Past]] | None = None
    """What happened to rows (table and id), newest first, below a seq. Only the server knows: raises TouchlineError."""
    labels: Callable[[Sequence[str]], Awaitable[Mapping[str, str]]] | None = None
    """The signed texts of labels, by code. Only the server signs: raises TouchlineError."""
    plan_agenda: Callable[[str | None, str], Awaitable[Plan]] | None = None
    """What importing the text of a calendar for a team (None: everybody) would do. Only the server reads such files:
    raises TouchlineError."""
    numbers: Callable[[str, Mapping[str, str]], Awaitable[Mapping[str, Any]]] | None = None
    """What the club's server keeps of national numbers: what is wished, and of whom. Raises TouchlineError."""
    drafts: Drafts | None = None
    """What somebody is in the middle of, kept for the next start; None where nothing is."""
    app_lock: AppLock | None = None
    """The lock of the app on this device; None where nothing outlives the page anyway."""
    second_step: SecondStep | None = None
    """Asks the server about the second step of signing in; None where there is none."""
    waking: Waking | None = None
    """Lets the club's server wake this browser; None where nothing outlives the page."""
    privacy: Privacy | None = None
    """Erases and hands out a person's data: what only the server can do; None where there is none."""
    server: str | None = None
    """The server's address where nobody has to type it; None asks for it."""
    keeps: Callable[[], Awaitable[bool | None]] | None = None
    """Whether what stands here stays when the disk runs short, None where nobody says; None where nothing is kept."""
    device: Doors | None = None
    """Other doors to the machine than the real ones (see `use_doors`)."""
    wedge: Wedge = field(default_factory=Wedge)
    """Hears what a scanner types."""
    pictures: Pictures | None = None
    """Shows and keeps pictures and papers; None where nobody keeps bytes."""
    open_url: Callable[[str], None] = lambda url: None
    """tel:, mailto:, https: - must be called inside a tap."""
    navigate: Callable[[str], None] = lambda path: None
    """Puts the path in the browser's address bar."""
    show: Callable[[ft.DialogControl], None] = lambda dialog: None
    rescued: int | None = None
    """Unsent changesets carried out of a broken replica at this start; None when it was whole."""
    _words: dict[str, Words] = field(default_factory=dict)

    @cached_property
    def _bar(self) -> AddressBar:
        return AddressBar(self.navigate)

    @property
    def words(self) -> Words:
        """The catalogue of the chosen language."""
        language = self.state.preferences.language
        if language not in self._words:
            self._words[language] = Words(language)
        return self._words[language]

    @property
    def today(self) -> date:
        """The day on this person's wall."""
        return local_date(self.now(), self.zone)

    def opened(self, path: str) -> None:
        """The app was opened at this address."""
        self._bar.stands(path)
        self.state.place.route = places.opened_at(path)

    def resized(self, *, wide: bool) -> None:
        """There is room for the `wide` layout, or there is not."""
        self.state.place.room = wide
        self.lay_out()

    def lay_out(self) -> None:
        """The layout that the window has room for; not over unsaved work, of which another one would draw nothing."""
        place = self.state.place
        if place.room is not None and not place.unsaved:
            place.wide = place.room

    def go(self, path: str) -> None:
        """Go to `path`; over unsaved work the shell asks first."""
        place = self.state.place
        if place.unsaved and path != place.route:
            place.pending = path
            return
        place.trail = places.trail_to(path, place.route, place.trail)
        place.route = path
        self._bar.go(path)

    def arrived(self, path: str) -> None:
        """The address bar stands at `path`: a person went there, or it says what it was asked to."""
        if not self._bar.is_echo(path) and path != self.state.place.route:
            self.go(path)

    def back(self) -> None:
        """To where this was opened: the front page, somebody's card; else from something open to its list."""
        place = self.state.place
        self.go(place.trail[-1] if place.trail else places.parent(place.route))

    def leave(self) -> None:
        """Go where `pending` says and let the unsaved work be lost."""
        path, place = self.state.place.pending, self.state.place
        place.pending, place.unsaved = None, False
        if path is not None:
            self.go(path)

    def stay(self) -> None:
        """Stay with the unsaved work; the address bar may have left already."""
        self.state.place.pending = None
        self._bar.go(self.state.place.route)

    def do(self, verb: str, **args: Any) -> Done:
        """Hand a wish to the writer; a refusal is said in the person's words. Screens are told that rows changed."""
        return self.do_all((verb, args))

    def do_all(self, *wishes: tuple[str, dict[str, Any]]) -> Done:
        """Several wishes of one gesture, accepted or refused together. See `do`."""
        done = self.writer.do_all(*wishes)
        if done.refusal is not None:
            self.tell(self.words.refusal(done.refusal.code, done.refusal.about))
        self.state.replica.changed()
        return done

    def picture(self, medium: str | None, *, small: bool = True) -> bytes | None:
        """The picture of a medium, as far as it is here. See `Pictures.show`."""
        return None if self.pictures is None else self.pictures.show(medium, small=small)

    def unsent_media(self) -> int:
        """How many pictures and papers are here alone."""
        return 0 if self.pictures is None else self.pictures.unsent()

    def keep(self, kind: str, data: bytes, *, title: str | None = None, face: bool = False, **on: str) -> bool:
        """Keep a picture or a paper here and now; False when it was refused, which is said in the person's words."""
        if self.pictures is None:
            return False
        done = self.pictures.keep(kind, data, title=title, face=face, **on)
        if done.refusal is not None:
            self.tell(self.words.refusal(done.refusal.code, done.refusal.about))
        self.state.replica.changed()
        return done.refusal is None

    def try_all(
        self, *wishes: tuple[str, dict[str, Any]], said: str = "", back: tuple[tuple[str, dict[str, Any]], ...] = ()
    ) -> dict[str, str]:
        """Several wishes of one form: what is wrong in the person's words, by field ("" for the whole form); empty when
        they were kept. `said` is told then, with a way to take a correction back; of what is sensitive the device keeps
        none, so the form says it: `back`.
        """
        done = self.writer.do_all(*wishes)
        self.state.replica.changed()
        if done.refusal is None:
            if said:
                self.offer_undo(done.changeset, said, back)
            return {}
        about = done.refusal.about
        if done.refusal.code == "invalid" and "field" in about:
            return {str(about["field"]): self.words.reason(str(about.get("reason", "")))}
        return {"": self.words.refusal(done.refusal.code, about)}

    def offer_undo(self, changeset: str, text: str, back: tuple[tuple[str, dict[str, Any]], ...] = ()) -> None:
        """Say `text`; where this changeset corrected something, with a button that takes it back."""
        wishes = back or self.reader.outbox.undo_of(changeset)
        if wishes:
            self.tell(text, self.words("undo"), lambda: self.do_all(*wishes))
        else:
            self.tell(text)

    def tell(self, text: str, action: str | None = None, on_action: Callable[[], object] | None = None) -> None:
        """Say `text` at the foot of the screen for a few seconds, with one thing to do about it."""
        button = None
        if action is not None and on_action is not None:
            button = ft.SnackBarAction(label=action, on_click=lambda _: on_action())
        seconds = 8 if button is not None else 5
        self.show(
            ft.SnackBar(
                ft.Text(text, color=ft.Colors.ON_INVERSE_SURFACE, size=15),
                action=button,
                behavior=ft.SnackBarBehavior.FLOATING,
                duration=ft.Duration(seconds=seconds),
                persist=False,
                width=560 if self.state.place.wide else None,
            )
        )


_CONTEXT: Any = ft.create_context(None)


def provide(touchline: Touchline, draw: Callable[[], Any]) -> Any:
    """Draw with `touchline` in reach of every component below."""
    return _CONTEXT(touchline, draw)


def use_touchline() -> Touchline:
    """The living objects, inside a component."""
    touchline = ft.use_context(_CONTEXT)
    assert isinstance(touchline, Touchline), "app.py provides it around every screen"
    return touchline


def use_replica() -> Touchline:
    """The living objects, and this component is drawn again whenever rows on the device changed."""
    touchline = use_touchline()
    ft.use_state(touchline.state.replica)
    return touchline
