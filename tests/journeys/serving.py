"""An application on a real port, in a thread of the test, that can be switched off and on again."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Callable
from types import TracebackType
from typing import TypeVar

import uvicorn
from starlette.types import ASGIApp

T = TypeVar("T")
ANSWERS_S = 60


class Served:
    """`with Served(app) as server:` serves at `server.url`; `stop` and `start` are the server's bad days."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self._port = free.getsockname()[1]
        self.url = f"http://localhost:{self._port}"

    @property
    def plain_url(self) -> str:
        """The same server under a name that is no secure context."""
        return f"http://club.test:{self._port}"

    def start(self) -> None:
        """Serves, at the same port each time; returns when it answers."""
        config = uvicorn.Config(self._app, host="127.0.0.1", port=self._port, log_level="warning", lifespan="off")
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=asyncio.run, args=(self._serve(),), daemon=True)
        self._thread.start()
        while not self._server.started:
            self._thread.join(0.02)
            assert self._thread.is_alive(), "the server did not start"

    async def _serve(self) -> None:
        self._loop = asyncio.get_running_loop()
        await self._server.serve()

    def between_turns(self, work: Callable[[], T]) -> T:
        """Does this in the thread of the server, whose store is for no other; while it is stopped in this one."""
        if not self._thread.is_alive():
            return work()

        async def turn() -> T:
            return work()

        return asyncio.run_coroutine_threadsafe(turn(), self._loop).result(ANSWERS_S)

    def stop(self) -> None:
        """Stops at once, in the middle of answers too."""
        self._server.force_exit = self._server.should_exit = True
        self._thread.join()

    def __enter__(self) -> Served:
        self.start()
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        self.stop()
