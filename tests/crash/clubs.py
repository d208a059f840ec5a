"""Stories of the club: a phone through a day at the field, and the server that hears several phones."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from shared.domain.contact import fold
from shared.errors import EpochChanged, Restart
from shared.refusals import Refusal
from shared.replica.ledger import DEVICE_REGISTER
from shared.replica.replica import Replica
from shared.storage import SqliteStorage
from shared.sync.digest import Tally, row_hash
from shared.sync.protocol import Changeset, Receipt, Reply, read_reply, read_request
from shared.tables import REGISTER
from sync_server.checkpoint import Checkpoints
from sync_server.store.tables import SERVER_REGISTER
from sync_server.turning import recheck_all
from tests.crash.medium import Image
from tests.crash.story import DATABASE, Broken, Cut, Found, Story, image_of
from tests.house import EPOCH, House, Phone, copy_of, wire

EVERYTHING = 100_000


def hold(house: House, user: str, store: SqliteStorage) -> Phone:
    """This user's phone, around a store."""
    phone = Phone(house, f"user-{user}", f"phone-{user}")
    phone.store = store
    phone.restart()
    return phone


def synced(house: House, user: str, folder: Path, **options: Any) -> Image:
    """The files of a phone that has everything, and whose app is closed."""
    house.phone(user)
    folder.mkdir(parents=True)
    store = SqliteStorage(folder / DATABASE, DEVICE_REGISTER, **options)
    Replica(store, "test").enrol(f"user-{user}", f"phone-{user}", EPOCH)
    hold(house, user, store).sync()
    store.close()
    return image_of(folder)


class PhoneStory:
    """A phone with a recorded file, and the house as it was at each step."""

    def __init__(self, house: House, user: str, folder: Path, start: Image | None = None, **options: Any) -> None:
        options = {"fold": fold, **options}
        start = start or synced(house, user, folder / "before", **options)
        self.user = user
        self.story = Story(folder, start, DEVICE_REGISTER, **options)
        self.phone = hold(house, user, self.story.store)
        self.houses: list[House] = [copy_of(house)] * 2
        self.said: list[set[str]] = [_told(self.story.store)] * 2
        self._went_on: set[tuple[int, str]] = set()

    def _after(self) -> None:
        self.houses.append(copy_of(self.phone.house))
        self.said.append(self.said[-1] | _told(self.phone.store))

    def do(self, verb: str, /, **args: Any) -> None:
        """One gesture."""
        self.do_all((verb, args))

    def do_all(self, *wishes: tuple[str, dict[str, Any]]) -> None:
        """Several actions of one gesture. One that the phone refuses writes nothing, and makes nothing last."""
        name = "+".join(verb for verb, _ in wishes)
        self.story.step(name, lambda: self.phone.do_all(*wishes), lasting=lambda done: done.state != "refused")
        self._after()

    def exchange(self, **how: bool) -> bool:
        """One round trip; True when the checkpoint is complete."""
        try:
            _, done = self.story.step("exchange", lambda: self.phone.exchange(**how), lasting=False)
        except Restart:
            self.run("forget pages", lambda replica: replica.restart(), lasting=True)
            return False
        except EpochChanged as changed:
            epoch = changed.epoch
            self.run("new epoch", lambda replica: replica.new_epoch(epoch), lasting=True)
            return False
        self._after()
        return bool(done)

    def sync(self) -> None:
        """Exchange until the checkpoint is complete."""
        self.phone.house.clock.wait(1)
        while not self.exchange():
            pass

    def run(self, name: str, doing: Callable[[Replica], object], *, lasting: bool) -> None:
        """Anything else that the replica can do."""
        self.story.step(name, lambda: doing(self.phone.replica), lasting=lasting)
        self._after()

    def restart(self) -> None:
        """The app is closed and opened."""
        self.phone.store = self.story.restart()
        self.phone.restart()
        self._after()

    def house_at(self, cut: Cut) -> House:
        """The club as it was when the power went."""
        return copy_of(self.houses[cut.when()[1]])

    def goes_on(self, found: Found) -> None:
        """Nothing unsent has vanished; what is left of the phone meets the house as it was then, and all is well."""
        said = self.said[found.done]
        lost = said - _told(found.store)
        if lost:
            raise Broken(f"vanished: {sorted(lost)}")
        key = (found.under_way, found.state)
        if key in self._went_on:
            return
        self._went_on.add(key)
        house = copy_of(self.houses[found.under_way])
        phone = hold(house, self.user, found.store)
        _fetch(phone)
        unheard = [id for id in said if house.row("receipt", id) is None]
        again = phone.exchange()[0].page
        wrong = phone.replica.reread(EVERYTHING)
        if unheard or again is not None or wrong or phone.replica.waiting():
            raise Broken(f"afterwards: unheard {unheard}, another page {again is not None}, {wrong} rows differ")


def _told(store: SqliteStorage) -> set[str]:
    """The changesets that a phone can still tell of."""
    return {row["id"] for name in ("queue", "receipt") for row in store.find(name)}


def _fetch(phone: Phone) -> None:
    """Exchange until all is sent and fetched, from the first page where the server asks for that.

    A checkpoint that was begun before the cut is completed first, without a push; so there may be two.
    """
    for _ in range(3):
        try:
            phone.sync()
        except Restart:
            phone.replica.restart()
        except EpochChanged as changed:
            phone.replica.new_epoch(changed.epoch)
        else:
            if not phone.replica.waiting():
                return


