"""Evaluations in a club that was there before them: an older file takes them, and nobody is forgotten."""

from pathlib import Path

from shared.domain.evaluation import evaluation_id
from shared.register import Register
from shared.storage import SqliteStorage
from sync_server.store.tables import SERVER_REGISTER
from sync_server.turning import recheck_all
from tests.house import House, furnish

NEW = {"evaluation_template", "criterion", "evaluation", "score"}
BEFORE = Register(table for table in SERVER_REGISTER if table.name not in NEW)


def test_a_club_of_before_takes_them(tmp_path: Path) -> None:
    """Schema 5 opens as schema 6 with everything it had, and evaluates its first player."""
    old = SqliteStorage(tmp_path / "club.db", BEFORE)
    old.put("contact", {**dict.fromkeys(BEFORE["contact"].names), "id": "contact-old", "given_name": "Oud"})
    old.close()
    store = SqliteStorage(tmp_path / "club.db", SERVER_REGISTER)
    assert [row["given_name"] for row in store.find("contact")] == ["Oud"]
    store.discard("contact", id="contact-old")
    house = furnish(House(store))
    passing = {"id": "criterion-passing", "category": "Techniek", "name": "Passing", "scale": "stars"}
    house.do("evaluation_template.create", id="template-youth", name="Jeugd", criteria=[passing])
    which = {"template": "template-youth", "contact": "contact-kim", "round_on": "2026-11-01"}
    house.do("evaluation.score", **which, criterion="criterion-passing", value=4)
    assert [row["id"] for row in store.find("evaluation")] == [
        evaluation_id("template-youth", "contact-kim", "coach", "2026-11-01")
    ]
    assert recheck_all(house.referee, house.clock.now) == 0
    store.close()
