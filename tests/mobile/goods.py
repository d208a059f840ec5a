"""What the made-up club owns and bills: equipment with a history, labels, invoices, an inbox. Made by
real actions.
"""

import base64
import hashlib
import json
from dataclasses import dataclass
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from shared.actions.book import BOOK, decide
from shared.domain import labels
from shared.domain.codes import code_text
from shared.errors import Unknown
from shared.facts import Facts
from shared.register import Row
from shared.rights import Actor, actor
from shared.sync.change import Insert, Patch, Remove, whole_row
from shared.sync.clock import Moment, Stamp
from shared.sync.protocol import ActionCall
from shared.tables import REGISTER
from tests.mobile.club import DAY, NOW, Club

HOST = "club.example"
KEY_ID = 1
LABEL_KEY = Ed25519PrivateKey.from_private_bytes(hashlib.sha256(b"labels of the made-up club").digest())
HOUR = 3600 * 1000


@dataclass(frozen=True)
class WholeFacts:
    """The club's rows as actions ask for them, on a device that holds everything."""

    club: Club

    def get(self, table: str, id: str) -> Row | None:
        """The row."""
        return self.club.store.get(table, id)

    def find(self, table: str, **equals: Any) -> list[Row]:
        """The rows that match."""
        return self.club.store.find(table, **equals)

    def complete(self, table: str) -> bool:
        """All of it is here."""
        return True

    def deleted(self, table: str, id: str) -> Row | None:
        """Only the server remembers."""
        raise Unknown

    def highest(self, table: str, field: str, **equals: Any) -> int:
        """Numbers are drawn, as a server would."""
        return self.club.store.highest(table, field, **equals) or 0

    def kept_number(self, invoice: str) -> tuple[str, int] | None:
        """This club was never restored."""
        return None


def act(club: Club, user: str, verb: str, *, at: int = NOW, heard: bool = True, **args: Any) -> None:
    """Run one action as `user` at `at`, and keep what it changes. `heard`: the server has confirmed it."""
    facts: Facts = WholeFacts(club)
    who = actor(facts, user)
    club.counter += 1
    stamp = Stamp(Moment(at), "stage", club.counter).text()
    received = at + 2000 if heard else None
    call = ActionCall(verb, 1, args)
    for _, change in decide(facts, (call,), who, now=at, stamp=stamp, estimated=at, received=received):
        if isinstance(change, Insert):
            club.store.put(change.table, whole_row(REGISTER, change))
        elif isinstance(change, Patch):
            club.store.update(change.table, (change.id,), change.values)
        elif isinstance(change, Remove):
            club.store.delete(change.table, change.id)


def knows(verb: str) -> bool:
    """Whether there is such an action."""
    return (verb, 1) in BOOK


def code_of(name: str) -> bytes:
    """The 16 bytes on the label of the thing with this name."""
    return hashlib.sha256(f"label of {name}".encode()).digest()[:16]


def label_of(name: str, host: str = HOST, key: Ed25519PrivateKey = LABEL_KEY) -> str:
    """The text in the QR code of the signed label of the thing with this name."""
    return labels.build(host, KEY_ID, code_of(name), labels.RESOURCE, key.sign)


def new_id(club: Club) -> str:
    """The next id."""
    club.counter += 1
    return f"01934a00-{club.counter:04x}-7000-8000-{club.counter:012x}"


def furnish(club: Club) -> Club:
    """Put everything of this file into the club."""
    with club.store.transaction():
        card = {
            "name": "KV De Meers",
            "iban": "BE68539007547034",
            "bic": "KREDBEBB",
            "host": HOST,
            "label_keys": {str(KEY_ID): base64.b64encode(LABEL_KEY.public_key().public_bytes_raw()).decode()},
        }
        club.row("setting", id="club", value=json.dumps(card))
        _things(club)
        _labels(club)
        _custody(club)
        _bills(club)
        _inbox(club)
    return club


THINGS = (
    ("Wedstrijdballen maat 4", "Ballen", 8),
    ("Wedstrijdballen maat 5", "Ballen", 10),
    ("Reflecterende hesjes geel", "Hesjes", 1),
    ("Pop-up doel 2 m", "Doelen", 1),
    ("Coachbord magnetisch", "Coaching", 1),
    ("Camera op statief", "Elektronica", 1),
    ("Partytent 3 x 3", "Evenement", 1),
    ("Koelbox groot", "Evenement", 1),
    ("Luidspreker draagbaar", "Elektronica", 1),
    ("Snelheidsladder", "Training", 1),
    ("Keeperstrainer rebounder", "Training", 1),
    ("Krijtwagen", "Terrein", 1),
)


def _things(club: Club) -> None:
    for number, (name, category, quantity) in enumerate(THINGS):
        club.ids[name] = club.row(
            "resource",
            name=name,
            category=category,
            tag_no=f"M-{number + 10:03d}",
            kind="single" if quantity == 1 else "quantity",
            quantity=quantity if quantity > 1 else None,
            home_location="Berging kantine" if number % 3 else "Container veld 3",
            condition="good",
            status="active",
        )
    for name in ("Ballenzak U13", "Set hesjes oranje", "EHBO-tas", "Minidoelen", "Trainingskegels"):
        club.store.update(
            "resource", (club.ids[name],), dict.fromkeys(("holder_kind", "holder_id", "held_since", "due_at"))
        )
    club.store.update(
        "resource",
        (club.ids["Ballenzak U13"],),
        {
            "home_location": "Berging kantine",
            "serial": "SEL-2291",
            "condition": "good",
            "note": "12 ballen maat 4, pomp in zijvak.",
        },
    )


def _labels(club: Club) -> None:
    names = ("Ballenzak U13", "Set hesjes oranje", "EHBO-tas", "Minidoelen", *(thing[0] for thing in THINGS))
    for name in names:
        code = code_text(code_of(name))
        club.row("resource_code", id=code, resource=club.ids[name], batch="2026-1", claimed_at=NOW - 60 * DAY)
    for number in range(6):
        club.row("resource_code", id=code_text(code_of(f"blank {number}")), batch="2026-2")
    club.row(
        "resource_code",
        id=code_text(code_of("torn")),
        resource=club.ids["EHBO-tas"],
        batch="2025-1",
        claimed_at=NOW - 300 * DAY,
        revoked_at=NOW - 90 * DAY,
    )


def _custody(club: Club) -> None:
    def out(
        thing: str,
        to: str,
        days: float,
        *,
        due: float | None = None,
        user: str = "equipment",
        heard: bool = True,
    ) -> None:
        kind = "group" if to in ("U9", "U11", "U13", "U15", "Dames", "Eerste ploeg") else "contact"
        act(
            club,
            f"user-{user}",
            "custody.hand_out",
            at=int(NOW - days * DAY),
            heard=heard,
            id=new_id(club),
            resource=club.ids[thing],
            to_kind=kind,
            to_id=club.ids[to],
            due_at=None if due is None else int(NOW - due * DAY),
        )

    def back(thing: str, days: float, condition: str | None = None, note: str | None = None) -> None:
        act(
            club,
            "user-equipment",
            "custody.take_back",
            at=int(NOW - days * DAY),
            id=new_id(club),
            resource=club.ids[thing],
            condition=condition,
            note=note,
        )

    out("Ballenzak U13", "U11/coach", 82)
    back("Ballenzak U13", 61, "good")
    out("Ballenzak U13", "U13/coach", 40)
    back("Ballenzak U13", 16, "damaged", "Rits hapert")
    out("Ballenzak U13", "U13/coach", 9.6, due=-4)
    out("Ballenzak U13", "U15/coach", 0.65, due=-4)
    out("EHBO-tas", "U13/coach", 9, due=2)
    out("Set hesjes oranje", "U11", 5, due=-16)
    out("Wedstrijdballen maat 4", "U13", 12)
    out("Pop-up doel 2 m", "U9/coach", 20, due=6)
    out("Camera op statief", "Eerste ploeg", 3, due=-1)
    out("Coachbord magnetisch", "U13/coach", 0.02, heard=False)
    out("Partytent 3 x 3", "secretary", 30, due=23)
    back("Partytent 3 x 3", 22, "good")


