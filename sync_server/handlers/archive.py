"""POST /api/archive: the password again, and a ticket; GET /api/archive/<ticket>: the file, once."""

import secrets
from collections.abc import Iterator
from contextlib import ExitStack
from hashlib import sha256
from tempfile import TemporaryFile
from typing import IO, Any, NamedTuple

from anyio import CapacityLimiter, to_thread
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from shared.errors import Malformed, SignInNeeded, TooMany
from shared.refusals import Invalid, NotAllowed
from shared.rights import Actor, actor
from sync_server.handlers.body import json_response
from sync_server.handlers.session import address_of, hashing
from sync_server.handlers.who import asked
from sync_server.limits import ARCHIVES_A_DAY, ARCHIVES_AT_ONCE, DAY_MS, TICKET_MS, TICKETS
from sync_server.privacy import archive
from sync_server.privacy.handing_out import write_down
from sync_server.session import Pass, SignIn, right_password
from sync_server.sight import Sight

PIECE = 256 * 1024


async def ask(request: Request) -> Response:
    """`{"contact": id, "password": text}` in, `{"ticket": text}` out: for oneself and whom one acts for, and for the
    office. Raises Malformed, NotAllowed, Gone, Invalid for a wrong password, TooMany after five in a day.
    """
    state = request.app.state
    holder, headers, wish = await asked(request, "history")
    contact, password = _asked(wish)
    club, now = state.club, state.club.now()
    facts = club.referee.facts
    _may(actor(facts, holder.user), contact)
    _few(club, holder.user, now)
    username = str((facts.get("user_profile", holder.user) or {"username": ""})["username"])
    wanted = SignIn(username, password, holder.device, b"", "")
    stored = state.sessions.admit(wanted, address_of(request))
    if not await to_thread.run_sync(right_password, wanted, stored, limiter=hashing(state)):
        raise Invalid("password", "wrong_password")
    state.sessions.stands(holder)
    # Again: while the password was looked at, others may have been asked for, and a role may have ended.
    _few(club, holder.user, now)
    who = actor(facts, holder.user)
    _may(who, contact)
    with club.store.snapshot():
        person = archive.collect(club.store, facts, contact, _reader(club, who, contact))
    write_down(club, holder.user, contact, {part.table: len(part.rows) for part in person.parts})
    waiting = _waiting(state)
    with ExitStack() as undone:
        file = undone.enter_context(TemporaryFile())
        await to_thread.run_sync(archive.write, person, state.media.blobs, now, file, limiter=waiting.writing)
        undone.pop_all()  # it is read by another request, and closed there
    return json_response(request, {"ticket": waiting.keep(file, now, holder, contact)}, headers=headers)


async def fetch(request: Request) -> Response:
    """The file for a ticket: it serves once, for two minutes, as long as who asked for it still may."""
    state = request.app.state
    one = _waiting(state).take(request.path_params["ticket"], state.club.now())
    try:
        state.sessions.stands(one.holder)
        _may(actor(state.club.referee.facts, one.holder.user), one.contact)
    except (SignInNeeded, NotAllowed) as over:
        one.file.close()
        raise Malformed("absent", 404) from over
    headers = {"Content-Disposition": 'attachment; filename="touchline.zip"', "Cache-Control": "no-store"}
    return StreamingResponse(_pieces(one.file), media_type="application/zip", headers=headers)


class One(NamedTuple):
    """A file that waits until `until` (UTC ms) for who asked for it, about this contact."""

    file: IO[bytes]
    until: int
    holder: Pass
    contact: str


class Waiting:
    """Files that somebody may fetch, by the hash of their ticket. They have no name on the disk."""

    def __init__(self) -> None:
        self._files: dict[str, One] = {}
        self.writing = CapacityLimiter(ARCHIVES_AT_ONCE)

    def keep(self, file: IO[bytes], now: int, holder: Pass, contact: str) -> str:
        """Answers the ticket: 256 bits that nobody guesses."""
        self._sweep(now)
        while len(self._files) >= TICKETS:
            self._drop(next(iter(self._files)))
        ticket = secrets.token_urlsafe(32)
        self._files[sha256(ticket.encode()).hexdigest()] = One(file, now + TICKET_MS, holder, contact)
        return ticket

    def take(self, ticket: str, now: int) -> One:
        """The file, once. Raises Malformed `absent` (404)."""
        self._sweep(now)
        found = self._files.pop(sha256(ticket.encode()).hexdigest(), None)
        if found is None:
            raise Malformed("absent", 404)
        found.file.seek(0)
        return found

    def _sweep(self, now: int) -> None:
        for key in [key for key, one in self._files.items() if one.until <= now]:
            self._drop(key)

    def _drop(self, key: str) -> None:
        self._files.pop(key).file.close()


def _waiting(state: Any) -> Waiting:
    if not hasattr(state, "archives"):
        state.archives = Waiting()
    waiting: Waiting = state.archives
    return waiting


def _pieces(file: IO[bytes]) -> Iterator[bytes]:
    with file:
        while piece := file.read(PIECE):
            yield piece


def _may(who: Actor, contact: str) -> None:
    if contact not in who.close and not {"owner", "secretary"} & who.roles:
        raise NotAllowed(action="archive")


def _reader(club: Any, who: Actor, contact: str) -> archive.Reader:
    sight, owns = Sight(club.referee, who.user), "owner" in who.roles
    return archive.Family(sight) if contact in who.close and not owns else archive.Office(sight, sealed=owns)


def _few(club: Any, user: str, now: int) -> None:
    """Five a day, whatever restarts meanwhile."""
    times = sorted(row["at"] for row in club.store.find("audit", kind="exported", actor=user))
    late = [at for at in times if at > now - DAY_MS]
    if len(late) >= ARCHIVES_A_DAY:
        raise TooMany(max(1, (late[-ARCHIVES_A_DAY] + DAY_MS - now) // 1000))


def _asked(value: Any) -> tuple[str, str]:
    if not isinstance(value, dict) or set(value) != {"contact", "password"}:
        raise Malformed("archive")
    if not all(isinstance(text, str) and 0 < len(text) <= 200 for text in value.values()):
        raise Malformed("archive")
    return value["contact"], value["password"]
