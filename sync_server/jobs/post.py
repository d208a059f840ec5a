"""The club's post: letters that were asked for, each sent once.

A letter is taken before it is sent and struck off in the transaction that tells its invitation. What went and cannot be
struck off, for there is no room, is remembered, and nothing else is sent before it is. A crash between the two sends it
a second time, under the same Message-ID and with the same link in it; so does a line that was cut before the mail
server's answer. To what a family gets together others may have come then, and its Message-ID is another one.
"""

import logging
from collections.abc import Awaitable, Callable, Sequence
from email.message import EmailMessage

from shared.actions.days import day_at, zone_of_club
from shared.actions.invitations import user_of
from shared.domain.contact import display_name
from shared.domain.invitation import hash_of
from shared.errors import StoreFull
from shared.register import Row
from shared.rights import SYSTEM
from shared.sync.protocol import ActionCall
from sync_server.club import Club
from sync_server.defects import Broken, set_apart
from sync_server.facts import image
from sync_server.jobs.rounds import go_round
from sync_server.keys.label_key import LabelKey, open_label_key
from sync_server.letters.letterbox import FORGOTTEN, MOVED, TAKEN_MS
from sync_server.letters.mail import Bounced, Unsent
from sync_server.letters.writing import Farewell, Letter, compose, farewell, secret_in, spoken
from sync_server.limits import MINUTE_MS
from sync_server.referee import SERVER, Wish
from sync_server.settings import Settings
from sync_server.sign_in.addresses import open_to

log = logging.getLogger("touchline")
PAUSES = tuple(minutes * MINUTE_MS for minutes in (1, 5, 15, 60, 180, 360))
"""Until the next try; the last one from then on, for as long as the invitation is good."""
MOST = 50
FAMILY = 12
"""Invitations that one letter carries."""

Send = Callable[[EmailMessage], Awaitable[None]]


