"""Questions about the club's own fields: what is asked, what was answered, what fits no more."""

import sqlite3
from dataclasses import dataclass

from shared.domain.custom_field import Kind, Question, is_odd, words_of


@dataclass(frozen=True)
class Asked:
    """One field. `view_roles` and `edit_roles` are whom it is kept to, empty for nobody in particular; `answered`: for
    how many things."""

    id: str
    name: str
    kind: Kind
    choices: tuple[str, ...]
    view_roles: tuple[str, ...]
    edit_roles: tuple[str, ...]
    archived: bool
    answered: int

    @property
    def question(self) -> Question:
        """What an answer is checked against."""
        return Question(self.kind, self.choices)


@dataclass(frozen=True)
class Answer:
    """A field of one thing; `value` is None where nothing was said, `odd` what fits the field no more."""

    field: Asked
    value: str | None
    odd: bool


class Fields:
    """Fields in the club's order."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection

    def of(self, entity: str) -> tuple[Asked, ...]:
        """All fields of an entity, the archived ones too."""
        rows = self._db.execute(
            """SELECT f.id, f.name, f.kind, f.choices, f.view_roles, f.edit_roles, f.status = 'archived',
                    (SELECT count(v.value) FROM custom_value v WHERE v.field = f.id)
                FROM custom_field f WHERE f.entity = ? ORDER BY f.position, fold(f.name), f.id""",
            (entity,),
        )
        return tuple(
            Asked(id_, name, kind, words_of(choices), words_of(view), words_of(edit), bool(archived), answered)
            for id_, name, kind, choices, view, edit, archived, answered in rows
        )

    def answers(self, resource: str) -> tuple[Answer, ...]:
        """The fields of one thing that are asked now, each with its answer."""
        said = dict(
            self._db.execute(
                "SELECT field, value FROM custom_value WHERE resource = ? AND value IS NOT NULL", (resource,)
            ).fetchall()
        )
        return tuple(
            Answer(one, said.get(one.id), one.id in said and is_odd(one.question, said[one.id]))
            for one in self.of("resource")
            if not one.archived
        )
