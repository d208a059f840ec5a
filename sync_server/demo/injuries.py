"""Who cannot play at the moment, and a team whose players come unless they say no."""

from datetime import timedelta

from sync_server.demo.story import DAY, Story, act
from sync_server.demo.teams import Team, Teams

WHAT = ("Enkel verstuikt", "Pols gebroken", "Last van de knie", "Hersenschudding", None)
LASTS = (14, 28, 10, None)
"""Days from the first one; None: nobody knows."""
AGO = 6
TEAM = "U11 A"
"""Whose coach asked for it."""


class Injuries:
    """One player of every team, two of the larger ones."""

    def __init__(self, story: Story, teams: Teams) -> None:
        self.story, self.teams = story, teams

    def tell(self) -> None:
        """In the last days, so that they still last."""
        for place, team in enumerate(self.teams.of(self.teams.now)):
            if team.spec.name == TEAM:
                at = self.story.past(self.story.now - 30 * DAY)
                self.story.tell(at, act("group.attend_by_default", id=team.id, on=1))
            for number, player in enumerate(team.players[3::9]):
                self._tell(team, player.id, place + number)

    def _tell(self, team: Team, contact: str, place: int) -> None:
        first = self.story.today - timedelta(days=AGO)
        days = LASTS[place % len(LASTS)]
        last = None if days is None else (first + timedelta(days=days)).isoformat()
        at = self.story.past(self.story.now - AGO * DAY)
        args = {"id": self.story.new_id(at), "contact": contact, "from_on": first.isoformat(), "to_on": last}
        self.story.tell(at, act("injury.note", **args, note=WHAT[place % len(WHAT)]))
