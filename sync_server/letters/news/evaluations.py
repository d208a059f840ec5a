"""Evaluations that were shared, told to the player and to who acts for them.

A letter says that there is one to be read and of what, never a word or a figure of it: mail is read by others than its
readers.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from shared.domain.notices import Kind
from shared.facts import Facts
from shared.kin import persons_of
from shared.storage import Store
from sync_server.letters import receivers
from sync_server.letters.news.saying import Say
from sync_server.letters.news.subject import Item, Subject, rows_of, shortened
from sync_server.letters.writing import plain
from sync_server.log import Written


@dataclass(frozen=True)
class Shared:
    """An evaluation of `player`, whose given name this is, by the template of this name."""

    id: str
    player: str
    template: str


class Evaluations(Subject[Shared]):
    """Sharing is not taken back, so there is nothing to wait for; each is told by itself."""

    table, topic, place = "evaluation", "evaluations", "/evaluations"

    def noted(self, written: Written) -> str | None:
        """The player may read it from now on. One that was deleted and came back was told of in its time."""
        old, new = written.old, written.new
        if new is None or new["shared_at"] is None or written.returns:
            return None
        return str(new["id"]) if old is None or old["shared_at"] is None else None

    def kind(self, facts: Facts, item: Item, now: int) -> Kind | None:
        """As long as it is there to be read."""
        row = facts.get(self.table, item[1])
        return None if row is None or row["shared_at"] is None else "evaluation"

    def concerned(self, store: Store, items: Sequence[Item]) -> Mapping[str, receivers.People]:
        """The player, and who acts for them: the reach `assessed` of `shared/rights.py`."""
        rows = rows_of(store, self.table, items)
        people = receivers.of_people(store, {str(row["contact"]) for row in rows.values()})
        return {id: people[str(row["contact"])] for id, row in rows.items()}

    def said(self, facts: Facts, contact: str, item: Item) -> Shared | None:
        """Whose it is, and by which template."""
        row = facts.get(self.table, item[1])
        if row is None or row["contact"] not in persons_of(facts, contact):
            return None
        player, template = facts.get("contact", row["contact"]), facts.get("evaluation_template", row["template"])
        if player is None or template is None:
            return None
        return Shared(row["id"], plain(player["given_name"]), plain(template["name"]))

    def title(self, say: Say, pieces: Sequence[Shared]) -> str:
        """Whose there is, or how many."""
        if len(pieces) > 1:
            return say.plural("mail.notice.evaluations", len(pieces))
        return say("mail.notice.evaluation.subject", name=pieces[0].player)

    def lines(self, say: Say, pieces: Sequence[Shared]) -> list[str]:
        """One an evaluation."""
        ordered = sorted(pieces, key=lambda one: (one.player, one.template, one.id))
        told = [say("mail.notice.evaluation", name=one.player, template=one.template) for one in ordered]
        return shortened(say, told)

    def path(self, pieces: Sequence[Shared]) -> str:
        """The report, or the list of them."""
        return f"{self.place}/of/{pieces[0].id}" if len(pieces) == 1 else self.place
