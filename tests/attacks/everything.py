"""All attacks, in the order in which a reviewer would come to them; and what cannot be attacked yet."""

from tests.attacks import (
    assignment,
    authority,
    backup,
    bombs,
    bytes_of_media,
    cursors,
    demotion,
    door,
    identity,
    invites,
    keeping,
    pairing,
    scans,
    sensitive,
    slowness,
    values,
)
from tests.attacks.attack import ATTACKS, Attack

CHAPTERS = (
    authority,
    assignment,
    cursors,
    demotion,
    identity,
    invites,
    pairing,
    bombs,
    slowness,
    values,
    bytes_of_media,
    door,
    scans,
    sensitive,
    backup,
    keeping,
)
PLACES = {chapter.__name__: place for place, chapter in enumerate(CHAPTERS)}
ALL: tuple[Attack, ...] = tuple(sorted(ATTACKS.values(), key=lambda one: PLACES[one.run.__module__]))
NOT_THERE_YET = ("second factors, recovery codes",)
