"""Yesterday's database put back, together with today's devices and today's ledger."""

import shutil
from typing import Any

from tests.attacks.arena import Arena, Device, cells
from tests.attacks.attack import attack_alone
from tests.attacks.founding import MAES
from tests.sync_server.desk import proof

Json = dict[str, Any]


def put_back(arena: Arena) -> str:
    """Stop, put the database of the founding back, start; the name of the new life."""
    arena.stop()
    for file in arena.folder.glob("club.db-*"):
        file.unlink()
    shutil.copy(arena.folder / "yesterday.db", arena.folder / "club.db")
    arena.start()
    return str(arena.line.get("/api/health").json()["epoch"])


def keep_yesterday(arena: Arena) -> None:
    """A backup, taken while nothing moves."""
    arena.stop()
    shutil.copy(arena.folder / "club.db", arena.folder / "yesterday.db")
    arena.start()


def awake(device: Device, epoch: str) -> Device:
    """The same device in the new life, with a new token."""
    headers = proof(device.id, device.stranger_nonce(), device.id)
    answer = device.post("/api/sync", device.request(epoch=epoch), headers)
    device.token, device.epoch, device.n = answer.headers["Touchline-Token"], epoch, 0
    return device


def told_again(device: Device, change: Json, receipt: Json, epoch: str) -> str:
    """Offer again what was answered in the life before; or what is said to have been."""
    device.n += 1
    was = {"epoch": epoch, "seq": receipt["seq"], "outcome": "applied", "code": None, "moments": receipt["moments"]}
    [said] = device.push({**change, "n": device.n, "epoch": device.epoch, "was": was})
    assert not said[0].isdigit(), "it was heard, whatever became of it"
    return said


@attack_alone
def wake_up_in_yesterday(arena: Arena) -> None:
    """What was taken away today is there again (a role, a stolen phone, a person), and old tokens serve."""
    keep_yesterday(arena)
    olga, cas, sara, stolen = (arena.device(name) for name in ("olga", "cas", "sara", "ann"))
    assert olga.do("role.withdraw", id="role-cas") == "applied"
    rename = sara.changeset(("contact.patch", {"id": "crowd-00003", "set": {"given_name": "Back"}}))
    renamed = sara.sync(push=[rename], cursor=2**40).json()["receipts"][0]
    assert sara.do("contact.delete", id="crowd-00003") == "applied"
    arena.revoke(stolen.id)
    old, epoch = sara.token, put_back(arena)
    assert epoch != "epoch-1"
    assert (
        arena.line.post("/api/sync", json=sara.request(), headers={"Authorization": f"Bearer {old}"}).status_code == 401
    )
    assert MAES not in cells(awake(cas, epoch).pages())
    answer = stolen.post("/api/sync", stolen.request(epoch=epoch), proof(stolen.id, cas.stranger_nonce(), stolen.id))
    assert (answer.status_code, answer.json()["code"]) == (403, "revoked")
    told_again(awake(sara, epoch), rename, renamed, "epoch-1")
    assert arena.row("contact", "crowd-00003") is None


@attack_alone
def lie_about_yesterday(arena: Arena) -> None:
    """The server believes what devices tell of the day that it lost: that I was made owner, that I paid."""
    keep_yesterday(arena)
    piet, tom = arena.device("piet"), arena.device("tom")
    assert tom.do("contact_finance.patch", id="contact-kim", set={"bic": "GEBABEBB"}) == "applied"
    arena.device("olga").do("role.withdraw", id="role-eef")
    epoch = put_back(arena)
    awake(piet, epoch)
    grant = ("role.grant", {"id": arena.new_id(), "user": "user-piet", "role": "owner"})
    mine = ("contact.patch", {"id": "contact-zoe", "set": {"family_name": "Taken"}})
    paid = {"id": arena.new_id(), "invoice": "invoice-peeters", "allocation": arena.new_id(), "amount_cents": 15_000}
    money = ("invoice.record_payment", {**paid, "received_on": "2026-11-20", "method": "cash"})
    for wish in (grant, mine, money):
        receipt = {"seq": 2**39, "moments": [2**47, 1, 2**47, 1]}
        change = piet.changeset(wish)
        piet.n -= 1  # it is told under the number that it has
        said = told_again(piet, change, receipt, "epoch-1")
        assert said.startswith(("refused", "parked")), said
    assert arena.row("role_assignment", grant[1]["id"]) is None
    assert (arena.row("contact", "contact-zoe") or {})["family_name"] == "Maes"
    assert (arena.row("invoice", "invoice-peeters") or {})["paid_cents"] == 10_000


@attack_alone
def give_one_number_twice(arena: Arena) -> None:
    """The number that an invoice got today is given to another one after the restore."""
    keep_yesterday(arena)
    tom = arena.device("tom")
    line = {"id": "line-of-today", "description": "x", "quantity": 1, "unit_cents": 100}
    draft = ("invoice.draft", {"id": "invoice-today", "account": "family-peeters", "lines": [line]})
    changes = [
        tom.changeset(draft),
        tom.changeset(("invoice.issue", {"id": "invoice-today", "issued_on": "2026-11-20"})),
    ]
    receipts = tom.sync(push=changes, cursor=2**40).json()["receipts"]
    number = (arena.row("invoice", "invoice-today") or {})["number"]
    epoch = put_back(arena)
    other = awake(arena.device("tom"), epoch)
    again = {**line, "id": "line-of-another"}
    assert other.do("invoice.draft", id="invoice-other", account="family-peeters", lines=[again]) == "applied"
    assert other.do("invoice.issue", id="invoice-other", issued_on="2026-11-20") == "applied"
    assert (arena.row("invoice", "invoice-other") or {})["number"] != number
    awake(tom, epoch)
    for change, receipt in zip(changes, receipts, strict=True):
        told_again(tom, change, receipt, "epoch-1")
    assert (arena.row("invoice", "invoice-today") or {})["number"] == number
