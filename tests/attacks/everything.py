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
    pairing,
    scans,
    values,
)
from tests.attacks.attack import ATTACKS, Attack

CHAPTERS = (
    authority,
    assignment,
    cursors,
    demotion,
    identity,
    pairing,
    bombs,
    values,
    bytes_of_media,
    door,
    scans,
    backup,
)
PLACES = {chapter.__name__: place for place, chapter in enumerate(CHAPTERS)}
ALL: tuple[Attack, ...] = tuple(sorted(ATTACKS.values(), key=lambda one: PLACES[one.run.__module__]))
NOT_THERE_YET = (
    "invites (one used fifty times at once)",
    "exports, so no formula can be hidden in one",
    "second factors, recovery codes, changing a password",
    "fields sealed at rest, an audit chain, backups under an offline key",
    "retention and erasure",
)
