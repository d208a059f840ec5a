"""Push, pull, wait, try again. No fault ever removes a changeset."""

import asyncio
import base64
import logging
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

import httpx

from mobile.line import Line, Signer, fault_of
from mobile.media.porter import Porter
from mobile.progress import Progress
from shared.errors import (
    CodeNeeded,
    EpochChanged,
    Fork,
    Malformed,
    OutOfOrder,
    Restart,
    Revoked,
    SignInNeeded,
    TouchlineError,
    Unequal,
    Unreachable,
)
from shared.replica.outcomes import Received
from shared.replica.replica import Replica
from shared.replica.shelf import Shelf
from shared.sync.clock import SKEW_NOTICE_MS
from shared.sync.package import Package
from shared.sync.protocol import read_reply
from shared.sync.wipe import read_wipe

log = logging.getLogger("touchline")

DEBOUNCE_S = 0.3
EVERY_S = 60.0
REREAD_EVERY_MS = 30_000
SLOWEST_S = 60.0
FIRST_RETRY_S = 2.0
MAX_TURNS = 2_000
PACKAGE_TRIES = 2
WATCHED_S = 0.05
DEFECT = "defect"
Verify = Callable[[bytes, bytes, bytes], Awaitable[bool]]
"""Whether this public key made, of this message, this signature."""