class Post:
    """Sends what lies in the outbox of one club. `send` raises Bounced or Unsent."""

    def __init__(self, club: Club, settings: Settings, sender: str, send: Send) -> None:
        self._club = club
        self._settings = settings
        self._sender = sender
        self._send = send
        self._went: list[tuple[Sequence[Row], str]] = []

    async def run(self) -> None:
        """For as long as the server lives."""
        await go_round("post", self.round)

    async def round(self) -> int:
        """Everything that is due; answers how many lines were looked at."""
        self._settle()
        done = 0
        while done < MOST and (line := self._take()) is not None:
            done += 1
            if line["kind"] == FORGOTTEN:
                self._let_in_again(line)
            else:
                await self._deliver([line, *self._beside(line)])
        return done

    def _take(self) -> Row | None:
        """The next letter that is due: whoever takes it has it alone for a while, whichever server that is."""
        if not self._due():  # mostly so, and then nobody is kept from writing
            return None
        now = self._club.now()
        with self._club.store.transaction():
            due = self._due()
            if not due:
                return None
            line = min(due, key=lambda line: (line["next_at"], line["id"]))
            taken: Row = {**line, "next_at": now + TAKEN_MS, "tries": line["tries"] + 1}
            self._club.store.put("outbox", taken)
        return taken

    def _beside(self, line: Row) -> list[Row]:
        """What else waits to be said at the address of this invitation, taken with it: a family gets one letter."""
        store, now = self._club.store, self._club.now()
        with store.transaction():
            row = store.get("invitation", line["about"])
            if row is None or row["purpose"] != "join":
                return []
            others = store.find("invitation", address=row["address"], state="waiting", purpose="join")
            about = sorted(other["id"] for other in others if other["id"] != row["id"])
            lines = [one for id in about for one in store.find("outbox", about=id) if _free(one, now)]
            taken = [{**one, "next_at": now + TAKEN_MS, "tries": one["tries"] + 1} for one in lines[: FAMILY - 1]]
            for one in taken:
                store.put("outbox", one)
        return taken

    def _due(self) -> list[Row]:
        now = self._club.now()
        return [line for line in self._club.store.find("outbox") if line["next_at"] <= now]

    # ---- a password that was forgotten

    def _let_in_again(self, line: Row) -> None:
        """A defect costs this one, who may ask again, and nobody else."""
        try:
            with set_apart("post"):
                self._forgotten(line)
        except Broken:
            with self._club.store.transaction():
                self._club.store.delete("outbox", line["id"])

    def _forgotten(self, line: Row) -> None:
        """Makes an invitation to another password, where there is somebody to write to; tells nobody where not."""
        with self._club.referee.writing(SYSTEM.user, SERVER) as (counter, server):
            store = self._club.referee.store
            store.delete("outbox", line["id"])
            args = self._reset_for(line["about"])
            if args is not None:
                wish = Wish(self._club.new_id(), self._club.now(), (ActionCall("invitation.make", 1, args),))
                self._club.referee.tell(counter, server, SYSTEM.user, wish)

    def _reset_for(self, username: str) -> Row | None:
        store, facts = self._club.referee.store, self._club.referee.facts
        secrets = store.find("user_secret", username=username)
        profile = store.get("user_profile", secrets[0]["id"]) if secrets else None
        contact = None if profile is None else profile["contact"]
        if contact is None or profile is None or user_of(facts, contact) != profile["id"]:
            return None
        if self._office_gave_one(contact):
            return None
        mails = open_to(store, facts, contact, profile["id"], day_at(facts, self._club.now()))
        if not mails or store.get("contact", contact) is None:
            return None
        wish = {"id": self._club.new_id(), "contact": contact, "purpose": "reset", "how": "mail"}
        return {**wish, "point": mails[0]["id"]}

    def _office_gave_one(self, contact: str) -> bool:
        """A stranger who knows a name may not end what the office just showed somebody."""
        waiting = self._club.referee.store.find("invitation", contact=contact, state="waiting")
        return any(row["by"] is not None and self._club.now() < row["expires_at"] for row in waiting)

    # ---- a letter

    async def _deliver(self, lines: Sequence[Row]) -> None:
        astray = [line for line in lines if self._is_astray(line)]
        if astray:
            self._struck(astray, "bounced")
            lines = [line for line in lines if line not in astray]
        if not lines:
            return
        try:
            with set_apart("post", Bounced, Unsent):
                message = self._written(lines)
                if message is None:
                    return
                await self._send(message)
        except (Bounced, Broken):  # also what can be neither written nor sent: the others go on
            self._struck(lines, "bounced")
        except Unsent:
            for line in lines:
                self._later(line)
        else:
            self._struck(lines, "sent")

    def _is_astray(self, line: Row) -> bool:
        """Whether the address of this invitation is its person's no more: it was wrong, and a stranger reads there."""
        row = None if line["kind"] == MOVED else self._club.store.get("invitation", line["about"])
        if row is None or row["state"] != "waiting":
            return False
        return not self._club.store.find("contact_point", contact=row["contact"], kind="email", value=row["address"])

    def _written(self, lines: Sequence[Row]) -> EmailMessage | None:
        """The letter, and the hashes of its secrets where they will be looked for; None when nobody wants it any
        more. Raises Bounced.
        """
        key = open_label_key(self._settings.key_file)
        with self._club.store.transaction():
            if lines[0]["kind"] == MOVED:
                return self._farewell(lines[0])
            letters = [letter for line in lines if (letter := self._alive(line, key)) is not None]
        return compose(letters, self._sender, self._settings.address) if letters else None

    def _farewell(self, line: Row) -> EmailMessage | None:
        """To an address that is its owner's no more: what it was stands in history. None when nobody knows any more."""
        store, (seq, _, id) = self._club.store, line["about"].partition(":")
        before = image((store.get("history", int(seq), "contact_point", id) or {}).get("before")) or {}
        now = store.get("contact_point", id) or {**before, "value": None}
        contact = store.get("contact", now.get("contact") or "")
        to = before.get("value") or now["value"]  # where it stopped being an address it may still say the same
        if contact is None or to is None or store.get("outbox", line["id"]) is None:
            store.delete("outbox", line["id"])
            return None
        card = self._card()
        language = spoken(store, contact["id"], card)
        said = Farewell(line["id"], to, contact["given_name"], str(card.get("name") or ""), language)
        return farewell(said, self._sender)

    def _card(self) -> Row:
        """What the club says of itself."""
        card = image((self._club.referee.facts.get("setting", "club") or {}).get("value"))
        return card if isinstance(card, dict) else {}

    def _alive(self, line: Row, key: LabelKey) -> Letter | None:
        store = self._club.store
        row = store.get("invitation", line["about"])
        contact = None if row is None else store.get("contact", row["contact"])
        alive = row is not None and row["state"] == "waiting" and self._club.now() < row["expires_at"]
        if row is None or contact is None or not alive or store.get("outbox", line["id"]) is None:
            store.delete("outbox", line["id"])
            return None
        secret = secret_in(key, line["id"])
        store.put("invitation_secret", {"id": row["id"], "hash": hash_of(secret)})
        return self._letter(line, row, contact, secret)

    def _letter(self, line: Row, row: Row, contact: Row, secret: str) -> Letter:
        facts = self._club.referee.facts
        card = self._card()
        profiles = facts.find("user_profile", contact=contact["id"])
        return Letter(
            line["id"],
            row["purpose"],
            row["address"],
            contact["given_name"],
            display_name(contact["given_name"], contact["family_name"]),
            profiles[0]["username"] if profiles else "",
            str(card.get("name") or ""),
            spoken(self._club.store, contact["id"], card),
            secret,
            row["expires_at"],
            zone_of_club(facts),
        )

    def _struck(self, lines: Sequence[Row], delivery: str) -> None:
        """It went, or never will: said on the invitations and struck off, together."""
        self._went.append((lines, delivery))
        self._settle()

    def _settle(self) -> None:
        """Where it cannot be written that something went, nothing more is sent, and it is not sent again."""
        while self._went:
            self._strike(*self._went[0])
            self._went.pop(0)

    def _strike(self, lines: Sequence[Row], delivery: str) -> None:
        with self._club.referee.writing(SYSTEM.user, SERVER) as (counter, server):
            for line in lines:
                if self._club.referee.store.get("outbox", line["id"]) is not None:  # else renewed meanwhile
                    self._club.referee.store.delete("outbox", line["id"])
                    self._tell(counter, server, line, delivery)

    def _later(self, line: Row) -> None:
        pause = PAUSES[min(line["tries"], len(PAUSES)) - 1]
        with self._club.referee.writing(SYSTEM.user, SERVER) as (counter, server):
            store = self._club.referee.store
            if store.get("outbox", line["id"]) is None:
                return
            store.put("outbox", {**line, "next_at": self._club.now() + pause})
            if line["tries"] == 1:
                self._tell(counter, server, line, "late")

    def _tell(self, counter: Row, server: Row, line: Row, delivery: str) -> None:
        if self._club.referee.store.get("invitation", line["about"]) is None:
            return
        call = ActionCall("invitation.delivered", 1, {"id": line["about"], "delivery": delivery})
        wish = Wish(self._club.new_id(), self._club.now(), (call,))
        self._club.referee.tell(counter, server, SYSTEM.user, wish)


def _free(line: Row, now: int) -> bool:
    """Whether nobody has it in hand: it was never taken, or what became of it is not known and its time has come."""
    return bool(line["tries"] == 0 or line["next_at"] <= now)


def tell_of_mail(club: Club, settings: Settings) -> None:
    """Devices offer letters where the server can send them; it says so when that changed."""
    told = image((club.store.get("setting", SERVER) or {}).get("value"))
    told = told if isinstance(told, dict) else {}
    mail = int(settings.mail is not None)
    if mail == int(told.get("mail") or 0):
        return
    call = ActionCall("setting.put", 1, {"id": SERVER, "value": {**told, "mail": mail}})
    try:
        club.referee.perform(club.new_id(), club.now(), call)
    except StoreFull:
        log.warning("no room to say whether there is mail")
