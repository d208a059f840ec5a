"""The server's commands, on a club in a file and on one in PostgreSQL."""

import io
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from shared.rights import SYSTEM
from shared.sync.protocol import ActionCall, Changeset
from sync_server.__main__ import main
from sync_server.club import open_club
from sync_server.demo import keeping
from sync_server.demo.sign_ins import SignIn
from sync_server.outside import FileLedger, Promised, kept, life, promise
from sync_server.settings import from_environment
from sync_server.sign_in.second_factor import SecondSteps
from sync_server.store.database import open_store
from tests.house import START, House, furnish
from tests.postgres import told_on_both
from tests.sync_server.authenticator import digits


@pytest.fixture
def place(
    keeper: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> Iterator[str]:
    """The environment of a server that has no club yet; its database's address."""
    monkeypatch.setenv("TOUCHLINE_DATA", str(tmp_path))
    if keeper == "sqlite":
        monkeypatch.setenv("TOUCHLINE_DATABASE", f"sqlite:///{tmp_path}/club.db")
        yield f"sqlite:///{tmp_path}/club.db"
        return
    with request.getfixturevalue("postgres").fresh() as url:
        monkeypatch.setenv("TOUCHLINE_DATABASE", url)
        yield url


def counted(table: str) -> int:
    """How many rows the club of this environment has."""
    with closing(open_store(from_environment().database)) as store:
        return store.count(table)


@told_on_both
def test_a_first_owner_and_the_members_of_the_old_program(
    place: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("een lang wachtwoord\n"))
    assert main(["user", "koen", "--role", "owner"]) == 0
    (tmp_path / "members.csv").write_text("Voornaam,Naam\nJan,Peeters\nAn,Maes\n", encoding="utf-8")
    assert main(["import", "contacts", str(tmp_path / "members.csv")]) == 0
    assert "Imported: 2 rows written" in capsys.readouterr().out
    assert (counted("user_secret"), counted("contact")) == (1, 2)
    assert main(["why", "koen", "setting/club"]) == 0
    assert capsys.readouterr().out == "There is no row setting/club, and there never was.\n"


def test_nobody_else_on_the_machine_reads_what_a_command_writes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The club itself, what stands beside it, and everything of one person."""
    monkeypatch.setenv("TOUCHLINE_DATA", str(tmp_path / "data"))
    monkeypatch.setattr(sys, "stdin", io.StringIO("een lang wachtwoord\n"))
    was = os.umask(0o022)
    try:
        assert main(["user", "koen", "--role", "owner"]) == 0
        (tmp_path / "members.csv").write_text("Voornaam,Naam\nJan,Peeters\n", encoding="utf-8")
        assert main(["import", "contacts", str(tmp_path / "members.csv")]) == 0
        with closing(open_store(from_environment().database)) as store:
            (jan,) = store.find("contact")
        assert main(["person", jan["id"], "--out", str(tmp_path / "data" / "jan.zip")]) == 0
    finally:
        os.umask(was)
    found = [tmp_path / "data", *(tmp_path / "data").rglob("*")]
    assert {"club.db", "club.ledger", "club.key", "jan.zip"} <= {path.name for path in found}
    assert [path.name for path in found if path.stat().st_mode & 0o077] == []


@told_on_both
def test_a_lost_phone_is_found_in_a_list_and_revoked(place: str, capsys: pytest.CaptureFixture[str]) -> None:
    with closing(open_store(from_environment().database)) as store:
        furnish(House(store)).phone("karel")
    assert main(["devices", "karel"]) == 0
    assert "  phone-karel (phone): not heard yet\n" in capsys.readouterr().out
    assert main(["devices", "karel", "--revoke", "phone-sara"]) == 1
    assert capsys.readouterr().err == "karel has no device phone-sara.\n"
    assert main(["devices", "karel", "--revoke", "phone-karel"]) == 0
    assert "Revoked: phone-karel (phone)." in capsys.readouterr().out
    with closing(open_store(from_environment().database)) as store:
        assert (store.get("device", "phone-karel") or {})["revoked_at"] is not None
    assert list(FileLedger(from_environment().ledger).read().revoked) == ["phone-karel"]


@told_on_both
def test_an_owner_who_lost_phone_and_codes_is_let_in_by_the_person_at_the_server(
    place: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("een lang wachtwoord\n"))
    assert main(["user", "koen", "--role", "owner"]) == 0
    user = capsys.readouterr().out.strip()
    assert main(["user", "koen", "--reset-second-step"]) == 1
    assert main(["user", "nobody", "--reset-second-step"]) == 1
    assert capsys.readouterr().err == "koen has no second step.\nnobody has no second step.\n"
    settings = from_environment()
    with closing(open_club(settings.database, lambda: START, settings.ledger, keys=settings.key_file)) as club:
        steps = SecondSteps(club)
        secret, _ = steps.offer(user, "phone")
        steps.confirm(user, "phone", digits(secret, START))
    assert main(["user", "Koen", "--reset-second-step"]) == 0
    assert "Koen signs in with a password alone" in capsys.readouterr().out
    with closing(open_store(settings.database)) as store:
        assert store.count("second_factor") == store.count("recovery_code") == 0
        assert [row["actor"] for row in store.find("audit", kind="second_step_reset")] == ["system"]
        told = {row["code"] for row in store.find("inbox_item", user=user)}
    assert told == {"second_on", "second_reset"}


@told_on_both
def test_restored_says_what_could_not_be_told_again_and_why(place: str, capsys: pytest.CaptureFixture[str]) -> None:
    """The server once wrote about a person whom only a device can bring back."""
    with closing(open_store(from_environment().database)) as store:
        furnish(House(store))
        club = store.get("club", "club") or {}
    call = ActionCall("contact.patch", 1, {"id": "contact-99", "set": {"given_name": "Nel"}})
    wish = Changeset("changeset-99", "server", 99, club["epoch"], (call,), 1, START, START, 0, 1, "server")
    where = (club["epoch"], club["seq"] + 1, SYSTEM.user, "server")
    told = Promised("changeset-99", *where, "applied", (START, 0, START, 0), wish.to_wire())
    FileLedger(from_environment().ledger).write([life(club["epoch"], 0), promise(told), kept(["changeset-99"])])
    assert main(["restored"]) == 0
    said = capsys.readouterr().err
    assert "0 changes of the server's own were told again from the ledger, 1 wait for what the devices bring" in said
    assert said.endswith("\n  1 wait: gone\n")


@told_on_both
def test_the_demo_is_there_whole_or_not_at_all(
    place: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def breaks(club: Any, **how: Any) -> list[SignIn]:
        furnish(House(club.store))
        raise ZeroDivisionError

    def works(club: Any, **how: Any) -> list[SignIn]:
        furnish(House(club.store))
        return [SignIn("owner", "a password", "owner", "Olga Claes")]

    monkeypatch.setattr(keeping, "make_demo", breaks)
    with pytest.raises(ZeroDivisionError):
        main(["demo"])
    monkeypatch.setattr(keeping, "make_demo", works)
    assert main(["demo"]) == 0
    assert counted("user_profile") == 8
    assert [path.name for path in tmp_path.glob("*.making*")] == []
    assert main(["demo"]) == 1
    assert "already" in capsys.readouterr().err


def test_a_database_that_does_not_answer_is_said_in_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("TOUCHLINE_DATABASE", f"postgresql:///club?host={tmp_path}")
    assert main(["serve"]) == 1
    assert "The database cannot be used: connection" in capsys.readouterr().err


@pytest.mark.parametrize("arguments", [["serve"], ["copy", "club.db", "sqlite:///other.db"]])
def test_what_is_no_address_is_said(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], arguments: list[str]
) -> None:
    monkeypatch.setenv("TOUCHLINE_DATABASE", "mysql://club")
    with pytest.raises(SystemExit):
        main(arguments)
    assert "a database is sqlite:///club.db" in capsys.readouterr().err


def test_a_club_in_a_file_loads_no_driver() -> None:
    asked = "import sys, sync_server.__main__; sys.exit('psycopg' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", asked], check=False).returncode == 0
