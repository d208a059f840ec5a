"""Bugs planted on purpose, to see the simulator catch them: python -m tests.simulation.planted

Each is a small change to the engine that somebody could make, or did make. `seed` is one that catches it; the table
that is printed says which promise it broke.
"""

import argparse
import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.simulation.bugs import agenda, asking, keeping, leaving, load, media, phone, real, restores, server
from tests.simulation.founding import Founded, found, scratch
from tests.simulation.seeds import one
from tests.simulation.tally import Tally

EVENTS = 400
# A bug that does not even fit the engine was planted badly: that is no catch.
CLUMSY = ("TypeError", "AttributeError", "NameError", "KeyError")


@dataclass(frozen=True)
class Planted:
    """A bug: what is done wrong, how it is put in, and a seed that finds it (looking at everything, if `full`; where
    the server is often restored, if `restores`).
    """

    name: str
    put_in: Callable[[], Any]
    seed: int
    full: bool = False
    restores: bool = False


PLANTED = (
    Planted("acknowledged before commit", server.acknowledged_before_commit, 3),
    Planted("a push split over transactions", server.batch_is_split, 3),
    Planted("a repeated changeset decided again", server.applied_twice, 1),
    Planted("a fork not noticed", server.fork_unseen, 1),
    Planted("stamps ignored in merge", server.stamps_ignored, 1),
    Planted("losers not kept in history", server.loser_not_kept, 1),
    Planted("a clock in the future believed", server.clock_believed, 1),
    Planted("departures not written", server.no_departures, 1),
    Planted("scopes forget teams", lambda: server.roots_missing("group_member"), 1),
    Planted("scopes forget families", lambda: server.roots_missing("account_link"), 4),
    Planted("scopes forget holders", lambda: server.roots_missing("resource"), 1),
    Planted("scopes forget fields", lambda: server.roots_missing("custom_field"), 8),
    Planted("grants forget roles", lambda: server.grants_missing("role_assignment"), 1),
    Planted("digests keep deleted rows", server.tally_kept_on_delete, 1),
    Planted("a full page loses a row", server.page_cut_short, 2),
    Planted("grants change between pages", server.no_restart, 5),
    Planted("a series with gaps", server.number_drawn_from_count, 4),
    Planted("queue outside the transaction", phone.queue_apart, 9, full=True),
    Planted("receipt not stored", phone.receipt_not_stored, 1),
    Planted("forgotten when sent", phone.forgotten_when_sent, 1),
    Planted("cursor moves early", phone.cursor_early, 2),
    Planted("cursor one too far", phone.cursor_forward, 1),
    Planted("the first image lost", phone.first_image_lost, 1),
    Planted("staged pages stay", phone.staged_pages_stay, 2),
    Planted("withdrawn rows stay", phone.not_evicted, 1),
    Planted("pages applied one by one", phone.pages_torn, 2),
    Planted("a bad bin not emptied", phone.bad_bin_not_emptied, 1),
    Planted("rot not marked", phone.rot_not_marked, 4),
    Planted("pending not undone", phone.pending_not_undone, 1),
    Planted("real: a row twice in a page", real.row_twice_in_a_page, 1),
    Planted("real: a made row stamped whole", real.whole_row_stamped, 10),
    Planted("real: making beats correcting", real.own_making_wins, 1),
    Planted("real: the second home forgotten", real.second_home_forgotten, 1),
    Planted("unread cells thrown away", phone.unread_thrown_away, 7),
    Planted("a lease without end", phone.lease_without_end, 2),
    Planted("the inbox repeats what lapsed", phone.inbox_repeats, 74),
    Planted("undo without its guard", server.undo_unguarded, 1),
    Planted("history for everybody", server.history_for_everybody, 1),
    Planted("stored before it was synced", media.stored_before_synced, 2),
    Planted("the name of a blob not synced", media.folder_not_synced, 2),
    Planted("bytes not compared", media.hash_not_compared, 1),
    Planted("the offset of a slice trusted", media.offset_trusted, 18),
    Planted("bytes dropped when the row was heard", media.dropped_when_the_row_was_heard, 2),
    Planted("bytes of evicted rows stay", media.copies_stay, 3, full=True),
    Planted("bytes shown to all", media.shown_to_all, 2),
    Planted("rows outlive a rollback", real.cache_outlives_rollback, 2),
    Planted("a package of too much", load.package_of_too_much, 5),
    Planted("a package for anybody", load.package_for_anybody, 2),
    Planted("tail from the cursor", load.tail_from_the_cursor, 2),
    Planted("a package stays on the shelf", load.shelf_not_cleared, 5),
    Planted("a package's hash not asked", load.hash_not_asked, 5),
    Planted("a package carries not what is here", load.carriers_not_widened, 5),
    Planted("a part taken for all", load.part_taken_for_all, 5),
    Planted("nothing offered again", restores.nothing_offered, 1, restores=True),
    Planted("answered and not kept", restores.nothing_kept, 1, restores=True),
    Planted("a number drawn anew", restores.number_drawn_anew, 8, restores=True),
    Planted("the server's own not told again", restores.own_not_told, 1, restores=True),
    Planted("deletions not told again", restores.deletions_not_told, 1, restores=True),
    Planted("graves forgotten", restores.no_graves, 11, restores=True),
    Planted("told again at a new time", restores.told_at_a_new_time, 1, restores=True),
    Planted("an old life's seq believed", restores.old_seq_believed, 5, restores=True),
    Planted("what waits is never tried", restores.never_tried, 1, restores=True),
    Planted("what waits is tried once", restores.nothing_stirs, 24, restores=True),
    Planted("refused once, done the second time", restores.refusal_forgotten, 5, restores=True),
    Planted("erased in rows alone", leaving.erased_in_rows_alone, 7),
    Planted("erased and spoken of", leaving.erased_and_spoken_of, 19),
    Planted("an inbox quotes who was erased", leaving.inbox_quotes_on, 9),
    Planted("an erasure not told again", leaving.erasure_not_told_again, 7, restores=True),
    Planted("the ledger speaks of who was erased", leaving.ledger_speaks_on, 29, restores=True),
    Planted("a scan refused for who was erased", leaving.told_of_a_dispute, 118, restores=True),
    Planted("a series changes what was changed apart", agenda.exceptions_swept, 9),
    Planted("a move that nobody hears of", agenda.moved_in_silence, 3),
    Planted("a line names who is gone", asking.gone_stays_named, 16),
    Planted("the office is asked twice", asking.asked_twice, 16),
    Planted("the office gives no answer", asking.no_answer, 28),
    Planted("a revoked device's work thrown away", leaving.quarantine_thrown_away, 17),
    Planted("let go in rows alone", keeping.let_go_in_rows_alone, 26),
    Planted("a night that died is taken for whole", keeping.half_taken_for_the_whole, 26),
    Planted("what was let go comes back with a restore", keeping.let_go_not_told_again, 106),
    Planted("an old right forgotten", keeping.rights_forgotten, 46),
    Planted("a parent whose child plays let go of", keeping.children_forgotten, 46),
    Planted("a season ends nobody's place", keeping.seasons_end_nobody, 36),
    Planted("a club that is late loses its teams", keeping.late_clubs_lose_their_teams, 36),
    Planted("taken back for ever", keeping.undone_for_ever, 6),
    Planted("the ledger repeats old words", keeping.ledger_says_on, 106, restores=True),
)
# These need a rare turn of events: longer runs find them, a short test cannot wait for that.
RARE = (
    Planted("real: deletion swallowed by a fill", real.deletion_swallowed, 1),
    Planted("real: restored out of sight", real.returns_unannounced, 1),
    Planted("real: doubt forgotten", real.doubt_forgotten, 1),
    Planted("real: journal keeps evicted rows", real.journal_keeps, 1, full=True),
    Planted("real: a detail of nobody", real.detail_of_nobody, 1),
    Planted("real: guards asked before merging", real.guard_before_merge, 1),
    Planted("bytes never sent again", media.never_sent_again, 1),
    Planted("sums outlive a rollback", real.memory_outlives_rollback, 1),
    Planted("the ledger written after the commit", restores.ledger_too_late, 1, restores=True),
    Planted("the ledger trimmed to nothing", restores.trimmed_to_nothing, 11, restores=True),
    Planted("the newer word overwritten", restores.newer_word_overwritten, 1, restores=True),
)


