"""Where the server is put together: the table of routes and the table of errors."""

import asyncio
import json
import logging
import secrets
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from functools import partial
from typing import Any

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shared.errors import EpochChanged, OutOfOrder, Revoked, SignInNeeded, TooMany, TouchlineError
from shared.refusals import Refusal
from sync_server.club import Club
from sync_server.handlers import archive, media, numbers, pairing, password, second_factor, unsubscribe, welcome
from sync_server.handlers.armour import Armour
from sync_server.handlers.body import json_response
from sync_server.handlers.description import description
from sync_server.handlers.erasure import erasure
from sync_server.handlers.feeds import feed
from sync_server.handlers.health import health
from sync_server.handlers.history import history
from sync_server.handlers.imports import plan
from sync_server.handlers.labels import labels
from sync_server.handlers.packages import package
from sync_server.handlers.poke import poke
from sync_server.handlers.push import push
from sync_server.handlers.session import sign_in
from sync_server.handlers.site import site_routes
from sync_server.handlers.sync import sync
from sync_server.jobs.daily import daily_jobs
from sync_server.jobs.day import DayTurn
from sync_server.jobs.notices import Notices
from sync_server.jobs.post import Post, tell_of_mail
from sync_server.letters.mail import send
from sync_server.letters.web_push import pusher_of
from sync_server.media.blobs import Blobs
from sync_server.media.desk import Media
from sync_server.pokes import Pokes
from sync_server.session import Sessions
from sync_server.settings import Settings
from sync_server.sign_in.pairing import Pairings
from sync_server.sign_in.second_factor import SecondSteps
from sync_server.sign_in.shutting import Gate

log = logging.getLogger("touchline")
STOP = "/api/unsubscribe/"
Handler = Callable[[Request, Exception], Awaitable[Response]]
API: tuple[Route, ...] = (
    Route("/api/sync", sync, methods=["POST"]),
    Route("/api/session", sign_in, methods=["POST"]),
    Route("/api/pairing", pairing.offer, methods=["POST"]),
    Route("/api/pairing/claim", pairing.claim, methods=["POST"]),
    Route("/api/pairing/look", pairing.look, methods=["POST"]),
    Route("/api/pairing/settle", pairing.settle, methods=["POST"]),
    Route("/api/pairing/wait", pairing.wait, methods=["POST"]),
    Route("/api/welcome", welcome.accept, methods=["POST"]),
    Route("/api/welcome/look", welcome.look, methods=["POST"]),
    Route("/api/forgotten", password.forgotten, methods=["POST"]),
    Route("/api/password", password.change, methods=["POST"]),
    *second_factor.ROUTES,
    Route("/api/history", history, methods=["POST"]),
    Route("/api/labels", labels, methods=["POST"]),
    Route("/api/agenda/plan", plan, methods=["POST"]),
    Route("/api/erasure", erasure, methods=["POST"]),
    Route("/api/archive", archive.ask, methods=["POST"]),
    Route("/api/archive/{ticket}", archive.fetch, methods=["GET"]),
    Route("/api/numbers/look", numbers.look, methods=["POST"]),
    Route("/api/numbers/enter", numbers.enter, methods=["POST"]),
    Route("/api/numbers/show", numbers.show, methods=["POST"]),
    Route("/api/numbers/drop", numbers.drop, methods=["POST"]),
    Route("/api/poke", poke, methods=["GET"]),
    Route("/api/push", push, methods=["POST"]),
    Route("/api/unsubscribe/{token}", unsubscribe.ask, methods=["GET"]),
    Route("/api/unsubscribe/{token}", unsubscribe.end, methods=["POST"]),
    Route("/api/packages/{id}", package, methods=["GET"]),
    Route("/api/health", health, methods=["GET"]),
    Route("/api/media/{id}", media.read, methods=["GET"]),
    Route("/api/media/{id}/preview", media.read_preview, methods=["GET"]),
    Route("/api/media/{id}/bytes", media.standing, methods=["GET"]),
    Route("/api/media/{id}/bytes", media.take, methods=["PUT"]),
    Route("/calendar/{name}", feed, methods=["GET"]),
    Route("/openapi.json", description, methods=["GET"]),
)


