"""Files that a person gives or takes: pick a picture, save a document. Must be called inside the tap
(browsers).
"""

from dataclasses import dataclass
from typing import Protocol

import flet as ft

MAX_BYTES = 16 * 1024 * 1024


@dataclass(frozen=True)
class Paper:
    """A document that somebody chose: the name of its file, and its bytes."""

    name: str
    content: bytes


class Files(Protocol):
    """What screens ask of the file system of the person."""

    async def pick_picture(self) -> bytes | None:
        """The bytes of one picture that the person chose; None when they changed their mind or it is too
        large.
        """

    async def pick_paper(self) -> Paper | None:
        """A PDF that the person chose, under the same terms."""

    async def pick_calendar(self) -> Paper | None:
        """An iCalendar file that the person chose, under the same terms."""

    async def save(self, name: str, content: bytes) -> None:
        """Offers `content` as a file called `name`."""


class FletFiles:
    """The platform's file dialogs through Flet."""

    def __init__(self) -> None:
        self._picker = ft.FilePicker()

    async def pick_picture(self) -> bytes | None:
        """A photo from the gallery or the camera app; at most 16 MiB."""
        picked = await self._picker.pick_files(file_type=ft.FilePickerFileType.IMAGE, with_data=True)
        if not picked or picked[0].bytes is None or len(picked[0].bytes) > MAX_BYTES:
            return None
        return picked[0].bytes

    async def pick_paper(self) -> Paper | None:
        """A PDF; at most 16 MiB."""
        kind = ft.FilePickerFileType.CUSTOM
        picked = await self._picker.pick_files(file_type=kind, allowed_extensions=["pdf"], with_data=True)
        if not picked or picked[0].bytes is None or len(picked[0].bytes) > MAX_BYTES:
            return None
        return Paper(picked[0].name, picked[0].bytes)

    async def pick_calendar(self) -> Paper | None:
        """A file of a calendar; at most 16 MiB."""
        kind = ft.FilePickerFileType.CUSTOM
        picked = await self._picker.pick_files(file_type=kind, allowed_extensions=["ics", "ical"], with_data=True)
        if not picked or picked[0].bytes is None or len(picked[0].bytes) > MAX_BYTES:
            return None
        return Paper(picked[0].name, picked[0].bytes)

    async def save(self, name: str, content: bytes) -> None:
        """A download in the browser, a dialog elsewhere."""
        await self._picker.save_file(file_name=name, src_bytes=content)
