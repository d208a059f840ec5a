"""Two people were handed one thing: who looked says who has it, with the reason, in one tap. (feature B5)"""

from collections.abc import Callable

import flet as ft

from mobile.reader.equipment import Fact, Quarrel, Resource
from mobile.touchline import use_touchline
from mobile.widgets.field import field
from mobile.widgets.filters import few

REASONS = ("seen", "called", "agreed")


@ft.component
def Settle(thing: Resource, quarrel: Quarrel, close: Callable[[], None]) -> ft.Control:
    """Why first (one is chosen already), then who: that tap writes it."""
    touchline = use_touchline()
    words = touchline.words
    reason, choose = ft.use_state(REASONS[0])
    own = ft.use_ref("")

    def write(text: str) -> None:
        own.current = text

    def settle(fact: Fact | None) -> None:
        close()
        note = (own.current or "").strip() or words(f"dispute.reason.{reason}")
        to = {} if fact is None else {"to_kind": fact.to_kind, "to_id": fact.to_id}
        args = {"id": touchline.writer.new_id(), "resource": thing.item.id, "note": note, **to}
        if touchline.do("custody.settle", **args).refusal is None:
            who = words("equipment.in") if fact is None else fact.to or words("equipment.somebody")
            touchline.tell(words("dispute.settled", what=thing.item.name, who=who))

    def button(text: str, icon: ft.IconData, fact: Fact | None) -> ft.Control:
        return ft.FilledTonalButton(text, icon=icon, height=56, on_click=lambda _: settle(fact))

    both = [
        button(words("dispute.with", who=one.to or words("equipment.somebody")), ft.Icons.PERSON_OUTLINE, one)
        for one in (quarrel.first, quarrel.second)
    ]
    return ft.Column(
        [
            ft.Text(words("dispute.reason"), size=14),
            few([(name, words(f"dispute.reason.{name}")) for name in REASONS], reason, choose),
            field("", ft.use_callback(write, []), label=words("reason.own")),
            *both,
            button(words("dispute.in_store"), ft.Icons.INVENTORY_2_OUTLINED, None),
        ],
        spacing=10,
        tight=True,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )
