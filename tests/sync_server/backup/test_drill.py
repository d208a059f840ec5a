"""A small fire drill; the large one is `python -m tests.sync_server.backup.drill`."""

from pathlib import Path

from tests.sync_server.backup import drill


def test_nothing_that_was_acknowledged_is_lost(tmp_path: Path) -> None:  # promises 1, 11 and 14
    done = drill.run(tmp_path, people=60, changes=60)
    assert (done.meanwhile > 0, done.afterwards >= 60, len(done.numbers) > 5, len(done.deleted) > 1) == (True,) * 4
    assert {name: done.figures[name] for name in drill.BAD} == dict.fromkeys(drill.BAD, 0)
