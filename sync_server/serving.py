"""How the server listens: uvicorn, that sends away who only keeps a place.

Uvicorn waits for ever for the rest of a head, for what is left of a body whose answer was given, and for somebody to
read an answer. Here a line owes a whole head from its first moment on, and again from the first byte after an answer.
Who owes one for longer than `slowest_head` is sent away, and who leaves an answer unread for `slowest_reader`. At most
`most_owing` lines owe a head at once: the oldest makes room, for honest ones pay within milliseconds. Ten looks
a second at the oldest of each do all this, so a request costs a line in a dict and no timer.
"""

import resource
from asyncio import Transport, get_running_loop
from collections.abc import Callable
from itertools import takewhile
from socket import socket
from typing import Any

import uvicorn
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from sync_server.limits import HEAD_BYTES, KEPT_ALIVE_S, SHUTDOWN_S
from sync_server.settings import Settings

GOODBYE = (
    b"HTTP/1.1 %b\r\ncontent-type: application/json\r\ncache-control: no-store\r\nx-content-type-options: nosniff\r\n"
    b"content-length: %d\r\nconnection: close\r\n\r\n%b"
)


def goodbye(status: bytes, code: bytes) -> bytes:
    """An answer to who never came as far as the app."""
    body = b'{"code":"%b"}' % code
    return GOODBYE % (status, len(body), body)


THIS_MACHINE = ("127.0.0.1", "::1")
TOO_SLOW = goodbye(b"408 Request Timeout", b"too_slow")
TOO_LARGE = goodbye(b"431 Request Header Fields Too Large", b"head_too_large")


class Config(uvicorn.Config):
    """Uvicorn's, and who owes what: lines in the order in which their time began, each with that moment."""

    def __init__(self, app: Any, settings: Settings, **how: Any) -> None:
        super().__init__(app, http=Line, **how)
        self.settings = settings
        self.owing: dict[Line, float] = {}
        self.unread: dict[Line, float] = {}


class Line(HttpToolsProtocol):
    """One connection that says when it began to owe a head."""

    config: Config

    def connection_made(self, transport: Transport) -> None:  # type: ignore[override]  # as uvicorn has it
        """See asyncio."""
        super().connection_made(transport)
        self._come, self._has_head, self._whole = 0, False, True
        self._owes()
        owing = self.config.owing
        if len(owing) > self.config.settings.most_owing:
            next(iter(owing)).transport.abort()

    def connection_lost(self, exc: Exception | None) -> None:
        """See asyncio."""
        self.config.owing.pop(self, None)
        self.config.unread.pop(self, None)
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """See asyncio."""
        if self.cycle is not None and self.cycle.response_complete and self not in self.config.owing:
            self._owes()
        self._come += len(data)
        super().data_received(data)
        if self._come > HEAD_BYTES and not self._has_head and not self.transport.is_closing():
            self.send_away(TOO_LARGE)

    def on_message_begin(self) -> None:
        """See httptools."""
        self._has_head = self._whole = False
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        """See httptools."""
        self._has_head, self._come = True, 0
        self.config.owing.pop(self, None)
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        """See httptools."""
        self._has_head, self._whole, self._come = False, True, 0
        super().on_message_complete()

    def on_response_complete(self) -> None:
        """See uvicorn. What is left of a body that nobody reads is waited for as long as a head is."""
        super().on_response_complete()
        if not self._whole and not self.transport.is_closing():
            self._owes()

    def pause_writing(self) -> None:
        """See asyncio."""
        self.config.unread.setdefault(self, self.loop.time())
        super().pause_writing()

    def resume_writing(self) -> None:
        """See asyncio."""
        self.config.unread.pop(self, None)
        super().resume_writing()

    def send_away(self, word: bytes) -> None:
        """Hang up: with a word where a head was begun and nothing was answered yet."""
        if not self._whole and not self._has_head and not self.transport.is_closing():
            self.transport.write(word)
        self.transport.close()

    def _owes(self) -> None:
        self.config.owing[self] = self.loop.time()


def send_away_the_late(config: Config, now: float) -> None:
    """Hang up on all whose time is over. `now` is the loop's clock, in seconds."""
    for line in _late(config.owing, now - config.settings.slowest_head / 1000):
        line.send_away(TOO_SLOW)
    for line in _late(config.unread, now - config.settings.slowest_reader / 1000):
        line.transport.abort()


def _late(waiting: dict[Line, float], before: float) -> list[Line]:
    """Who waits since before this moment: they stand in order."""
    return [line for line, _ in takewhile(lambda entry: entry[1] < before, waiting.items())]


class Server(uvicorn.Server):
    """Uvicorn, that looks after its lines, and sends home who only waits for news before it waits for the others."""

    config: Config

    def __init__(self, config: Config, send_home: Callable[[], None]) -> None:
        super().__init__(config)
        self._send_home = send_home

    async def on_tick(self, counter: int) -> bool:
        """See uvicorn: ten times a second."""
        send_away_the_late(self.config, get_running_loop().time())
        return await super().on_tick(counter)

    async def shutdown(self, sockets: list[socket] | None = None) -> None:
        """See uvicorn."""
        self._send_home()
        await super().shutdown(sockets)


def server_of(app: Callable[..., Any], settings: Settings, send_home: Callable[[], None]) -> Server:
    """The server of this app as every installation runs it. `send_home` answers who waits for news."""
    open_many_files()
    config = Config(
        app,
        settings,
        host=settings.host,
        port=settings.port,
        log_config=None,
        access_log=False,
        server_header=False,
        ws="none",
        timeout_keep_alive=KEPT_ALIVE_S,
        timeout_graceful_shutdown=SHUTDOWN_S,
        forwarded_allow_ips=list(settings.proxies or THIS_MACHINE),
        ssl_certfile=settings.certificate,
        ssl_keyfile=settings.certificate_key,
    )
    return Server(config, send_home)


def open_many_files() -> None:
    """A line is a file: as many as the system lets this process have."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard == resource.RLIM_INFINITY or soft < hard:
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