@dataclass(frozen=True)
class Push:
    """What a phone sent, when, and what was answered."""

    user: str
    device: str
    changesets: tuple[Changeset, ...]
    at: int
    receipts: list[Receipt] = field(default_factory=list)

    def submit(self, house: House) -> list[Receipt]:
        """Let the referee hear it (again)."""
        return house.referee.submit(self.user, self.device, self.changesets, self.at)


class ServerStory:
    """A server with a recorded file, and some phones that lose nothing."""

    def __init__(self, house: House, folder: Path, *users: str, **options: Any) -> None:
        self.phones = {user: house.phone(user) for user in users}
        for phone in self.phones.values():
            phone.sync()
        self.story = Story(folder, stored(house, folder / "before"), SERVER_REGISTER, **options)
        self.house = House(self.story.store)
        self.house.clock, self.house.new_id = house.clock, house.new_id
        for phone in self.phones.values():
            phone.house = self.house
        self.pushes: list[Push | None] = [None] * len(self.story.steps)
        self._went_on: set[tuple[int, str]] = set()

    def push(self, user: str) -> list[Receipt]:
        """One phone sends what it has, and hears the answer."""
        phone, house = self.phones[user], self.house
        house.clock.wait(1)
        request = read_request(wire(phone.replica.request(phone.now).to_wire()))
        sent = Push(phone.user, request.device, request.push, house.clock.now)
        receipts = self.story.step(f"push of {user}", lambda: sent.submit(house), lasting=True)
        self.pushes.append(Push(sent.user, sent.device, sent.changesets, sent.at, receipts))
        reply = Reply(house.clock.now, tuple(receipts), house.checkpoints.page(phone.user, request))
        phone.replica.receive(read_reply(wire(reply.to_wire())), phone.now, phone.now)
        return list(receipts)

    def do(self, verb: str, /, **args: Any) -> None:
        """A wish of the club itself."""
        self.story.step(verb, lambda: self.house.do(verb, **args), lasting=True)
        self.pushes.append(None)

    def try_to(self, verb: str, /, **args: Any) -> None:
        """The same, where a refusal is an answer too."""
        with suppress(Refusal):
            self.story.step(verb, lambda: self.house.do(verb, **args), lasting=True)
            self.pushes.append(None)
            return
        self.story.step(f"{verb} is refused", lambda: None, lasting=True)
        self.pushes.append(None)

    def restart(self) -> None:
        """The process ends in peace and starts again."""
        clock, new_id = self.house.clock, self.house.new_id
        self.house = House(self.story.restart())
        self.house.clock, self.house.new_id = clock, new_id
        self.pushes.append(None)
        for phone in self.phones.values():
            phone.house = self.house

    def goes_on(self, found: Found) -> None:
        """The books are in order; a push that is sent again is answered alike, and ends where it would have ended."""
        key = (found.done, found.state)
        if key in self._went_on:
            return
        self._went_on.add(key)
        house = House(found.store)
        _is_in_order(house)
        for number in range(found.done, min(found.done + 2, len(self.pushes))):
            push = self.pushes[number]
            if push is not None and push.submit(house) != push.receipts:
                raise Broken(f"sent again, {self.story.steps[number].name!r} is answered otherwise")
        _is_in_order(house)


def stored(house: House, folder: Path) -> Image:
    """The files of a server that holds this house, and was closed."""
    folder.mkdir(parents=True)
    store = SqliteStorage(folder / DATABASE, SERVER_REGISTER)
    house.store.connection.backup(store.connection)
    store.close()
    return image_of(folder)


def _is_in_order(house: House) -> None:
    """The log has no gap, no scope or grant has to move, and the digests are the sums of what is there."""
    head = (house.row("club", "club") or {})["seq"]
    seqs = [row["seq"] for row in house.store.find("log")]
    if seqs != list(range(1, head + 1)):
        raise Broken(f"the log has gaps: {len(seqs)} lines up to {head}")
    moved = recheck_all(house.referee, house.clock.now)
    if moved:
        raise Broken(f"{moved} scopes or grants had to move")
    if digests(house) != sums(house):
        raise Broken("the digests are not the sums of the rows")


def digests(house: House) -> dict[tuple[str, str], Tally]:
    """What is kept, by scope and table."""
    return {
        (row["scope"], row["tbl"]): Tally(row["count"], int(row["sum"], 16))
        for row in house.store.find("digest")
        if row["count"]
    }


def sums(house: House) -> dict[tuple[str, str], Tally]:
    """The same, worked out from the rows."""
    found: dict[tuple[str, str], Tally] = {}
    for version in house.store.find("row_version", deleted=0):
        table = REGISTER[version["tbl"]]
        hashed = row_hash(table, house.row(table.name, version["id"]) or {})
        for scope in house.referee.audiences.scopes(version["audience"]):
            found[scope, table.name] = found.get((scope, table.name), Tally()).joined(Tally(1, hashed))
    return found


def small_pages(house: House) -> None:
    """Pages of a few rows, so that a checkpoint has several."""
    audiences, tallies = house.referee.audiences, house.referee.tallies
    house.checkpoints = Checkpoints(house.store, audiences, tallies, page_bytes=300, step=3)
