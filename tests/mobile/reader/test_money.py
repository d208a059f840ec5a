"""What is open, what is late, and one invoice as its payer sees it."""

import itertools

import pytest

from mobile.reader import Reader
from mobile.reader.money import Payment, Totals
from tests.mobile.club import TODAY, Club, empty_club, only_what_became_of_invoices, small_club
from tests.mobile.goods import act, furnish, new_id


@pytest.fixture(scope="module")
def club() -> Club:
    return furnish(small_club())


@pytest.fixture(scope="module")
def reader(club: Club) -> Reader:
    return Reader(club.store.connection)


def persons(club: Club) -> set[str]:
    """A parent and the child they act for."""
    child = club.ids["U13/0"]
    return {child, club.ids[f"parent of {child}"]}


def test_late_comes_before_open_before_drafts_before_paid(reader: Reader) -> None:
    order = [item.status for item in reader.money.invoices(TODAY)]
    assert order == ["overdue"] * 5 + ["open"] * 4 + ["draft"] + ["paid"] * 6


def test_the_sums_are_those_of_the_list(reader: Reader) -> None:
    items = reader.money.invoices(TODAY)
    totals = reader.money.totals(TODAY)
    assert totals == Totals(255_350, 9, 142_500, 5, 157_450, 6)
    assert totals.open_cents == sum(item.open_cents for item in items)
    assert totals.overdue_cents == sum(item.open_cents for item in items if item.status == "overdue")


def test_a_member_sees_the_familys_invoices_and_no_others(club: Club, reader: Reader) -> None:  # feature 84
    mine = reader.money.invoices(TODAY, persons=persons(club))
    assert [(item.what, item.status, item.open_cents) for item in mine] == [
        ("Stage herfst", "open", 9_500),
        ("Lidgeld 2026-2027 U13", "open", 30_500),
        ("Kledijpakket 2026", "paid", 0),
    ]
    assert {item.payer for item in mine} == {"Gezin Segers"}
    assert reader.money.totals(TODAY, persons(club)) == Totals(40_000, 2, 0, 0, 4_950, 1)
    assert reader.money.invoices(TODAY, persons=()) == ()


@pytest.mark.parametrize(
    ("typed", "numbers"),
    [("van hoof", ["2026-00004"]), ("bram", ["2026-00004"]), ("00015", []), ("15", ["2026-00015"])],
)
def test_an_invoice_is_found_by_payer_child_and_number(reader: Reader, typed: str, numbers: list[str]) -> None:
    found = [item.number_text for item in reader.money.invoices(TODAY, typed)]
    assert found == (numbers or ["2026-00015"])


def test_a_half_paid_invoice_says_what_is_left_and_what_came(club: Club, reader: Reader) -> None:
    whole = reader.money.invoice(club.ids["invoice/fee 1"], TODAY)
    assert whole is not None
    assert (whole.invoice.total_cents, whole.invoice.open_cents, whole.invoice.days_overdue) == (30_500, 20_500, 45)
    assert [(line.description, line.about, line.net_cents) for line in whole.lines] == [
        ("Lidgeld 2026-2027 U13", "Bram Van Hoof", 26_500),
        ("Verzekering en aansluiting bond", "Bram Van Hoof", 4_000),
    ]
    assert [(one.received_on, one.amount_cents, one.method) for one in whole.payments] == [
        ("2026-09-20", 10_000, "transfer")
    ]
    assert isinstance(whole.payments[0], Payment)


@pytest.mark.parametrize(
    ("what", "says", "about"),
    [
        ("Jeugdlid 2026-2027 Briek", "Jeugdlid 2026-2027", None),
        ("Jeugdlid - Briek D'Hondt", "Jeugdlid", None),
        ("Jeugdlid 2026-2027", "Jeugdlid 2026-2027", "Briek D'Hondt"),
        ("Kamp van Rubriek", "Kamp van Rubriek", "Briek D'Hondt"),
        ("Briek", "Briek", "Briek D'Hondt"),
    ],
)
def test_a_name_stands_once(what: str, says: str, about: str | None) -> None:
    """The club may have written it in the line; the list says it beside the line, an invoice keeps its words."""
    club = empty_club()
    account = club.row("account", kind="family", name="Familie D'Hondt - Dubois", status="active")
    briek = club.row("contact", given_name="Briek", family_name="D'Hondt", status="active")
    bill = club.row("invoice", account=account, kind="invoice", status="draft", total_cents=100)
    line = {"invoice": bill, "position": 1, "quantity": 1, "unit_cents": 100}
    club.row("invoice_line", **line, description=what, about_contact=briek)
    money = Reader(club.store.connection).money
    [item] = money.invoices(TODAY)
    assert (item.what, item.given, item.about) == (says, "Briek", "Briek D'Hondt")
    whole = money.invoice(bill, TODAY)
    assert whole is not None
    assert [(line.description, line.about) for line in whole.lines] == [(what, about)]


