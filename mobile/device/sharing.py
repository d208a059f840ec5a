"""A picture handed to the machine's own sheet, "send to": another app, the gallery."""

import sys
from dataclasses import dataclass

import flet as ft
from flet.controls.client_action import action_field, shared_service

SYSTEMS = ("android", "ios", "darwin", "win32")
"""Which have such a sheet; Linux has none."""


def can_share() -> bool:
    """Whether there is a sheet here. Where there is none the client does nothing at all, and says nothing."""
    if sys.platform == "emscripten":
        from mobile.web.page import shares

        return shares()
    return sys.platform in SYSTEMS


@dataclass
class SharePicture(ft.ClientAction):
    """Opens the sheet with a PNG when its control is pressed.

    As Flet's own `ShareText` does with a text: by the client, within the tap, because a browser lets a page share at no
    other time.
    """

    content: bytes = action_field()
    name: str = action_field()

    def __post_init__(self) -> None:
        file = ft.ShareFile.from_bytes(self.content, mime_type="image/png", name=self.name)
        no_other_way = {"download_fallback_enabled": False, "mail_to_fallback_enabled": False}
        self._bind(shared_service(ft.Share), "share_files", {"files": [file], **no_other_way})
