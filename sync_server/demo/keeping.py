"""The demo club in the place that the settings name."""

import json
from collections.abc import Callable
from pathlib import Path

from sync_server.club import open_club
from sync_server.demo.making import make_demo
from sync_server.demo.story import Progress
from sync_server.keys.label_key import open_label_key
from sync_server.settings import Settings
from sync_server.store.copying import copy_club
from sync_server.store.database import holds_club
from sync_server.store.drafts import draft_beside


def keep_demo(settings: Settings, clock: Callable[[], int], progress: Progress = lambda done, total: None) -> None:
    """Make the demo, and write down who can sign in. `clock` tells UTC milliseconds.

    Made in a file under another name and put in place when it is whole: a broken-off demo is made again. Where another
    process made one meanwhile, that one is it.
    """
    place = settings.database
    with draft_beside(place if isinstance(place, Path) else settings.data / "club.db") as draft:
        if holds_club(place):
            return
        labels = open_label_key(settings.key_file).public_keys
        club = open_club(draft, clock, keys=settings.key_file)
        sign_ins = make_demo(club, host=settings.label_host, label_keys=labels, now=clock(), progress=progress)
        club.close()
        # Before the club: who finds that finds how to get in.
        lines = [vars(sign_in) for sign_in in sign_ins]
        settings.sign_ins.write_text(json.dumps(lines, ensure_ascii=False, indent=1), encoding="utf-8")
        if isinstance(place, Path):
            draft.rename(place)
        else:
            copy_club(draft, place)