def create_app(settings: Settings, club: Club) -> Starlette:
    """The whole server as an ASGI app over one opened club."""
    routes = [*API, *site_routes(settings.web)]
    app = Starlette(
        routes=routes,
        middleware=[
            Middleware(Lines),
            Middleware(Armour),
            Middleware(TrustedHostMiddleware, allowed_hosts=list(settings.allowed_hosts), www_redirect=False),
        ],
        exception_handlers={TouchlineError: _said, Exception: _bug},
        lifespan=_lifespan,
    )
    app.state.settings, app.state.club, app.state.sessions = settings, club, Sessions(club, settings)
    app.state.pokes = Pokes(club, settings)
    app.state.second = SecondSteps(club)
    app.state.media = Media(club, Blobs(settings.media))
    app.state.pairings = Pairings(club.now)
    app.state.gate = Gate(club, settings.key_file)
    tell_of_mail(club, settings)
    return app


@asynccontextmanager
async def _lifespan(app: Starlette) -> AsyncIterator[None]:
    club = app.state.club
    settings: Settings = app.state.settings
    work = [DayTurn(club).run(), *(job() for job in daily_jobs(club, app.state.media))]
    pusher, mail, post = pusher_of(settings), settings.mail, None
    if mail is not None:
        post = partial(send, mail)
        work.append(Post(club, settings, mail.sender, post).run())
    work.append(Notices(club, settings, mail.sender if mail else "", post, pusher.wake if pusher else None).run())
    jobs = [asyncio.create_task(job) for job in work]
    for job in jobs:
        job.add_done_callback(_ended)
    yield
    for job in jobs:
        job.cancel()
    await asyncio.gather(*jobs, return_exceptions=True)
    if pusher is not None:
        await pusher.close()
    club.close()


def _ended(job: asyncio.Task[None]) -> None:
    """A job works for as long as the server does: one that ends by itself is a defect, and is said at once."""
    if not job.cancelled() and (problem := job.exception()) is not None:
        log.error("a job ended: %s", job.get_coro(), exc_info=problem)


async def _said(request: Request, problem: Exception) -> Response:
    """The family tree as HTTP: code and correlation id, never a value, never a trace."""
    assert isinstance(problem, TouchlineError)
    body: dict[str, Any] = {"code": problem.code, "correlation": request.state.correlation}
    headers: dict[str, str] = {}
    if isinstance(problem, OutOfOrder):
        body["expected"] = problem.expected
    elif isinstance(problem, EpochChanged):
        body["epoch"] = problem.epoch
    elif isinstance(problem, TooMany):
        headers["Retry-After"] = str(problem.retry_after)
    elif isinstance(problem, Revoked) and problem.order is not None:
        body["wipe"] = problem.order
    elif isinstance(problem, SignInNeeded):
        headers["Touchline-Nonce"] = request.app.state.sessions.nonce()
    elif isinstance(problem, Refusal):
        body["about"] = dict(problem.about)
    return json_response(request, body, problem.status, headers)


async def _bug(request: Request, problem: Exception) -> Response:
    """A defect of ours: logged with its trace under the correlation id; the client learns nothing but that
    id.
    """
    log.error("bug", exc_info=problem, extra={"correlation": request.state.correlation})
    return json_response(request, {"code": "fault", "correlation": request.state.correlation}, 500)


class Lines:
    """One structured line a request, and the correlation id that the answer carries."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        correlation = secrets.token_hex(8)
        scope.setdefault("state", {})["correlation"] = correlation
        started, seen = time.perf_counter(), {"status": 500, "bytes": 0}

        async def watch(message: Message) -> None:
            if message["type"] == "http.response.start":
                seen["status"] = message["status"]
            elif message["type"] == "http.response.body":
                seen["bytes"] += len(message.get("body", b""))
            await send(message)

        try:
            await self._app(scope, receive, watch)
        finally:
            if scope["path"].startswith("/api/"):
                path = scope["path"] if not scope["path"].startswith(STOP) else STOP  # what follows names a person
                facts = {"method": scope["method"], "path": path, "correlation": correlation, **seen}
                log.info("request", extra={**facts, "ms": round((time.perf_counter() - started) * 1000, 1)})


class JsonLines(logging.Formatter):
    """A log record as one JSON object."""

    FIELDS = ("method", "path", "status", "bytes", "ms", "correlation", "code", "count", "device")

    def format(self, record: logging.LogRecord) -> str:
        """Time, level, event, and what the event carries."""
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "event": record.getMessage(),
        }
        line |= {name: getattr(record, name) for name in self.FIELDS if hasattr(record, name)}
        if record.exc_info:
            line["trace"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False)


def log_to_stderr() -> None:
    """Structured lines on standard error."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines())
    log.handlers[:] = [handler]
    log.setLevel(logging.INFO)
    log.propagate = False
