"""Lea, whom the club knows in every way there is: for the tests of what is left of her."""

from hashlib import sha256
from pathlib import Path
from typing import Any

from shared.storage import SqliteStorage
from sync_server.media.blobs import Blobs
from sync_server.outside import FileLedger
from sync_server.privacy.erasing import Erasing
from sync_server.referee import Referee
from sync_server.restoring import look_back
from sync_server.store.copying import copy_rows
from sync_server.store.tables import SERVER_REGISTER
from tests.house import House, Phone

LEA, NAME = "contact-lea", "Qwertlea Zxcvbnaam"
WORDS = (
    "Qwertlea",
    "Zxcvbnaam",
    "Vroegernaam",  # before it was corrected: only history knows it
    "32470998877",
    "Asdfstraat",
    "Hjklberoep",
    "Yuiopallergie",
    "BE71096123456769",
    "Opmedicijn",
    "Bnmreden",
    "Tyuititel",
    "uiopuser",
    "GHJKWACHT",
)
BYTES = b"FGHJPICTURE" * 100


class Place:
    """The furnished club on real files, with Lea in it, whom the club knows in every way there is."""

    def __init__(self, furnished: House, folder: Path) -> None:
        self.folder = folder
        store = SqliteStorage(folder / "club.db", SERVER_REGISTER)
        copy_rows(furnished.store, store)
        self.house = House(store)
        self.house.clock.now, self.house.new_id._made = furnished.clock.now, furnished.new_id._made
        self.ledger, self.blobs = FileLedger(folder / "club.ledger"), Blobs(folder / "media")
        self.lives = 1
        self.opened(store)
        self.karel, self.sara, self.olga = (self.house.phone(name) for name in ("karel", "sara", "olga"))

    def opened(self, store: Any) -> Any:
        """Somebody opens this database, and looks whether it is older than the ledger."""
        house = self.house
        house.store, house.referee = store, Referee(store, self.ledger)
        house.facts = house.referee.facts
        house.checkpoints = type(house.checkpoints)(store, house.referee.audiences, house.referee.tallies)
        self.lives += 1
        epoch = f"epoch-{self.lives}"
        return look_back(store, house.referee, self.ledger, lambda: epoch, house.clock.now)

    def phones(self) -> tuple[Phone, ...]:
        return self.karel, self.sara, self.olga

    def sync(self) -> None:
        for phone in self.phones():
            phone.sync()

    def meet_lea(self) -> None:
        """Everything that the club may come to know of somebody."""
        do = self.house.do
        do("contact.create", id=LEA, given_name="Vroegernaam", family_name="Zxcvbnaam")
        do("contact.patch", id=LEA, set={"given_name": "Qwertlea"})
        do("contact_point.add", id="phone-of-lea", contact=LEA, kind="mobile", value="0470 99 88 77")
        do("contact_address.add", id="address-lea", contact=LEA, street="Asdfstraat", city="Gent")
        do("contact_identity.patch", id=LEA, set={"profession": "Hjklberoep"})
        do("contact_emergency.patch", id=LEA, set={"alert": "Yuiopallergie"})
        do("contact_finance.patch", id=LEA, set={"iban": "BE71096123456769"})
        do("contact_medical.patch", id=LEA, set={"medication": "Opmedicijn"})
        do("group.add_member", id="member-lea", contact=LEA, group="team-u12", function="player")
        do("membership.start", id="membership-lea", contact=LEA, type="type-player", start_on="2026-07-01")
        who = {"activity": "training-u12", "contact": LEA}
        do("attendance.declare", **who, declared="maybe", reason="Bnmreden")
        do("attendance.confirm", **who, confirmed="present")
        do("user.enrol", id="user-lea", contact=LEA, username="uiopuser")
        self.house.store.put("user_secret", {"id": "user-lea", "username": "uiopuser", "password": "GHJKWACHT"})
        self.picture("medium-lea", BYTES, title="Tyuititel")
        self.begins_to_send()

    def begins_to_send(self) -> None:
        """A phone that nobody saw again had sent the half of it."""
        self.blobs.take("medium-lea", "lost-phone", 0, BYTES[: len(BYTES) // 2])

    def picture(self, id: str, data: bytes, **more: Any) -> None:
        sent = {"sent_hash": sha256(data).hexdigest(), "sent_size": len(data), "kind": "photo", "resource": None}
        self.house.do("medium.add", id=id, **{"contact": LEA, "title": None, **sent, **more})
        said = {"mime": "image/jpeg", "size": len(data), "hash": self.blobs.keep(data), "preview": None}
        self.house.do("medium.settle", id=id, state="stored", **said)

    def bill(self) -> None:
        do = self.house.do
        lines = [{"id": "line-lea", "description": "Lidgeld", "quantity": 1, "unit_cents": 5000}]
        do("invoice.draft", id="invoice-lea", contact=LEA, lines=lines)
        do("invoice.issue", id="invoice-lea", issued_on="2026-11-20")

    @property
    def erasing(self) -> Erasing:
        return Erasing(self.house.club(), self.blobs)

    def erase(self) -> None:
        self.house.clock.wait(1)
        self.erasing.erase("user-olga", LEA, NAME)

    def found(self) -> dict[str, list[str]]:
        """The words that stand somewhere as bytes, by where."""
        where = {path.name: path.read_bytes() for path in self.folder.rglob("*") if path.is_file()}
        where |= {phone.device: phone.store.connection.serialize() for phone in self.phones()}
        hits = {
            name: [word for word in (*WORDS, "FGHJPICTURE") if word.encode() in data] for name, data in where.items()
        }
        return {name: words for name, words in hits.items() if words}
