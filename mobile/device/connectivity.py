"""Hints from the platform: the network came or went, the app came to the front. Hints only: the courier
finds out.
"""

import contextlib
from collections.abc import Callable

import flet as ft

AWAKE = (ft.AppLifecycleState.SHOW, ft.AppLifecycleState.RESUME)
AWAY = (ft.AppLifecycleState.HIDE, ft.AppLifecycleState.PAUSE, ft.AppLifecycleState.DETACH)


class Connectivity:
    """Tells `changed(online)` when the network comes or goes, `awake()` when the app is looked at again and `away()`
    when it is not any more.
    """

    def __init__(
        self, page: ft.Page, changed: Callable[[bool], None], awake: Callable[[], None], away: Callable[[], None]
    ) -> None:
        self._page = page
        self._changed = changed
        self._awake = awake
        self._away = away
        self._online: bool | None = None
        self.service = ft.Connectivity(on_change=self._on_change)
        page.on_app_lifecycle_state_change = self._on_lifecycle

    async def start(self) -> None:
        """Asks once how things stand; a platform that cannot say counts as online."""
        with contextlib.suppress(RuntimeError, TimeoutError):
            self._tell(await self.service.get_connectivity())

    def _on_change(self, event: ft.ConnectivityChangeEvent) -> None:
        self._tell(event.connectivity)

    def _tell(self, kinds: list[ft.ConnectivityType]) -> None:
        online = any(kind != ft.ConnectivityType.NONE for kind in kinds)
        if online != self._online:
            self._online = online
            self._changed(online)

    def _on_lifecycle(self, event: ft.AppLifecycleStateChangeEvent) -> None:
        if event.state in AWAKE:
            self._awake()
        elif event.state in AWAY:
            self._away()