def _bills(club: Club) -> None:
    club.store.discard("invoice")
    treasurer = "user-treasurer"
    children = [club.ids[f"U13/{place}"] for place in range(12)]
    for number, child in enumerate(children):
        account = club.store.find("account_link", contact=child)[0]["account"]
        if number == 0:  # one family with several, for its own screen
            for extra, (what, cents, days) in enumerate((("Kledijpakket 2026", 4950, 60), ("Stage herfst", 9500, 26))):
                _bill(
                    club,
                    f"extra {extra}",
                    account,
                    ((what, 1, cents, child),),
                    days,
                    paid=cents if extra == 0 else 0,
                )
        lines = (
            ("Lidgeld 2026-2027 U13", 1, 26500, child),
            ("Verzekering en aansluiting bond", 1, 4000, child),
        )
        paid = {1: 10000, 3: 30500, 4: 30500, 6: 30500, 7: 30500, 10: 30500}.get(number, 0)
        _bill(club, f"fee {number}", account, lines, 12 if number in (0, 5) else 75, paid=paid)
    sponsor = club.row("account", kind="company", name="Bakkerij Van Damme bv", language="nl", status="active")
    _bill(club, "sponsor", sponsor, (("Reclamebord veld 1, seizoen 2026-2027", 1, 35000, None),), 20, vat=2100)
    club.ids["invoice/draft"] = new_id(club)
    draft = [
        {
            "id": new_id(club),
            "description": "Matchbalsponsoring",
            "quantity": 2,
            "unit_cents": 7500,
            "vat_rate": 2100,
        }
    ]
    act(
        club,
        treasurer,
        "invoice.draft",
        id=club.ids["invoice/draft"],
        account=sponsor,
        contact=None,
        lines=draft,
    )


def _bill(
    club: Club, name: str, account: str, lines: tuple[Any, ...], days: int, *, paid: int = 0, vat: int = 0
) -> None:
    at = NOW - days * DAY
    club.ids[f"invoice/{name}"] = id_ = new_id(club)
    drafted = [
        {
            "id": new_id(club),
            "description": text,
            "quantity": number,
            "unit_cents": cents,
            "vat_rate": vat,
            "about_contact": child,
        }
        for text, number, cents, child in lines
    ]
    user = "user-treasurer"
    act(club, user, "invoice.draft", at=at, id=id_, account=account, contact=None, lines=drafted)
    act(club, user, "invoice.issue", at=at, id=id_, issued_on=_day(at), due_on=None)
    if paid:
        act(
            club,
            user,
            "invoice.record_payment",
            id=new_id(club),
            invoice=id_,
            allocation=new_id(club),
            received_on=_day(at + 6 * DAY),
            amount_cents=paid,
            method="transfer",
        )


def _day(at: int) -> str:
    from datetime import UTC, datetime

    return datetime.fromtimestamp(at / 1000, UTC).date().isoformat()


def _inbox(club: Club) -> None:
    """As the server writes it."""
    bag = club.ids["Ballenzak U13"]
    for user in ("user-equipment", "user-coach", "user-secretary"):
        code = code_text(code_of("EHBO-tas"))
        claim = {"name": "label.claim", "version": 1, "args": {"code": code, "resource": bag}}
        about = {"table": "resource_code", "id": code}
        _told(club, user, "refused", "code_claimed", 3, {"about": about, "asked": [claim]})
        player = club.ids["U13/3"]
        phone = {"name": "contact.patch", "version": 1, "args": {"id": player, "set": {"shirt_number": 9}}}
        lost = {"lost": [["contact", player, "shirt_number"]], "asked": [phone]}
        _told(club, user, "superseded", "superseded", 30, lost)


def _told(club: Club, user: str, kind: str, code: str, hours: int, detail: dict[str, Any]) -> None:
    club.row(
        "inbox_item",
        user=user,
        kind=kind,
        code=code,
        created_at=NOW - hours * HOUR,
        detail=json.dumps(detail),
    )


def actor_of(club: Club, user: str) -> Actor:
    """Who acts."""
    return actor(WholeFacts(club), user)
