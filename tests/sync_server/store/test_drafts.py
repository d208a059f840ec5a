"""A file that is made beside its place: whole or not at all, and by one at a time."""

import threading
from pathlib import Path

import pytest

from sync_server.store.drafts import draft_beside


def test_it_takes_its_name_when_it_is_whole_and_nothing_is_left_of_it(tmp_path: Path) -> None:
    target = tmp_path / "new" / "club.db"
    with draft_beside(target) as draft:
        draft.write_text("whole")
        draft.rename(target)
    assert target.read_text() == "whole"
    assert not draft.exists()


def test_what_was_broken_off_is_not_gone_on_with(tmp_path: Path) -> None:
    target = tmp_path / "club.db"
    (tmp_path / "club.making").write_text("of an earlier try")
    (tmp_path / "club.making-wal").write_text("of an earlier try")
    with pytest.raises(KeyError), draft_beside(target) as draft:
        assert sorted(path.name for path in tmp_path.iterdir()) == ["club.lock"]
        draft.write_text("half")
        raise KeyError
    assert sorted(path.name for path in tmp_path.iterdir()) == ["club.lock"]


def test_who_comes_second_waits_and_finds_it_made(tmp_path: Path) -> None:
    target, asked, found = tmp_path / "club.db", threading.Event(), list[object]()

    def second() -> None:
        asked.set()
        with draft_beside(target) as draft:
            found.append((target.read_text(), draft.exists()))

    thread = threading.Thread(target=second)
    with draft_beside(target) as draft:
        thread.start()
        asked.wait(10)
        for at in range(50):
            draft.write_text(str(at))  # nobody takes it away
            threading.Event().wait(0.002)
            assert draft.read_text() == str(at)
        assert found == []
        draft.rename(target)
    thread.join(10)
    assert found == [("49", False)]