class Courier:
    """Carries one replica. `tell` hears of progress, `changed` that rows came, `now` answers UTC ms. A `porter`, where
    there is one, speaks through it. `wipe` is called, once and at the end, when the club orders it.
    """

    def __init__(
        self,
        client: httpx.AsyncClient,
        replica: Replica,
        signer: Signer,
        *,
        now: Callable[[], int],
        new_id: Callable[[], str],
        tell: Callable[[Progress], None],
        changed: Callable[[], None],
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._replica = replica
        self._signer = signer
        self._now = now
        self._new_id = new_id
        self._tell = tell
        self._changed = changed
        self._sleep = sleep
        self.porter: Porter | None = None
        self.verify: Verify | None = None
        self.wipe: Callable[[], Awaitable[None]] | None = None
        self._line = Line(client, signer, replica.state)
        self._woken = asyncio.Event()
        self._running = False
        self._over = False
        self._claims = ""
        self._spoilt = 0
        self._reread_at = -REREAD_EVERY_MS
        self.progress = Progress()

    # ---- sign in

    async def sign_in(self, username: str, password: str, name: str, kind: str | None = None, **more: Any) -> None:
        """Enrol this device, under a name that tells it from others, for a user. `more` is what came by a link, its
        `secret` above all, which makes the sign-in or the password; and the `code` of the second step. Raises
        SignInNeeded (wrong), CodeNeeded, CodeWrong, TooMany, Unreachable, Malformed.

        Malformed `other_user`: this replica is somebody else's; it must be wiped first.
        """
        state = self._replica.state()
        device = state["device"] if state is not None else self._new_id()
        key = base64.b64encode(await self._signer.public_key()).decode()
        wish = {"username": username, "password": password, "device": device, "public_key": key, "name": name}
        wish |= {name: text for name, text in {"kind": kind, **more}.items() if text}
        path = "/api/welcome" if "secret" in wish else "/api/session"
        try:
            answer = await self._say_who(path, wish, known=state is not None and "code" not in wish)
        except Malformed as problem:
            if problem.code != "device_taken":
                raise
            # Our key was lost or our device revoked: a new device, which takes over what was not sent.
            device = self._new_id()
            answer = await self._line.post(path, {**wish, "device": device})
        self._enrol(device, answer)

    async def _say_who(self, path: str, wish: dict[str, Any], *, known: bool) -> dict[str, Any]:
        """A device that was let in before signs what it heard last; that may be too old, so it is asked once more."""
        try:
            return await self._line.post(path, wish)
        except CodeNeeded:
            if not known:
                raise
            return await self._line.post(path, wish)

    def _enrol(self, device: str, answer: dict[str, Any]) -> None:
        """The club has let this device in."""
        state = self._replica.state()
        user, epoch, club_key = answer.get("user"), answer.get("epoch"), answer.get("key")
        if not isinstance(user, str) or not isinstance(epoch, str) or not isinstance(club_key, str):
            raise Unreachable
        if state is not None and state["user"] != user:
            raise Malformed("other_user", 409)  # nobody sends another person's unsent words
        self._replica.enrol(user, device, epoch, club_key)
        self.wake()

    async def claim(self, code: str, name: str, kind: str) -> tuple[str, dict[str, Any]]:
        """Bring the code that another device shows; answers this device's public key, and the club's answer. Raises
        Fault, and Malformed when the code serves no more.
        """
        self._claims = self._new_id()
        key = base64.b64encode(await self._signer.public_key()).decode()
        wish = {"code": code, "device": self._claims, "public_key": key, "name": name, "kind": kind}
        return key, await self._line.post("/api/pairing/claim", wish)

    async def let_in(self, ticket: str) -> bool:
        """Whether the person has let this device in, on the one that showed the code. Raises Fault and Malformed."""
        answer = (await self._line.post("/api/pairing/wait", {"ticket": ticket})).get("signed_in")
        if not isinstance(answer, dict):
            return False
        self._enrol(self._claims, answer)
        return True

    def bearer(self) -> dict[str, str]:
        """The header that says who asks, while the last sync's token holds; empty before."""
        return self._line.bearer()

    async def ask(self, path: str, wish: dict[str, Any]) -> dict[str, Any]:
        """A question that only the server can answer. Raises Fault or Malformed."""
        return await self._line.post(path, wish)

    # ---- the loop

    def wake(self) -> None:
        """Something waits, the network came back, or the person asked."""
        self._report(waiting=self._replica.waiting())
        self._woken.set()

    async def run(self) -> None:
        """Sync when woken and now and then; after a fault wait longer each time. Ends with its task."""
        pause = 0.0
        while not self._over:
            self._woken.clear()  # who wakes it while it is busy is heard when it is done
            heard = await self._turn()
            pause = 0.0 if heard else min(SLOWEST_S, max(FIRST_RETRY_S, pause * 2))
            if not self._over:
                await self._nap(pause or EVERY_S)

    async def _turn(self) -> bool:
        """One sync, and what silence costs; True when nothing is to be tried again. Whatever happens, others follow."""
        try:
            if self._replica.state() is None or await self.sync() or self._over:
                return True
            if self._replica.lapse(self._now()):
                self._changed()
        except TouchlineError as problem:  # the disk has no room to note it
            self._report(error=problem.code)
        except Exception:  # a defect of ours, as in a sync
            log.exception("a turn broke off")
            self._report(error=DEFECT)
        return False

    async def _nap(self, seconds: float) -> None:
        try:
            async with asyncio.timeout(seconds):
                await self._woken.wait()
                await self._sleep(DEBOUNCE_S)
        except TimeoutError:
            return

    async def catch_up(self) -> None:
        """Until the server has heard what was done here before this, or cannot be reached now."""
        while self._running and self._replica.waiting():
            await self._sleep(WATCHED_S)
        if self._replica.waiting():
            await self.sync()

    async def sync(self) -> bool:
        """Exchange until nothing is left to send or fetch; True when it came to its end."""
        if self._running:
            self._woken.set()
            return True
        self._running = True
        self._report(syncing=True, fetched=0)
        try:
            try:
                await self._exchanges()
            except Revoked as problem:
                await self._obey(problem)
                raise
            try:
                await self._bytes()
            finally:  # whatever becomes of the bytes, the rows are here
                self._reread()
                self._report_rows()
        except TouchlineError as problem:
            self._report(offline=isinstance(problem, Unreachable | Malformed), error=problem.code)
            return False
        except Exception:  # a defect of ours: told, and tried again; it must not silence the line for good
            log.exception("a sync broke off")
            self._report(offline=False, error=DEFECT)
            return False
        finally:
            self._running = False
            if not self._over:
                self._report(syncing=False, waiting=self._replica.waiting())
        return True

    def _report_rows(self) -> None:
        state = self._replica.state() or {}
        self._report(
            offline=False,
            error=None,
            synced_at=state.get("synced_at"),
            compared_at=state.get("compared_at"),
            rows=state.get("rows"),
            skew_ms=_skew(state.get("offset") or 0),
        )

    async def _exchanges(self) -> None:
        """Until nothing is left. A digest that differs again after everything was fetched anew is a defect."""
        unequal = 0
        self._spoilt = 0
        for _ in range(MAX_TURNS):
            received = await self._exchange()
            if received is not None and not received.equal:
                unequal += 1
                log.warning("what stands here is not what the club says: it is compared bin by bin")
            if unequal > 1:
                raise Unequal
            over = received is not None and received.done and received.equal and not received.partial
            if over and not self._replica.waiting():
                return

    def _reread(self) -> None:
        """A slice of what is stored, now and then: doubt follows time, a busy hour costs no more than a quiet one."""
        now = self._now()
        if not 0 <= now - self._reread_at < REREAD_EVERY_MS:
            self._reread_at = now
            if wrong := self._replica.reread(at=now):
                log.warning("%d rows read differently than they were written: fetched anew", wrong)

    async def _bytes(self) -> None:
        """After the rows, the bytes of media; and the rows again where the server settled one. Raises Fault."""
        if self.porter is None:
            return
        self.porter.parcels.tidy()
        if await self.porter.send(self._line.speak):
            await self._exchanges()
            self.porter.parcels.tidy()
        await self.porter.fetch(self._line.speak)
        if self.porter.trouble is not None:
            raise self.porter.trouble

    async def _exchange(self) -> Received | None:
        """One round trip; None when the next one must begin anew. Raises Fault."""
        package = self._replica.staging.wanted()
        if package is not None:
            await self._fetch(package)
            return None
        sent_at = self._now()
        request = self._replica.request(sent_at)
        try:
            wish = request.to_wire()
            del wish["device"]  # token and proof say who asks
            reply = read_reply(await self._line.post("/api/sync", wish))
        except EpochChanged as problem:
            self._replica.new_epoch(problem.epoch)
            return None
        except Restart:
            self._replica.restart()
            return None
        except OutOfOrder as problem:
            self._replica.renumber(problem.expected)
            return None
        except Fork:
            self._replica.fork(self._new_id())
            self._line.forget()
            raise SignInNeeded from None
        received = self._replica.receive(reply, sent_at, self._now())
        if reply.page is not None or reply.receipts:
            self._changed()
            if self.porter is not None:
                self.porter.forget()
        page = reply.page
        share = page.share if page is not None and page.more is not None and (page.whole or request.has) else None
        if page is not None and (page.part or page.package):  # the rest is on its way
            share = 0
        self._report(fetched=self.progress.fetched + 1, share=share, waiting=self._replica.waiting())
        return received

    async def _obey(self, problem: Revoked) -> None:
        """Wipe this device when the club itself says so, to this device and now. Whoever else says it is no network:
        raises Unreachable.
        """
        state = self._replica.state() or {}
        try:
            order = read_wipe(problem.order)
            key, signature = base64.b64decode(state["club_key"] or ""), base64.b64decode(order.signature)
        except (Malformed, ValueError) as odd:
            raise Unreachable from odd
        meant = order.device == state["device"] and order.nonce == self._line.signed
        if self.wipe is None or self.verify is None or not meant:
            raise Unreachable from problem
        if not await self.verify(key, order.message, signature):
            raise Unreachable from problem
        self._over = True
        await self.wipe()

    def _report(self, **changes: Any) -> None:
        self.progress = replace(self.progress, **changes)
        self._tell(self.progress)

    # ---- a package

    async def _fetch(self, package: Package) -> None:
        """Bring what is missing of it. One that cannot be had, or came spoilt twice, is done without. Raises Fault."""
        try:
            await self._bring(package)
        except Revoked:  # what is to be done about it is said to an exchange
            self._replica.restart()

    async def _bring(self, package: Package) -> None:
        shelf = self._replica.staging.shelf
        if shelf is None:
            self._replica.without_package()
            return
        path = f"/api/packages/{package.id}"
        have = shelf.have(package)
        if have < package.size:  # else only the unpacking was cut short
            async with self._line.stream(path, {"Range": f"bytes={have}-"} if have else {}) as response:
                await self._keep(package, shelf, response)
        if shelf.have(package) >= package.size and not shelf.unpack(package):
            self._spoilt += 1
            if self._spoilt == PACKAGE_TRIES:
                self._replica.without_package()

    async def _keep(self, package: Package, shelf: Shelf, response: httpx.Response) -> None:
        """Put the bytes of an answer on the shelf as they come. Raises Fault."""
        if response.status_code in (
            httpx.codes.NOT_FOUND,
            httpx.codes.GONE,
            httpx.codes.REQUESTED_RANGE_NOT_SATISFIABLE,
        ):
            await response.aread()
            self._replica.without_package()
            return
        if response.status_code not in (httpx.codes.OK, httpx.codes.PARTIAL_CONTENT):
            await response.aread()
            raise fault_of(response)
        if response.headers.get("content-type") != "application/octet-stream":
            raise Unreachable
        if response.status_code == httpx.codes.OK:
            shelf.drop(package)
        have = shelf.have(package)
        async for piece in response.aiter_bytes():
            shelf.add(package, piece)
            have += len(piece)
            self._report(share=min(99, 100 * have // max(1, package.size)))
            if have > package.size:
                break


def _skew(offset: int) -> int | None:
    """The clock's difference when it is worth telling (ms, server minus ours)."""
    return offset if abs(offset) > SKEW_NOTICE_MS else None
