"""What must hold, asked after every step (light) or with everything looked at (full). Broken says what does not."""

import json
import re
from collections.abc import Set
from operator import itemgetter
from typing import TYPE_CHECKING, Any
from zlib import decompress

from shared.errors import StoreFull
from shared.register import Row
from shared.replica.lease import REPEATING
from shared.replica.queue import KEPT_RECEIPTS
from shared.rights import SYSTEM
from shared.sync.past import OFFERED_MS
from shared.tables import REGISTER
from sync_server.history import History
from sync_server.privacy.audit import verify
from sync_server.turning import recheck_all
from tests.simulation.device import Device
from tests.simulation.fragile import raw_bytes
from tests.simulation.naive.club import canaries
from tests.simulation.naive.sight import Eyes
from tests.simulation.naive.silence import speaks_of
from tests.simulation.naive.verbs_store import walk
from tests.simulation.sealed import sensitive, words_lying_open
from tests.simulation.server import Server

if TYPE_CHECKING:
    from tests.simulation.naive.club import Club
    from tests.simulation.world import World

DONE = ("applied", "merged")
Tables = dict[str, dict[str, Row]]
ROLL_UP = re.compile('"rollup":"[^"]*"')


class Broken(AssertionError):
    """A promise that was not kept: which one, and how."""

    def __init__(self, promise: str, how: str) -> None:
        super().__init__(f"{promise}: {how}")
        self.promise = promise


class _Back(Exception):
    """Roll back what was only tried."""


def must(promise: str, yes: Any, how: object = "") -> None:
    """Raise Broken unless `yes`. `how` may be a function that words it."""
    if not yes:
        raise Broken(promise, str(how() if callable(how) else how))


# ---- after every step


def nothing_vanished(device: Device, club: "Club", decided: set[str]) -> None:
    """Promise 3: what the person did is waiting or answered, never both, never neither; and 2: answered alike.

    Forgiven is what a restored server cannot remember. `decided` is all that any life of it has decided: the oldest
    receipts of a device make room for new ones.
    """
    queue, answered = device.queue(), device.answered()
    must("nothing unsent vanishes", not queue & answered.keys(), lambda: sorted(queue & answered.keys()))
    lost = device.said - queue - answered.keys() - (decided if len(answered) >= KEPT_RECEIPTS else set())
    must("nothing unsent vanishes", not lost, lambda: f"{device.name} lost {sorted(lost)}")
    for id, answer in answered.items():
        once = club.outcomes.get(id)
        if once == answer and answer[1] != "erased":
            continue
        if id in device.forgiven and (once is None or once[0] == "parked" or id not in club.told_again):
            continue  # not back yet, set aside, or first heard of in this life from a twin that had not been answered
        if answer[1] == "erased" and once is not None and once[0] == answer[0]:
            hushed = any(speaks_of(call, club.erased) for call in club.wires[id])
            must("only words about who was erased are hushed", hushed, id)
            continue
        changed = answer[0] == "parked" and once is not None and once[0] in DONE  # set aside, and done after all
        must("exactly once", once == answer or changed, lambda: f"{id}: {answer}, once {once}")  # noqa: B023 - it is called at once, within this round


def answered_is_kept(world: "World", device: Device, fresh: Set[str]) -> None:
    """What was answered just now would be offered again, but for words about a row that is out of sight by now, and
    what was decided so long ago that nobody offers it any more.
    """
    told = world.server.store.among("receipt", "id", sorted(fresh - device.kept()))
    lost = {row["id"] for row in told if json.loads(row["moments"])[2] >= world.now - OFFERED_MS}
    for row in device.store.among("receipt", "id", sorted(lost)):
        if row["code"] == "erased":
            continue
        about = [tuple(place) for place in json.loads(row["about"] or "[]")]
        away = any(device.store.get("held", *place) is None for place in about)
        must("answered is kept", away, lambda: f"{device.name}: {sorted(lost)}")


def acknowledged_is_stored(server: Server, acknowledged: Set[str]) -> None:
    """Promise 1: what a device was told is still so after the process died."""
    stored = {id for (id,) in server.rows("SELECT id FROM receipt")}
    must("acknowledged is durable", acknowledged <= stored, lambda: sorted(acknowledged - stored))


def clocks_are_sane(server: Server, latest: int) -> None:
    """Promise 9: no stamp is later than the latest arrival."""
    club = server.store.get("club", "club") or {}
    must("no clock poisons", club["high_ms"] <= latest, f"{club['high_ms']} > {latest}")