def caught(bug: Planted, founded: Founded, folder: Path, seeds: range | None = None) -> tuple[int, str] | None:
    """The first seed that finds the bug and what it says; None when none does."""
    for seed in seeds or range(bug.seed, bug.seed + 1):
        with bug.put_in():
            problem = one(seed, founded, folder, Tally(), full=bug.full, events=EVENTS, restores=bug.restores)
        if problem is not None and not problem.startswith(CLUMSY):
            return seed, problem
    return None


def main() -> int:
    """Plant each bug, run its seed (and a few more where that does not find it), print who caught what."""
    parser = argparse.ArgumentParser(prog="python -m tests.simulation.planted")
    parser.add_argument("--only", default="", help="bugs whose name contains this")
    parser.add_argument("--rare", action="store_true", help="also those that only a long run finds")
    wanted = parser.parse_args()
    folder, found_all = scratch(), 0
    chosen = [bug for bug in (*PLANTED, *(RARE if wanted.rare else ())) if wanted.only in bug.name]
    try:
        founded = found(folder)
        for bug in chosen:
            result = caught(bug, founded, folder) or caught(bug, founded, folder, range(1, 41))
            found_all += result is not None
            seed, says = result or ("-", "NOT CAUGHT")
            print(f"{bug.name:38} seed {seed:>3}  {says[:110]}", flush=True)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    print(f"planted: {len(chosen)} planted, {found_all} caught")
    return 0 if found_all == len(chosen) else 1


if __name__ == "__main__":
    sys.exit(main())
