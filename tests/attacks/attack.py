"""What an attack is: a function over a running server; an AssertionError says that the attacker got something."""

from collections.abc import Callable
from dataclasses import dataclass

from tests.attacks.arena import Arena

Run = Callable[[Arena], None]


@dataclass(frozen=True)
class Attack:
    """`hope` is what the attacker wants. One that is `alone` has a server and a club of its own: it changes much, or
    says more passwords than a minute allows from one address."""

    name: str
    hope: str
    run: Run
    alone: bool


ATTACKS: dict[str, Attack] = {}


def attack(run: Run) -> Run:
    """Enter a function into the list of attacks."""
    return _entered(run, alone=False)


def attack_alone(run: Run) -> Run:
    """The same for one that needs a club of its own."""
    return _entered(run, alone=True)


def _entered(run: Run, *, alone: bool) -> Run:
    assert run.__name__ not in ATTACKS, "two attacks of one name"
    ATTACKS[run.__name__] = Attack(run.__name__, " ".join((run.__doc__ or "").split()), run, alone)
    return run
