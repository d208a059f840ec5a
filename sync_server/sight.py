"""What one person may read of what the club keeps: rows, and the lines of their history.

Pages ask their audiences for many rows at once (`checkpoint.py`); here somebody asks for a few, and for what they said
before. A row that was deleted is shown to whom it reached then and would reach today. What reaches the other side by
sharing alone (an evaluation) begins for them on the day it was shared.
"""

from shared.actions.evaluations import other_side
from shared.tables import REGISTER
from sync_server.access import scopes, unshared
from sync_server.facts import image
from sync_server.log import Place
from sync_server.referee import Referee

NEVER = 1 << 62
MOMENTS = ("shared_at", "final_at")


class Sight:
    """Of one user, as the rights are now; reads only, inside the snapshot of who asks."""

    def __init__(self, referee: Referee, user: str) -> None:
        self._store, self._facts, self._audiences = referee.store, referee.facts, referee.audiences
        self._audiences.at(int((self._store.get("club", "club") or {"seq": 0})["seq"]))
        self._granted = frozenset(row["scope"] for row in self._store.find("user_scope", user=user))

    def sees(self, place: Place) -> bool:
        """Whether this row reaches the user; one that was deleted must have, and would."""
        version = self._store.get("row_version", *place) if place[0] in REGISTER else None
        if version is None or not self._audiences.scopes(version["audience"]) & self._granted:
            return False
        if not version["deleted"]:
            return True
        last = self._facts.deleted(*place)
        return last is not None and bool(scopes(self._facts, REGISTER[place[0]], last) & self._granted)

    def since(self, place: Place) -> int:
        """The first seq whose line of history the user may read, of a row that is in sight: 0 for all of them."""
        begun = self._begun(place)
        row = self._facts.get(*place) or self._facts.deleted(*place)
        writers = None if row is None else unshared(self._facts, REGISTER[place[0]], row)
        if row is None or writers is None or writers & self._granted:
            return begun
        return max(begun, self._shared(str(row["evaluation"] if place[0] == "score" else row["id"])))

    def _begun(self, place: Place) -> int:
        """The seq after which this id was never the row of somebody whom the user may not read about: whoever knows the
        id of a row that went can make another one under it. What nobody can tell any more counts as somebody else's.
        """
        lines = self._store.find("history", tbl=place[0], id=place[1], kind="remove")
        gone = sorted(int(line["seq"]) for line in lines)
        if self._facts.get(*place) is None:
            gone = gone[:-1]  # that one was looked at by `sees`
        for seq in reversed(gone):
            last = image((self._store.get("history", seq, *place) or {}).get("before"))
            if last is None or not scopes(self._facts, REGISTER[place[0]], last) & self._granted:
                return seq + 1
        return 0

    def _shared(self, evaluation: str) -> int:
        """The seq that opened this evaluation to its other side: when it was shared, or when the second was final."""
        row = self._facts.get("evaluation", evaluation)
        if row is None:
            return NEVER
        both = (evaluation,) if row["side"] == "coach" else (evaluation, other_side(row))
        moment = MOMENTS[0] if row["side"] == "coach" else MOMENTS[1]
        opened = [
            int(line["seq"])
            for id in both
            for line in self._store.find("history", tbl="evaluation", id=id)
            if (image(line["after"]) or {}).get(moment) is not None
        ]
        return max(opened, default=NEVER)
