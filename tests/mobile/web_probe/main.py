"""A small app for the tests of the web edition: notes in SQLite, a ping to the server, keys and a QR code."""

from __future__ import annotations

import sys
import time

import flet as ft
import httpx
from sqlite_utils import Database

from mobile.web import crypto, decoder, storage
from mobile.web import page as around
from mobile.web.transport import FetchTransport


def open_notes() -> Database:
    notes = Database(storage.folder() / "notes.db")
    notes.execute("pragma journal_mode=TRUNCATE")
    notes["note"].create({"id": int, "body": str}, pk="id", if_not_exists=True)
    return notes


class Probe:
    def __init__(self, page: ft.Page) -> None:
        self.page = page
        self.notes = open_notes()
        self.body = ft.TextField(label="body")
        self.status = ft.Text("")
        self.show()
        page.add(
            ft.Text(f"Python {sys.version_info.major}.{sys.version_info.minor}"),
            self.body,
            ft.Row(
                [
                    ft.Button("Add", on_click=self.add),
                    ft.Button("Write on", on_click=self.write_on),
                    ft.Button("Ping", on_click=self.ping),
                    ft.Button("Slow ping", on_click=self.slow_ping),
                    ft.Button("Keys", on_click=self.keys),
                    ft.Button("Scan file", on_click=self.scan),
                ],
                wrap=True,
            ),
            self.status,
        )
        around.usable()

    def show(self, text: str = "") -> None:
        count = self.notes["note"].count
        last = self.notes.query("select body from note order by id desc limit 1")
        self.status.value = f"{count} notes, last: {next((row['body'] for row in last), '-')}. {text}"

    def insert(self, body: str) -> None:
        with self.notes.conn:
            self.notes["note"].insert({"body": body})

    async def add(self, _: ft.ControlEvent) -> None:
        self.insert(str(self.body.value))
        self.show()

    async def write_on(self, _: ft.ControlEvent) -> None:
        """Commits for ever, and tells the server each number once its commit has returned."""
        async with httpx.AsyncClient(transport=FetchTransport(), base_url=self.page.url) as client:
            number = self.notes["note"].count
            while True:
                number += 1
                self.insert(f"n{number}" + "x" * 3000)
                await client.post("/api/acknowledged", json=number)

    async def ping(self, _: ft.ControlEvent, path: str = "/api/ping", patience: float = 5) -> None:
        began = time.monotonic()
        try:
            async with httpx.AsyncClient(
                transport=FetchTransport(), base_url=self.page.url, timeout=patience
            ) as client:
                answer = await client.post(path, json={"é": 1}, headers={"Authorization": "Bearer t"})
                self.show(f"{answer.status_code} {answer.text}")
        except httpx.HTTPError as error:
            self.show(f"{type(error).__name__} after {time.monotonic() - began:.0f} s")

    async def slow_ping(self, event: ft.ControlEvent) -> None:
        await self.ping(event, "/api/slow", 0.5)

    async def keys(self, _: ft.ControlEvent) -> None:
        public, signature = await crypto.public_key(), await crypto.sign(b"message")
        assert await crypto.verify(public, signature, b"message")
        sealed = await crypto.seal(b"BE71 0961 2345 6769", b"contact|1|iban|1")
        opened = await crypto.open_sealed(sealed, b"contact|1|iban|1")
        try:
            elsewhere = str(await crypto.open_sealed(sealed, b"contact|2|iban|1"))
        except crypto.SealBroken:
            elsewhere = "SealBroken"
        self.show(f"{public.hex()} {signature.hex()} {opened.decode()} {elsewhere}")

    async def scan(self, _: ft.ControlEvent) -> None:
        async with httpx.AsyncClient(transport=FetchTransport(), base_url=self.page.url) as client:
            picture = (await client.get("/api/picture")).content
        self.show(f"read {await decoder.decode(picture)}")


ft.run(Probe)
