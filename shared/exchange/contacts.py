"""People of a file against the people of the club: who is new, who is known, what the file adds."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import islice

from shared.domain.contact import fold
from shared.exchange.card_person import person_of
from shared.exchange.person import PersonDraft, Point
from shared.exchange.plan import MAX_ENTRIES, BrokenLine, Plan, PlanRow, State, Unreadable, broken_row
from shared.exchange.sheet import SheetPeople, read_sheet
from shared.exchange.text import decoded
from shared.exchange.vcard import Card, read_cards
from shared.facts import Facts
from shared.register import Row
from shared.sync.protocol import ActionCall

NewId = Callable[[], str]
Found = PersonDraft | PlanRow
SIDES = ("contact_personal", "contact_identity", "contact_finance", "contact_emergency")
ADDRESS = ("street", "number", "box", "postal_code", "city", "country")


def plan_contacts(data: bytes, facts: Facts, new_id: NewId, today: date) -> Plan:
    """What importing this file would do: vCard when it begins like one, else CSV.

    A person is known when the name is the same and an e-mail address, a number or the date of birth is too (or
    when neither the file nor the club says any of these). Of known people only what the club lacks is filled
    in; where both say something, the club's stays. Raises Unreadable for a file that cannot be used at all.
    """
    text = decoded(data)
    if "BEGIN:VCARD" in text[:2000].upper():
        found, ignored = _of_cards(text, today), tuple[str, ...]()
    else:
        sheet = read_sheet(text)
        people = SheetPeople(sheet, today)
        found, ignored = _of_sheet(people, sheet.lines), sheet.ignored
    club = KnownPeople(facts, new_id)
    rows = tuple(one if isinstance(one, PlanRow) else club.row(one) for one in found)
    return Plan("contacts", rows, ignored)


def _of_sheet(people: SheetPeople, lines: Iterable[tuple[int, object]]) -> Iterator[Found]:
    for line, cells in lines:
        if isinstance(cells, BrokenLine):
            yield broken_row(line, "", cells)
            continue
        assert isinstance(cells, list)
        try:
            yield people.draft(line, cells)
        except BrokenLine as problem:
            yield broken_row(line, " ".join(cell.strip() for cell in cells[:2])[:60], problem)


def _of_cards(text: str, today: date) -> Iterator[Found]:
    cards = list(islice(read_cards(text), MAX_ENTRIES + 1))
    if not cards:
        raise Unreadable("no_cards")
    if len(cards) > MAX_ENTRIES:
        raise Unreadable("too_many")
    for card in cards:
        try:
            draft = person_of(card, today)
        except BrokenLine as problem:
            yield broken_row(card.line, _called(card), problem)
            continue
        if draft is not None:
            yield draft


def _called(card: Card) -> str:
    full = card.first("fn") or card.first("n") or card.first("email")
    return full.text(card.version)[:60] if full else ""


@dataclass
class _Known:
    """A person of the club, or one that an earlier line of the file will make."""

    id: str
    contact: Row
    sides: dict[str, Row] = field(default_factory=dict)
    points: set[tuple[str, str]] = field(default_factory=set)
    addresses: list[Row] = field(default_factory=list)

    @property
    def reached_by(self) -> set[str]:
        return {value for _, value in self.points}

    @property
    def born(self) -> str | None:
        identity = self.sides.get("contact_identity")
        return identity["birth_date"] if identity else None


class KnownPeople:
    """The club's people by name; grows with those that the file brings, so that no line doubles another."""

    def __init__(self, facts: Facts, new_id: NewId) -> None:
        self._facts, self._new_id = facts, new_id
        self._by_name: dict[str, list[_Known]] = {}
        self._points: dict[str, set[tuple[str, str]]] = {}
        for row in facts.find("contact_point"):
            self._points.setdefault(row["contact"], set()).add((row["kind"], row["value"]))
        for row in facts.find("contact", merged_into=None):
            self._add(_Known(row["id"], row, points=self._points.get(row["id"], set())))

    def _add(self, known: _Known) -> None:
        name = _key(known.contact["given_name"], known.contact["family_name"])
        self._by_name.setdefault(name, []).append(known)

    def row(self, draft: PersonDraft) -> PlanRow:
        """What this draft would do."""
        namesakes = self._by_name.get(_key(draft.given_name, draft.family_name), [])
        for known in namesakes:
            self._complete(known)
        match = next((known for known in namesakes if _same(known, draft)), None)
        return self._new(draft) if match is None else self._more(match, draft)

    def _complete(self, known: _Known) -> None:
        """Read the rest of a person of the club, once."""
        if known.sides or known.contact.get("planned"):
            return
        known.sides = {table: self._facts.get(table, known.id) or {} for table in SIDES}
        known.addresses = self._facts.find("contact_address", contact=known.id)
        if not known.sides["contact_identity"]:
            known.sides["contact_identity"] = {"birth_date": None}

    def _new(self, draft: PersonDraft) -> PlanRow:
        id = self._new_id()
        name = {"given_name": draft.given_name, "family_name": draft.family_name or None}
        personal: Row = {**draft.personal}
        if born := draft.identity.get("birth_date"):
            personal["birth_year"] = int(born[:4])
        sides: dict[str, Row] = {"contact_identity": {"birth_date": None}, "contact_personal": personal}
        known = _Known(id, {**name, "planned": True}, sides)
        actions = [ActionCall("contact.create", 1, {"id": id, **name, **personal})]
        fields = [*name, *personal, *self._fill(known, draft, actions)]
        self._add(known)
        return PlanRow(draft.line, "new", draft.name, tuple(actions), tuple(fields), left_out=draft.left_out)

    def _more(self, known: _Known, draft: PersonDraft) -> PlanRow:
        actions: list[ActionCall] = []
        personal = known.sides.get("contact_personal", {})
        missing, kept = _against(personal, draft.personal)
        born = draft.identity.get("birth_date")
        if born and personal.get("birth_year") is None:
            missing["birth_year"] = int(born[:4])
        if missing:
            known.sides["contact_personal"] = {**personal, **missing}
            actions.append(ActionCall("contact_personal.patch", 1, {"id": known.id, "set": missing}))
        fields = [*missing, *self._fill(known, draft, actions, kept)]
        state: State = "changed" if actions else "same"
        return PlanRow(
            draft.line, state, draft.name, tuple(actions), tuple(fields), tuple(kept), left_out=draft.left_out
        )

    def _fill(
        self, known: _Known, draft: PersonDraft, actions: list[ActionCall], kept: list[str] | None = None
    ) -> list[str]:
        """Side tables, points and address of the draft that the person lacks; answers the names of the fields."""
        fields: list[str] = []
        for table, values in (
            ("contact_identity", draft.identity),
            ("contact_finance", draft.finance),
            ("contact_emergency", draft.emergency),
        ):
            missing, other = _against(known.sides.get(table, {}), values)
            if kept is not None:
                kept += other
            if missing:
                known.sides[table] = {**known.sides.get(table, {}), **missing}
                actions.append(ActionCall(f"{table}.patch", 1, {"id": known.id, "set": missing}))
                fields += missing
        fields += self._reach(known, draft.points, actions)
        if draft.address:
            fields += self._house(known, draft.address, actions, kept)
        return fields

    def _reach(self, known: _Known, points: Iterable[Point], actions: list[ActionCall]) -> Iterator[str]:
        kinds = {kind for kind, _ in known.points}
        for point in points:
            if point.value in known.reached_by:
                continue
            primary = int(point.kind not in kinds)
            args = {"kind": point.kind, "value": point.value, "label": point.label, "is_primary": primary}
            add = {"id": self._new_id(), "contact": known.id, **args}
            actions.append(ActionCall("contact_point.add", 1, add))
            known.points.add((point.kind, point.value))
            kinds.add(point.kind)
            yield point.kind

    def _house(
        self, known: _Known, address: Mapping[str, str], actions: list[ActionCall], kept: list[str] | None
    ) -> list[str]:
        if any(_same_address(row, address) for row in known.addresses):
            return []
        if known.addresses:
            if kept is not None:
                kept.append("address")
            return []
        known.addresses.append(dict(address))
        add = {"id": self._new_id(), "contact": known.id, **address}
        actions.append(ActionCall("contact_address.add", 1, add))
        return ["address"]


def _key(given: str | None, family: str | None) -> str:
    return fold(f"{given or ''} {family or ''}")


def _same(known: _Known, draft: PersonDraft) -> bool:
    """Same name, and something else that is the same; or nothing else is known on either side.

    Two dates of birth that differ are two people, whatever they share: a father and a son of one name share a
    telephone.
    """
    born = draft.identity.get("birth_date")
    if born and known.born and born != known.born:
        return False
    number = draft.personal.get("member_no")
    if number and known.sides.get("contact_personal", {}).get("member_no") == number:
        return True
    reached = {point.value for point in draft.points}
    if (born and born == known.born) or reached & known.reached_by:
        return True
    return not (reached or born) and not (known.reached_by or known.born)


def _against(row: Row, values: Mapping[str, str]) -> tuple[dict[str, str | int], list[str]]:
    """What the row lacks of these values, and the names where it says something else."""
    missing: dict[str, str | int] = {name: text for name, text in values.items() if row.get(name) in (None, "")}
    return missing, [name for name in values if name not in missing and row[name] != values[name]]


def _same_address(row: Row, address: Mapping[str, str]) -> bool:
    return all(fold(str(row.get(name) or "")) == fold(address.get(name, "")) for name in ADDRESS)
