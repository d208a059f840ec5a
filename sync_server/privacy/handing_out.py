"""Somebody's data is handed out as a file: that is written down twice, where people see it and in the chain."""

from collections.abc import Mapping

from shared.rights import SYSTEM
from shared.sync.protocol import ActionCall
from shared.tables.exports import ARCHIVE
from sync_server.club import Club
from sync_server.privacy.erasing import note

TOLD = {"what": ARCHIVE, "form": "zip", "holds": ["everything"], "people": 1}


def write_down(club: Club, user: str | None, contact: str, rows: Mapping[str, int]) -> None:
    """This user (None: the person at the server) has everything of this contact; `rows` counts it by table. Raises
    Refused or a Fault when it cannot be written: then nothing may leave.
    """
    line = {**TOLD, "id": club.new_id(), "contact": contact, "user": user or SYSTEM.user}
    club.referee.perform(club.new_id(), club.now(), ActionCall("export_log.hand_out", 1, line))
    note(club, "exported", user, contact, rows)
