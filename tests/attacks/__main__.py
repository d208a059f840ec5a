"""python -m tests.attacks [--only TEXT] [--holes]

Tries every attack; the last line counts. With --holes each hole of `tests/attacks/holes.py` is dug into a server first,
and the attack that it names must succeed.
"""

import argparse
import shutil
import sys
from contextlib import ExitStack
from pathlib import Path

import httpx

from tests.attacks.arena import Arena, arena_over
from tests.attacks.attack import Attack
from tests.attacks.everything import ALL
from tests.attacks.founding import found
from tests.attacks.holes import HOLES, Hole
from tests.simulation.founding import scratch

STUMBLED = "the attack stumbled:"
STUMBLES = (LookupError, ValueError, TypeError, AttributeError, OSError, httpx.HTTPError)


def broken_by(one: Attack, arena: Arena) -> str:
    """What the attacker got; nothing when the server held."""
    try:
        one.run(arena)
    except AssertionError as broken:
        return f"{broken}"[:600] or "an assertion"
    except STUMBLES as problem:  # neither held nor broken: somebody must look
        return f"{STUMBLED} {problem!r}"[:600]
    return ""


def attack_all(founded: Path, folder: Path, chosen: list[Attack]) -> int:
    """Try these; answers how many succeeded."""
    succeeded = 0
    with ExitStack() as servers:
        shared = servers.enter_context(arena_over(founded, folder / "shared"))
        for one in chosen:
            with ExitStack() as own:
                arena = own.enter_context(arena_over(founded, folder / one.name)) if one.alone else shared
                said = broken_by(one, arena)
            succeeded += bool(said)
            print(
                f"{'SUCCEEDED' if said else 'held':10} {one.name}: {one.hope}" + (f"\n    {said}" if said else ""),
                flush=True,
            )
    return succeeded


def dig_all(founded: Path, folder: Path, holes: dict[str, Hole]) -> int:
    """Dig each hole; answers how many went unseen."""
    unseen, named = 0, {one.name: one for one in ALL}
    for name, hole in holes.items():
        with arena_over(founded, folder / f"hole-{name.replace(' ', '-')}", name) as arena:
            said = broken_by(named[hole.seen_by], arena)
        seen = bool(said) and not said.startswith(STUMBLED)
        unseen += not seen
        print(f"{'seen' if seen else 'UNSEEN':10} {name} (by {hole.seen_by}): {said[:100]}", flush=True)
    return unseen


def main() -> int:
    """0 when nothing succeeded, and with --holes when every hole was seen."""
    parser = argparse.ArgumentParser(prog="python -m tests.attacks", description=__doc__)
    parser.add_argument("--only", default="", help="attacks whose name holds this text")
    parser.add_argument("--hole", default="", help="holes whose name holds this text")
    parser.add_argument("--holes", action="store_true", help="dig holes, and see whether the attacks find them")
    wanted, folder = parser.parse_args(), scratch()
    try:
        founded = folder / "founded"
        founded.mkdir()
        found(founded)
        if wanted.holes:
            chosen_holes = {name: hole for name, hole in HOLES.items() if wanted.hole in name}
            unseen = dig_all(founded, folder, chosen_holes)
            print(f"holes: {len(chosen_holes)} dug, {unseen} unseen")
            return unseen > 0
        chosen = [one for one in ALL if wanted.only in one.name]
        succeeded = attack_all(founded, folder, chosen)
        print(f"attacks: {len(chosen)} tried, {succeeded} succeeded")
        return succeeded > 0
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