def reply_keeps_secrets(world: "World", device: Device, body: bytes) -> None:
    """Promise 5: every canary on the wire stands in a row this user may see now, or is the user's own word."""
    words = canaries(ROLL_UP.sub("", body.decode()))  # any letters may stand in a roll-up
    leaked = words - visible_words(world, device.user, words)
    must("confidentiality", not leaked, lambda: f"on the wire to {device.user}: {leaks(world, leaked)}")


def package_keeps_secrets(world: "World", device: Device, packed: bytes) -> None:
    """Promise 5 for a package: its rows are those this user may see, or what stood there when it was made."""
    words = canaries(decompress(packed).decode("latin-1"))
    eyes, club = Eyes(world.club, device.user), world.club
    removed = {place: row for place, row in club.removed.items() if place not in club.hushed}.items()
    gone = {place for place, row in removed if eyes.sees(place[0], row) or _seen_last(world, device, place)}
    seen = {(table, id) for table, rows in eyes.visible().items() for id in rows} | gone
    old = {word for word in words if club.stood.get(word, set()) & seen}
    leaked = words - visible_words(world, device.user, words) - old
    must("confidentiality", not leaked, lambda: f"in a package for {device.user}: {leaks(world, leaked)}")


def _seen_last(world: "World", device: Device, place: tuple[str, str]) -> bool:
    """Whether a row was in this user's scopes when it was deleted: what it hangs on may have moved since."""
    server = world.server
    version = server.store.get("row_version", *place)
    scopes = server.referee.audiences.scopes(version["audience"]) if version else frozenset[str]()
    return bool(scopes & server.checkpoints.granted(device.user))


def nothing_left_on_the_shelf(device: Device) -> None:
    """What lies beside the replica belongs to the checkpoint under way."""
    first = device.store.get("staged", 1)
    named = json.loads(first["body"])["page"].get("package") if first else None
    left = device.on_shelf() - ({named["id"]} if named else set())
    must("nothing waits that nobody asked for", not left, lambda: f"{device.name}: {sorted(left)}")


def visible_words(world: "World", user: str, words: set[str]) -> set[str]:
    """Which of these canaries the user may see now."""
    club = world.club
    found = {word for word in words if user in world.wisher.authors.get(word, ())}
    others = words - found
    if others:
        eyes = Eyes(club, user)
        found |= {
            word
            for word in others
            if any(eyes.sees(table, club.rows[table][id]) for table, id in club.words.get(word, ()))
        }
    return found


def leaks(world: "World", words: set[str]) -> list[str]:
    """Where leaked canaries stand, for the message."""
    return sorted(f"{word} of {sorted(world.club.words.get(word, ())) or 'nowhere'}" for word in words)[:6]


# ---- after a checkpoint


def base_of(device: Device) -> Tables:
    """The acknowledged state: live rows with the first images of pending changes put back."""
    found = live_of(device)
    for table, id, image in map(itemgetter("tbl", "id", "image"), device.store.find("base")):
        if image is None:
            found[table].pop(id, None)
        else:
            found[table][id] = json.loads(image)
    return found


def live_of(device: Device) -> Tables:
    """What the screens show."""
    return {table.name: {row["id"]: row for row in device.store.find(table.name)} for table in device.register}


def as_known(device: Device, tables: Tables) -> Tables:
    """What an older app shows of these rows: the tables and fields it knows."""
    if not device.older:
        return tables
    names = {table.name: table.names for table in device.register}
    return {
        table: {id: {name: row[name] for name in names[table]} for id, row in rows.items()}
        for table, rows in tables.items()
        if table in names
    }


def same(promise: str, who: str, found: Tables, wanted: Tables) -> None:
    """Both hold the same rows; else Broken names the first few that differ."""
    if found == wanted:
        return
    wrong = []
    for table in wanted:
        for id in sorted(found[table].keys() | wanted[table].keys()):
            here, there = found[table].get(id), wanted[table].get(id)
            if here != there:
                wrong.append(f"{table} {id}: {_difference(here, there)}")
    raise Broken(promise, f"{who}: {'; '.join(wrong[:6])} ({len(wrong)} in all)")


def _difference(here: Row | None, there: Row | None) -> str:
    if here is None or there is None:
        return "missing" if here is None else "should not be there"
    return ", ".join(f"{name} is {here[name]!r}, not {there[name]!r}" for name in here if here[name] != there[name])


