"""What people want: for each verb, arguments taken from what the person's own phone shows, some of them foolish."""

import random
from collections.abc import Callable
from typing import Any

from shared.domain.codes import encode
from tests.simulation.afterthoughts import done_after_all, look, row_restore, row_undo, settle, table_of
from tests.simulation.agreements import CONSENT_WISHES
from tests.simulation.asking import ASKING
from tests.simulation.assessing import ASSESSING
from tests.simulation.device import Device
from tests.simulation.feeds import FEED_WISHES
from tests.simulation.fielding import FIELDING
from tests.simulation.founding import DAY, START, canary
from tests.simulation.habits import BY_USER, GUARDED
from tests.simulation.letting_in import LETTING_IN
from tests.simulation.naive.club import Club
from tests.simulation.naive.days import day_of
from tests.simulation.pictures import MEDIA_WISHES
from tests.simulation.repeating import REPEATING
from tests.simulation.storing import STORING

LONGEST = 62_000

Args = dict[str, Any]
Call = tuple[str, Args]


class Wisher:
    """Makes up wishes. Everything it makes up is a canary, and it remembers whose words they were."""

    def __init__(self, rng: random.Random, club: Club) -> None:
        self._rng = rng
        self.club = club
        self._count = 0
        self.foolish = False
        self.authors: dict[str, set[str]] = {}
        self._taken = frozenset(club.stood)
        self.bytes: dict[str, bytes] = {}
        self._device: Device | None = None

    def wish(self, device: Device) -> list[Call]:
        """One gesture: mostly one action, now and then two that belong together."""
        self._device = device
        rng = self._rng
        if rng.random() < 0.04:
            return _together(self, rng)
        if rng.random() < 0.01 and (calls := done_after_all(self, rng)):
            return calls
        kind = _kind(device.user, rng)
        call = WISHES[kind](self, rng)
        return [call] if call is not None else []

    def anything(self, device: Device) -> list[Call]:
        """What an older or a tampered app might send: any verb from anybody, or one that nobody knows."""
        self._device = device
        rng = self._rng
        if rng.random() < 0.15:
            return [("contact.merge", {"id": self.pick("contact"), "into": self.pick("contact")})]
        self.foolish = True
        call = WISHES[rng.choice(GUARDED if rng.random() < 0.6 else list(WISHES))](self, rng)
        self.foolish = False
        return [call] if call is not None else []

    # ---- material

    def id(self, noun: str, table: str = "") -> str:
        """A new id; later ids sort later, as those of a phone do. A fool takes one that is taken."""
        if table and self.foolish and self._rng.random() < 0.5:
            return self.pick(table)
        self._count += 1
        return f"{noun}-{self._count:08}"

    def day(self) -> str | None:
        """A day around now, or none."""
        return day_of(START + self._rng.randint(-3, 4) * DAY) if self._rng.random() < 0.6 else None

    def word(self) -> str:
        """A canary in this person's mouth."""
        word = canary(self._rng)
        while word[-8:] in self.authors or word[-8:] in self._taken:  # it is known by these, and nobody else has them
            word = canary(self._rng)
        assert self._device is not None
        self.authors.setdefault(word[-8:], set()).add(self._device.user)
        return word

    def quotes(self, word: str) -> None:
        """Somebody else's canary, in this person's mouth now."""
        assert self._device is not None
        self.authors.setdefault(word, set()).add(self._device.user)

    def pick(self, table: str, where: str = "") -> str:
        """The id of some row the phone shows; now and then of one it does not."""
        assert self._device is not None
        if table not in self._device.register:
            return f"no-such-{table}"
        rows = self._device.store.connection.execute(f'SELECT id FROM "{table}" {where}').fetchall()
        if not rows or self._rng.random() < 0.01:
            return f"no-such-{table}"
        return str(self._rng.choice(rows)[0])

    def removed(self, table: str) -> str:
        """The id of some row that was deleted, as the author of a refused edit finds it in the inbox."""
        ids = [id for name, id in self.club.removed if name == table]
        return self._rng.choice(ids) if ids else f"no-such-{table}"

    def field(self, table: str, id: str, name: str) -> Any:
        """One cell as the phone shows it."""
        assert self._device is not None
        if table not in self._device.register:
            return None
        row = self._device.store.get(table, id)
        return row.get(name) if row else None


def _kind(user: str, rng: random.Random) -> str:
    kinds, weights = BY_USER.get(user[:7], BY_USER["u-paren"])
    return rng.choices(kinds, weights)[0]


