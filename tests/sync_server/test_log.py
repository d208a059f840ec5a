"""What one changeset leaves behind: history, versions, departures, digests."""

from shared.sync.digest import Tally, row_hash
from shared.tables import REGISTER
from tests.house import House


def test_history_says_who_changed_what_from_what_to_what(house: House) -> None:  # feature B17
    receipt = house.do("contact_point.patch", id="phone-of-piet", set={"label": "gsm"})
    line = house.row("history", receipt.seq, "contact_point", "phone-of-piet")
    assert line is not None
    assert (line["kind"], line["before"], line["after"]) == ("patch", '{"label":null}', '{"label":"gsm"}')
    log = house.row("log", receipt.seq) or {}
    assert (log["user"], log["device"], log["verbs"]) == ("system", "server", "contact_point.patch")


def test_a_removal_keeps_the_whole_row_in_history(house: House) -> None:
    before = house.row("contact_point", "phone-of-piet")
    house.do("contact_point.delete", id="phone-of-piet")
    assert house.facts.deleted("contact_point", "phone-of-piet") == before
    version = house.row("row_version", "contact_point", "phone-of-piet") or {}
    assert version["deleted"] == 1


def test_a_row_that_leaves_a_scope_is_noted(house: House) -> None:
    receipt = house.do("group.remove_member", id="member-kim")
    left = {(row["scope"], row["tbl"]) for row in house.store.find("departure", seq=receipt.seq)}
    assert ("team:team-u12:coach", "contact_emergency") in left
    assert ("contact:contact-kim:self", "contact_emergency") not in left


def test_digests_are_the_sums_of_what_is_there(house: House) -> None:
    house.do("contact.delete", id="contact-kim")
    house.do("group.add_member", id="member-bo", contact="contact-bo", group="team-u12")
    house.do("contact_point.patch", id="phone-of-piet", set={"label": "x"})
    assert kept(house) == sums(house)


def test_what_comes_back_and_goes_in_one_breath_is_deleted_as_it_was(house: House) -> None:
    """Nobody's digest moves, and the number can be brought back still."""
    olga, before = house.phone("olga"), house.row("contact_point", "phone-of-piet")
    olga.sync()
    house.do("contact_point.delete", id="phone-of-piet")
    told = kept(house)
    restore = ("row.restore", {"table": "contact_point", "id": "phone-of-piet"})
    olga.sync()
    olga.do_all(restore, ("contact_point.delete", {"id": "phone-of-piet"}))
    assert olga.sync() == ["applied"]
    assert kept(house) == sums(house) == told
    lines = house.store.find("history", tbl="contact_point", id="phone-of-piet")
    assert [line["kind"] for line in lines] == ["insert", "remove"]
    olga.do_all(restore)
    assert olga.sync() == ["applied"]
    assert olga.row("contact_point", "phone-of-piet") == house.row("contact_point", "phone-of-piet") == before


def sums(house: House) -> dict[tuple[str, str], Tally]:
    """By (scope, table), from the rows that are there."""
    found: dict[tuple[str, str], Tally] = {}
    for version in house.store.find("row_version", deleted=0):
        table = REGISTER[version["tbl"]]
        hashed = row_hash(table, house.row(table.name, version["id"]) or {})
        for scope in house.referee.audiences.scopes(version["audience"]):
            found[scope, table.name] = found.get((scope, table.name), Tally()).joined(Tally(1, hashed))
    return found


def kept(house: House) -> dict[tuple[str, str], Tally]:
    """By (scope, table), as the log has kept them."""
    return {
        (row["scope"], row["tbl"]): Tally(row["count"], int(row["sum"], 16))
        for row in house.store.find("digest")
        if row["count"]
    }