def checkpoint_is_whole(device: Device, visible: Tables) -> None:
    """Promises 6 and 7, and no cursor gap: a checkpoint is exactly what the user might see at its seq."""
    same("checkpoints are atomic", device.name, base_of(device), as_known(device, visible))


def rebased(device: Device) -> None:
    """Promise 8: undoing everything pending and doing it again changes nothing."""
    live = live_of(device)
    state = device.replica.state() or {}
    again = live
    try:
        with device.store.transaction(lasting=False):
            device.replica._prediction.undo()
            device.replica._prediction.redo(state)
            again = live_of(device)
            raise _Back
    except (_Back, StoreFull):  # on a full disk it could not be tried
        device.replica._prediction.forget()
    same("live is base and pending", device.name, live, again)


def words_in_file(device: Device) -> set[str]:
    """The canaries that a thief of the disk reads."""
    return canaries(raw_bytes(device.path).decode("latin-1"))


def still_there(device: Device, left: set[str]) -> set[str]:
    """Which of these are in the file also after the next start, which takes away what SQLite left behind; where the
    disk is full just now it has no room to.
    """
    if device.full:
        return set()
    return left & words_in_file(device) if left and device.replica.sweep() else left


def file_keeps_secrets(world: "World", device: Device, visible: Tables) -> None:
    """Promises 5 and 6: no canary in the file or its journals that the user may not see, apart from own words.

    What a visible row said before it was changed may linger in the journal: that is no stranger's secret.
    """
    words = words_in_file(device)
    opened = sensitive(words, world.club)
    must("sealed on the device", not opened, lambda: f"in the file of {device.name}: {leaks(world, opened)}")
    allowed = canaries(json.dumps(visible, ensure_ascii=False))
    own = {word for word in words if device.user in world.wisher.authors.get(word, ())}
    seen = {(table, id) for table, rows in visible.items() for id in rows}
    old = {word for word in words if world.club.stood.get(word, set()) & seen}
    said = {
        word for word in words if world.club.stood.get(word) or word in world.wisher.authors
    }  # not a seal's letters
    leaked = still_there(device, said - allowed - own - old)
    must("eviction is complete", not leaked, lambda: f"in the file of {device.name}: {leaks(world, leaked)}")


def lapsed_left(world: "World", device: Device, visible: Tables) -> None:
    """No word of a table whose lease ran out is in the file, nor what the inbox repeats of it, unless it stands
    elsewhere too or is still to be sent. Elsewhere is what may be seen now, and what was when the phone last heard: a
    restored server may have lost it since.
    """
    lapsed = device.replica.lapsed()
    gone = canaries(json.dumps({table: visible.get(table, {}) for table in lapsed}, ensure_ascii=False))
    others = {t: rows for t, rows in visible.items() if t not in (*lapsed, *REPEATING)}
    rest = canaries(json.dumps(others, ensure_ascii=False)) | _words_beside(device, {*lapsed, *REPEATING})
    for call in _repeated(visible):
        about = {call["name"].partition(".")[0], call["args"].get("table")} & set(lapsed)
        if about:
            gone |= canaries(json.dumps(call, ensure_ascii=False))
    left = still_there(device, (words_in_file(device) & gone) - rest - canaries(device.unsent()))
    must("leases end", not left, lambda: f"in the file of {device.name}: {leaks(world, left)}")


def _words_beside(device: Device, tables: Set[str]) -> set[str]:
    """The canaries that stand on the phone in rows of other tables than these, also of tables it cannot read yet."""
    rows = [row for table in device.register if table.name not in tables for row in device.store.find(table.name)]
    rows += [line for line in device.store.find("later") if line["tbl"] not in tables]
    return canaries(json.dumps(rows, ensure_ascii=False))


def _repeated(visible: Tables) -> list[Row]:
    """The actions that lines of the inbox, and changes that wait for the office, repeat."""
    told = [json.loads(row["detail"] or "{}").get("asked") or [] for row in visible["inbox_item"].values()]
    told += [json.loads(row["asked"] or "[]") for row in visible["parked_change"].values()]
    return [call for asked in told for call in asked]