def test_vat_is_told_apart_from_the_price(club: Club, reader: Reader) -> None:
    whole = reader.money.invoice(club.ids["invoice/sponsor"], TODAY)
    assert whole is not None
    assert (whole.sums.net_cents, whole.sums.vat_cents, whole.invoice.total_cents) == (35_000, 7_350, 42_350)


def test_the_last_payment_closes_an_invoice() -> None:
    club = furnish(small_club())
    wanted = club.ids["invoice/fee 1"]
    ids = {"id": new_id(club), "allocation": new_id(club), "invoice": wanted}
    act(
        club,
        "user-treasurer",
        "invoice.record_payment",
        **ids,
        received_on="2026-11-28",
        amount_cents=20_500,
        method="cash",
    )
    whole = Reader(club.store.connection).money.invoice(wanted, TODAY)
    assert whole is not None
    assert (whole.invoice.status, whole.invoice.open_cents) == ("paid", 0)


def test_an_invoice_that_is_not_here_is_none(reader: Reader) -> None:
    assert reader.money.invoice("nowhere", TODAY) is None


def test_what_the_list_chooses_by_is_what_the_rules_say() -> None:
    """SQL picks and orders; `shared.domain.invoice` names. On every mix of dates and amounts they agree."""
    club = small_club()
    account = club.row("account", kind="family", name="Gezin Test", status="active")
    days = (None, "2026-11-27", "2026-11-28", "2026-11-29")
    mixes = itertools.product(("draft", "issued"), days, (0, 10_000), (0, 4_000, 10_000, 12_000), (0, 6_000, 10_000))
    for number, (status, due, total, paid, credited) in enumerate(mixes):
        values = {"account": account, "status": status, "due_on": due, "total_cents": total, "paid_cents": paid}
        issued = {"series": "2026", "number": number} if status == "issued" else {}
        id_ = club.row("invoice", kind="invoice", **values, **issued)
        if credited:
            club.row("invoice", kind="credit", status="issued", account=account, corrects=id_, total_cents=-credited)
    reader = Reader(club.store.connection).money
    everything = [item for item in reader.invoices(TODAY, limit=10_000) if not item.credit]
    states = {"open": ("open", "overdue"), "overdue": ("overdue",), "paid": ("paid", "credited"), "draft": ("draft",)}
    assert len(everything) > 190
    for which, names in states.items():
        chosen = {item.id for item in reader.invoices(TODAY, which=which, limit=10_000) if not item.credit}  # type: ignore[arg-type]  # one of Which
        assert chosen == {item.id for item in everything if item.status in names}
    totals = reader.totals(TODAY)
    assert totals.open_cents == sum(item.open_cents for item in everything)
    assert totals.overdue_count == sum(item.status == "overdue" for item in everything)
    told = ("id", "status", "number_text", "due_on", "days_overdue")
    asked = [[getattr(item, name) for name in told] for item in everything]
    only_what_became_of_invoices(club)
    bare = [item for item in reader.invoices(TODAY, limit=10_000) if not item.credit]
    assert sorted(map(str, asked)) == sorted(str([getattr(item, name) for name in told]) for item in bare)
    assert {(item.bare, item.total_cents, item.open_cents) for item in bare} == {(True, 0, 0)}
    counted = reader.totals(TODAY)
    assert (counted.open_count, counted.overdue_count, counted.paid_count) == (
        totals.open_count, totals.overdue_count, totals.paid_count
    )  # fmt: skip
    for which, names in states.items():
        chosen = {item.id for item in reader.invoices(TODAY, which=which, limit=10_000) if not item.credit}  # type: ignore[arg-type]  # one of Which
        assert chosen == {item.id for item in everything if item.status in names}


def test_a_payer_is_found_by_its_own_name_and_by_its_people(club: Club, reader: Reader) -> None:  # feature 85
    assert [payer.name for payer in reader.money.payers("bakker")] == ["Bakkerij Van Damme bv"]
    [segers] = [payer for payer in reader.money.payers("anouk") if payer.name == "Gezin Segers"]
    assert "Anouk Segers" in segers.people
    assert reader.money.people_of(segers.id)[0] == (club.ids["U13/0"], "Anouk Segers")
    assert len(reader.money.payers()) == 30