def _patch(verb: str, table: str, *fields: str, where: str = "") -> Callable[[Wisher, random.Random], Call]:
    """A wish to change one or two text fields of some row."""

    def wish(wisher: Wisher, rng: random.Random) -> Call:
        chosen = rng.sample(fields, k=min(len(fields), rng.randint(1, 2)))
        values = {name: wisher.word() for name in chosen}
        if "note" in values and rng.random() < 0.2:  # somebody writes a novel: no page may choke on it
            values["note"] += " la" * rng.randint(1, LONGEST // 3)
        return verb, {"id": wisher.pick(table, where), "set": values}

    return wish


def _number(wisher: Wisher, rng: random.Random) -> Call:
    """A number; or somebody grows up, or nobody knows how old they are."""
    _, args = _patch("contact.patch", "contact", "member_no")(wisher, rng)
    verb = f"{table_of(args['set']['member_no'])}.patch"
    year = {"birth_year": rng.choice((2014, 2008, 1990, None))} if rng.random() < 0.4 else None
    return verb, {**args, "set": year or args["set"]}


def _just_id(verb: str, table: str, where: str = "") -> Callable[[Wisher, random.Random], Call]:
    """A wish about one row, without more."""
    return lambda wisher, rng: (verb, {"id": wisher.pick(table, where)})


def _contact_create(wisher: Wisher, rng: random.Random) -> Call:
    id = wisher.id("c", "contact")
    return "contact.create", {"id": id, "given_name": wisher.word(), "family_name": wisher.word()}


def _point_add(wisher: Wisher, rng: random.Random) -> Call:
    value = f"{wisher.word()}@club.example"
    args = {"id": wisher.id("cp"), "contact": wisher.pick("contact"), "kind": "email", "value": value}
    return "contact_point.add", {**args, "label": wisher.word()}


def _address_add(wisher: Wisher, rng: random.Random) -> Call:
    args = {"id": wisher.id("ca"), "contact": wisher.pick("contact"), "street": wisher.word(), "city": wisher.word()}
    return "contact_address.add", args


def _account_create(wisher: Wisher, rng: random.Random) -> Call:
    args = {"id": wisher.id("a"), "kind": "family", "name": wisher.word(), "link_id": wisher.id("al")}
    adult = {"function": "parent", "is_payer": rng.randint(0, 1), "may_act_for": rng.randint(0, 1)}
    return "account.create", {**args, "contact": wisher.pick("contact"), **adult}


def _account_patch(wisher: Wisher, rng: random.Random) -> Call:
    name, patched = {"name": wisher.word()}, rng.random() < 0.4
    value = {"status": rng.choice(("active", "archived"))} if patched else name
    return "account.patch", {"id": wisher.pick("account"), "set": value}


def _account_link(wisher: Wisher, rng: random.Random) -> Call:
    function = rng.choice(("parent", "child", "child", "guardian"))
    args = {"id": wisher.id("al"), "account": wisher.pick("account"), "contact": wisher.pick("contact")}
    return "account.link", {**args, "function": function, "may_act_for": int(function != "child")}


def _account_link_patch(wisher: Wisher, rng: random.Random) -> Call:
    choices: tuple[Args, ...] = (
        {"may_act_for": rng.randint(0, 1)},
        {"is_payer": rng.randint(0, 1)},
        {"function": rng.choice(("child", "parent"))},
        {"description": wisher.word()},
    )
    return "account_link.patch", {"id": wisher.pick("account_link"), "set": rng.choice(choices)}


def _member_add(wisher: Wisher, rng: random.Random) -> Call:
    args = {"id": wisher.id("gm"), "contact": wisher.pick("contact"), "group": wisher.pick("group")}
    dates = {"from_on": wisher.day(), "to_on": wisher.day()} if rng.random() < 0.4 else {}
    return "group.add_member", {**args, **dates, "function": "player"}


def _member_remove(wisher: Wisher, rng: random.Random) -> Call:
    where = "WHERE present = 1" if rng.random() < 0.8 else ""
    return "group.remove_member", {"id": wisher.pick("group_member", where), "to_on": wisher.day()}


def _membership_start(wisher: Wisher, rng: random.Random) -> Call:
    args = {"id": wisher.id("ms"), "contact": wisher.pick("contact"), "type": wisher.pick("membership_type")}
    return "membership.start", {**args, "start_on": "2026-09-01", "fee_cents": rng.randint(0, 30000)}


def _membership_end(wisher: Wisher, rng: random.Random) -> Call:
    end = rng.choice(("2026-12-31", "2027-06-30", "2026-01-01"))
    return "membership.end", {"id": wisher.pick("membership"), "end_on": end, "reason": wisher.word()}


def _activity_create(wisher: Wisher, rng: random.Random) -> Call:
    start = START + rng.randint(0, 30) * DAY
    end = start + rng.choice((3_600_000, 7_200_000, -1))
    args = {"id": wisher.id("act"), "kind": "match", "title": wisher.word(), "start_at": start, "end_at": end}
    group = wisher.pick("group") if rng.random() < 0.9 else None
    return "activity.create", {**args, "zone": "Europe/Brussels", "group": group}


def _activity_patch(wisher: Wisher, rng: random.Random) -> Call:
    value: Args = {"note": wisher.word()}
    if rng.random() < 0.4:
        value = {"end_at": START + rng.randint(-2, 40) * DAY}
    return "activity.patch", {"id": wisher.pick("activity"), "set": value}


def _on_or_off(wisher: Wisher, rng: random.Random) -> Call:
    """Called off; what was called off already takes place after all, unless somebody else said so first."""
    id = wisher.pick("activity")
    if wisher.field("activity", id, "cancelled"):
        return "activity.reinstate", {"id": id}
    return "activity.cancel", {"id": id, "reason": wisher.word()}


def _answer(verb: str, word: str, choices: tuple[str, ...]) -> Callable[[Wisher, random.Random], Call]:
    def wish(wisher: Wisher, rng: random.Random) -> Call:
        # Few activities and few people, so that declared and confirmed meet on one row that both of them made.
        who = {"activity": wisher.pick("activity"), "contact": wisher.pick("contact")}
        return verb, {**who, word: rng.choice(choices), "reason": wisher.word() if rng.random() < 0.5 else None}

    return wish


def _resource_create(wisher: Wisher, rng: random.Random) -> Call:
    args = {"id": wisher.id("res", "resource"), "name": wisher.word(), "kind": rng.choice(("single", "quantity"))}
    return "resource.create", {**args, "quantity": rng.randint(1, 9)}


def _label_print(wisher: Wisher, rng: random.Random) -> Call:
    codes = [encode(rng.randbytes(16)) for _ in range(rng.randint(1, 3))]
    if rng.random() < 0.1:
        codes.append(wisher.pick("resource_code"))
    return "label.print", {"codes": codes, "batch": wisher.word()}


def _label_claim(wisher: Wisher, rng: random.Random) -> Call:
    return "label.claim", {"code": wisher.pick("resource_code"), "resource": wisher.pick("resource")}


def _label_revoke(wisher: Wisher, rng: random.Random) -> Call:
    return "label.revoke", {"code": wisher.pick("resource_code")}


def _draft(wisher: Wisher, rng: random.Random) -> Call:
    lines = [
        {
            "id": wisher.id("il"),
            "description": wisher.word(),
            "quantity": rng.randint(1, 3),
            "unit_cents": rng.randint(1, 50_000),
            "vat_rate": rng.choice((None, 0, 600, 2100)),
        }
        for _ in range(rng.randint(0, 3))
    ]
    args = {"id": wisher.id("inv"), "lines": lines}
    payer = rng.random()
    if payer < 0.5:
        return "invoice.draft", {**args, "account": wisher.pick("account")}
    return "invoice.draft", {**args, "contact": wisher.pick("contact") if payer < 0.97 else None}


def _issue(wisher: Wisher, rng: random.Random) -> Call:
    where = "WHERE status = 'draft'" if rng.random() < 0.8 else ""
    return "invoice.issue", {"id": wisher.pick("invoice", where), "issued_on": rng.choice(("2026-12-30", "2027-01-02"))}


def _pay(wisher: Wisher, rng: random.Random) -> Call:
    invoice = wisher.pick("invoice")
    total = wisher.field("invoice", invoice, "total_cents") or 100
    amount = total + 1 if wisher.foolish else rng.choice((0, total, total // 2 or 1, total // 3 or 1, total + 1))
    args = {
        "id": wisher.id("pay", "payment"),
        "allocation": wisher.id("alc"),
        "invoice": invoice,
        "amount_cents": amount,
    }
    return "invoice.record_payment", {**args, "received_on": "2026-12-01", "method": rng.choice(("cash", "transfer"))}


def _setting(wisher: Wisher, rng: random.Random) -> Call:
    return "setting.put", {"id": rng.choice(("club.name", "club.host")), "value": {"nl": wisher.word()}}


def _together(wisher: Wisher, rng: random.Random) -> list[Call]:
    """Two actions of one gesture, where the second leans on the first."""
    person = wisher.id("c")
    made = ("contact.create", {"id": person, "given_name": wisher.word(), "family_name": wisher.word()})
    bag, point, link = wisher.pick("resource"), wisher.pick("contact_point"), wisher.pick("account_link")
    account = wisher.field("account_link", link, "account") or "no-such-account"
    pairs: tuple[list[Call], ...] = (
        [made, ("contact.patch", {"id": person, "set": {"family_name": wisher.word()}})],
        [made, ("contact_emergency.patch", {"id": person, "set": {"alert": wisher.word()}})],
        [
            ("contact_point.patch", {"id": point, "set": {"label": wisher.word()}}),
            ("contact_point.patch", {"id": point, "set": {"label": wisher.word()}}),
        ],
        [
            ("custody.take_back", {"id": wisher.id("ev"), "resource": bag}),
            (
                "custody.hand_out",
                {"id": wisher.id("ev"), "resource": bag, "to_kind": "group", "to_id": wisher.pick("group")},
            ),
        ],
        [
            ("account.patch", {"id": account, "set": {"status": "archived"}}),
            ("account.unlink", {"id": link}),
        ],
        [
            ("contact_point.delete", {"id": point}),
            (
                "contact_point.add",
                {
                    "id": wisher.id("cp"),
                    "contact": wisher.pick("contact"),
                    "kind": "email",
                    "value": f"{wisher.word()}@club.example",
                },
            ),
        ],
    )
    return rng.choice(pairs)


WISHES: dict[str, Callable[[Wisher, random.Random], Call]] = {
    "contact.create": _contact_create,
    "contact.patch": _patch("contact.patch", "contact", "given_name", "family_name"),
    "contact.number": _number,
    "contact.delete": _just_id("contact.delete", "contact"),
    "row.restore": row_restore,
    "row.undo": row_undo,
    "contact_point.add": _point_add,
    "contact_point.patch": _patch("contact_point.patch", "contact_point", "label"),
    "contact_point.delete": _just_id("contact_point.delete", "contact_point"),
    "contact_address.add": _address_add,
    "contact_address.patch": _patch("contact_address.patch", "contact_address", "street", "city"),
    **CONSENT_WISHES,
    "contact_emergency.patch": _patch("contact_emergency.patch", "contact", "call_name", "alert"),
    "contact_medical.patch": _patch("contact_medical.patch", "contact", "allergies", "note"),
    "contact_medical.open": look,
    "contact_identity.patch": _patch("contact_identity.patch", "contact", "profession", "nationality"),
    "contact_finance.patch": _patch("contact_finance.patch", "contact", "account_holder", "mandate"),
    "account.create": _account_create,
    "account.patch": _account_patch,
    "account.link": _account_link,
    "account_link.patch": _account_link_patch,
    "account.unlink": _just_id("account.unlink", "account_link", "WHERE present = 1"),
    "group.patch": _patch("group.patch", "group", "name"),
    "group.add_member": _member_add,
    "group.remove_member": _member_remove,
    "membership.start": _membership_start,
    "membership.end": _membership_end,
    "activity.create": _activity_create,
    "activity.patch": _activity_patch,
    "activity.cancel": _on_or_off,
    **REPEATING,
    **FEED_WISHES,
    "attendance.declare": _answer("attendance.declare", "declared", ("yes", "no", "maybe")),
    "attendance.confirm": _answer("attendance.confirm", "confirmed", ("present", "absent", "late", "excused")),
    "resource.create": _resource_create,
    "resource.patch": _patch("resource.patch", "resource", "name", "note", "condition"),
    "label.print": _label_print,
    "label.claim": _label_claim,
    "label.revoke": _label_revoke,
    **STORING,
    "invoice.draft": _draft,
    "invoice.issue": _issue,
    "invoice.record_payment": _pay,
    **MEDIA_WISHES,
    "user_device.patch": _patch("user_device.patch", "user_device", "name"),
    "user_device.revoke": _just_id("user_device.revoke", "user_device"),
    **LETTING_IN,
    **ASSESSING,
    **FIELDING,
    **ASKING,
    "setting.put": _setting,
    "inbox.done": _just_id("inbox.done", "inbox_item"),
    "inbox.ask": _just_id("inbox.ask", "inbox_item"),
    "parked.settle": settle,
}