def history_keeps_secrets(world: "World", device: Device, places: list[tuple[str, str]]) -> None:
    """Promise 5: of a row that is out of sight nothing is told; of one in sight what it said, and what was lost."""
    eyes, club, server = Eyes(world.club, device.user), world.club, world.server
    lines = History(server.referee).page(device.user, places)
    shown = {(line.table, line.id) for line in lines}
    hidden = {place for place in places if (row := club.get(*place)) and not eyes.sees(place[0], row)}
    must("confidentiality", not shown & hidden, lambda: f"history to {device.user}: {sorted(shown & hidden)}")
    for line in lines:
        place = (line.table, line.id)
        told = canaries(json.dumps(line.to_wire()))
        lost = {word for _, *at, _, value in club.lost if tuple(at) == place for word in canaries(str(value))}
        stood = {word for word in told if place in club.stood.get(word, ())}
        strange = told - stood - lost - visible_words(world, device.user, told)
        must("confidentiality", not strange, lambda: f"history of {place}: {leaks(world, strange)}")  # noqa: B023 - it is called at once, within this round


# ---- the whole club


def club_is_right(world: "World") -> None:
    """The server's rows are the naive club's rows, its numbers gapless, its scans and its history complete."""
    server, club = world.server, world.club
    rows = {table.name: {row["id"]: row for row in server.store.find(table.name)} for table in REGISTER}
    same("merge is independent of order", "server", rows, club.rows)
    _references(rows, club)
    _series(rows, world.numbers)
    _custody(world, rows)
    _accounts(rows)
    _history(world)
    seqs = [seq for (seq,) in server.rows("SELECT seq FROM log ORDER BY seq")]
    opened = words_lying_open(server.store, server.outside.lines, club)
    must("sealed at rest", not opened, lambda: leaks(world, opened))
    whole = verify(server.store)
    must("the chain of deeds is whole", whole.broken is None, whole)
    must("the log has no gap", seqs == list(range(1, len(seqs) + 1)), seqs[-3:])
    must("scopes are true", recheck_all(server.referee, world.now) == 0, "the day's turn found rows or grants to move")


def _references(rows: Tables, club: "Club") -> None:
    """Promise 7: what a row points at is there. Of somebody who was deleted lists keep the id, and so does what they
    decided: who was there stays counted, and comes back with the person. The server's own lines are told to nobody.
    """
    for table in REGISTER:
        for name, into in table.refs:
            left = {row[name] for row in rows[table.name].values() if row[name] not in (None, SYSTEM.user)}
            left -= rows[into].keys()
            left -= {id for id in left if into in ("contact", "user_profile") and (into, id) in club.removed}
            must("references stand", not left, lambda: f"{table.name}.{name}: {sorted(left)}")  # noqa: B023 - at once


def _series(rows: Tables, numbered: dict[str, tuple[str, int]]) -> None:
    """A number whose invoice has not come back is no gap: it stands on paper."""
    missing = {id: at for id, at in numbered.items() if (rows["invoice"].get(id) or {}).get("status") != "issued"}
    numbers: dict[str, list[int]] = {}
    for invoice in rows["invoice"].values():
        if invoice["status"] == "issued":
            numbers.setdefault(invoice["series"], []).append(invoice["number"])
        parts = [part for part in rows["allocation"].values() if part["invoice"] == invoice["id"]]
        paid = sum(part["amount_cents"] for part in parts)
        must("sums hold", invoice["paid_cents"] == paid, f"{invoice['id']}: {invoice['paid_cents']}, not {paid}")
    for series, found in numbers.items():
        found += [number for id, (name, number) in missing.items() if name == series]
        must("series are gapless", sorted(found) == list(range(1, len(found) + 1)), f"{series}: {sorted(found)}")


def _custody(world: "World", rows: Tables) -> None:
    """Promise 12: the holder is what a walk over all scans finds, and every accepted scan is one of them."""
    for id, resource in rows["resource"].items():
        holder, _ = walk(row for row in rows["custody_event"].values() if row["resource"] == id)
        told = {name: resource[name] or (0 if name == "disputed" else None) for name in holder}
        must("one custody", told == holder, f"{id}: {told}, not {holder}")
    lost = world.scans - rows["custody_event"].keys()
    must("every scan is accounted for", not lost, lambda: sorted(lost))


def _accounts(rows: Tables) -> None:
    for id, account in rows["account"].items():
        links = [row for row in rows["account_link"].values() if row["account"] == id and row["present"]]
        alive = any(link["contact"] in rows["contact"] for link in links)
        must("no account without a contact", alive or account["status"] != "active", id)


def _history(world: "World") -> None:
    """Promise 10: what lost a merge can be read in history."""
    for seq, table, id, name, value in world.club.lost:
        line = world.server.store.get("history", seq, table, id)
        kept = json.loads(line["lost"]) if line and line["lost"] else {}
        must("every loser is in history", name in kept, f"{table} {id} {name} at {seq}: {kept}, not {value!r}")
