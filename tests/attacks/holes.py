"""Holes in the server, each dug on purpose into a process of its own: the attack that it names must find it."""

import contextlib
import json
import urllib.parse
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from shared import register, rights
from shared.actions import accounts, book, caring, contacts, invitations, invoices, undo, verb
from shared.errors import SignInNeeded
from shared.exchange import recurrence
from shared.rights import Actor
from shared.sync import clock, protocol, strict
from sync_server import app, checkpoint, club, packages, pokes, referee, restoring, serving, session, sight, turning
from sync_server.exchange import feeds
from sync_server.handlers import archive as archive_door
from sync_server.handlers import armour, body, labels, numbers, poke, site
from sync_server.handlers import feeds as feed_door
from sync_server.handlers import media as media_door
from sync_server.handlers import push as push_door
from sync_server.handlers import second_factor as second_door
from sync_server.handlers import session as session_door
from sync_server.handlers import welcome as welcome_door
from sync_server.keys import vault
from sync_server.letters import unsubscribing
from sync_server.media import blobs, pictures
from sync_server.media import desk as media
from sync_server.privacy import archive, erased, erasing
from sync_server.sign_in import addresses, pairing, second_factor, shutting, totp
from tests.attacks.standins import AsItWasMade, as_it_lies


@dataclass(frozen=True)
class Hole:
    """What is taken away, and the name of the attack that notices."""

    dig: Callable[[], None]
    seen_by: str


def swap(place: Any, name: str, value: Any) -> Callable[[], None]:
    """The hole that is dug by putting something else in the place of a name."""

    def dig() -> None:
        assert hasattr(place, name), "a hole must be dug where something is"
        setattr(place, name, value)

    return dig


def yes(*_: Any, **__: Any) -> bool:
    """To everything."""
    return True


def nothing(*_: Any, **__: Any) -> list[Any]:
    """Comes of it."""
    return []


def _told_who(self: session.Sessions, username: str) -> None:
    """Of a name that nobody has it is said."""
    if not self._club.store.find("user_secret", username=username):
        raise SignInNeeded


def _every_scope(self: checkpoint.Checkpoints, user: str, head: int) -> checkpoint.Standing:
    granted = {row["scope"]: 0 for row in self._store.find("audience_scope")}
    return checkpoint.Standing(head, granted, int((self._store.get("grant_state", user) or {"seq": 0})["seq"]))


def _taken_again() -> None:
    """What a revoked device brings is set aside as often as it comes."""
    true = shutting.Gate.take

    def take(self: shutting.Gate, out: shutting.ShutOut, pushed: Any) -> int:
        with self.club.store.transaction():
            self.club.store.update("device", (out.device,), {"set_aside": 0})
        return true(self, out, pushed)

    swap(shutting.Gate, "take", take)()


def _for_all(self: pairing.Pairings, code: str, newcomer: pairing.Newcomer, address: str) -> tuple[str, str]:
    """Whoever brings the code."""
    offer = self._open(pairing.hash_of(code))
    offer.newcomer, offer.ticket = newcomer, pairing._hash(code)
    return code, offer.key


def _any_digits(self: pairing.Pairings, device: str, digits: str, *, same: bool) -> pairing.Newcomer | None:
    """The person said that they are the same."""
    offer = self._of(device)[1]
    offer.let_in = same
    return offer.newcomer


def _any_step(secret: str, digits: str, now: int, after: int) -> int | None:
    """Digits are good for as long as they are shown."""
    return TRUE_STEP(secret, digits, now, 0)


TRUE_STEP = totp.step_of


def _serves_again(self: second_factor.SecondSteps, user: str, code: str) -> bool:
    """A recovery code stays."""
    wanted = second_factor._hash(user, code)
    return any(row["hash"] == wanted for row in self._club.store.find("recovery_code", user=user))


def _no_restart() -> None:
    """Grants of the first page serve to the end."""
    began: dict[str, checkpoint.Standing] = {}
    true = checkpoint.Checkpoints._standing

    def standing(self: checkpoint.Checkpoints, user: str, head: int) -> checkpoint.Standing:
        return began.setdefault(user, true(self, user, head))

    swap(checkpoint.Checkpoints, "_standing", standing)()


def _rights_of_the_start() -> None:
    """An actor is worked out once, and for ever."""
    known: dict[str, Actor] = {}
    true = referee.actor
    swap(referee, "actor", lambda facts, user: known.setdefault(user, true(facts, user)))()


def _open_package(self: packages.Packages, id: str, granted: frozenset[str]) -> Any:
    return self._path(id) if id in self._kept else None


def _every_field(fields: Any, values: Any) -> Any:
    known = {field.name for field in fields}
    return TRUE_FIELDS(fields, {name: value for name, value in values.items() if name in known})


FLOATING = json.JSONDecoder(parse_int=strict._integer)
TRUE_FIELDS = register.check_fields


def _lenient() -> None:
    for place in (verb, invoices, register):
        swap(place, "check_fields", _every_field)()


def _open_undo() -> None:
    """An undo sets what it likes."""
    open_table = verb.Field("table", required=True)
    entry = book.BOOK["row.undo", 1]

    def free(facts: Any, call: verb.Call) -> Any:
        return [undo.Patch(call.args["table"], call.args["id"], call.args["set"])]

    wide = verb.Verb(
        entry.name, entry.klass, (open_table, *entry.args[1:]), verb.nobody, free, right=lambda _: "contact.patch"
    )
    swap(book, "BOOK", {**book.BOOK, ("row.undo", 1): wide})()


def _patch_anything() -> None:
    def patched(facts: Any, table: str, id: str, values: Any) -> Any:
        return undo.Patch(table, id, dict(values))

    for place in (verb, contacts):
        if hasattr(place, "patched"):
            swap(place, "patched", patched)()


def _nonce_kept() -> None:
    """A nonce that was used stays good."""

    class Kept(dict[str, Any]):
        def pop(self, key: Any, default: Any = None) -> Any:
            return self.get(key, default)

    true = session.Sessions.__init__

    def init(self: session.Sessions, *given: Any) -> None:
        true(self, *given)
        self._nonces = Kept()

    swap(session.Sessions, "__init__", init)()


def _no_limit(self: Any, key: str, now: int) -> None:
    """Knock as you like."""


def _live_anyway(self: session.Sessions, device: str) -> Any:
    row = self._club.store.get("device", device)
    if row is None or row["public_key"] is None:
        raise session.SignInNeeded
    return row


def _quick_no(password: str, stored: str | None) -> bool:
    return stored is not None and TRUE_MATCHES(password, stored)


TRUE_MATCHES = session.passwords.matches


def _own_numbers(facts: Any, invoice: str, series: str) -> int:
    return int(facts.highest("invoice", "number", series=series)) + 1


def _never_late() -> None:
    @contextlib.asynccontextmanager
    async def never(_: float) -> Any:
        yield

    swap(body.asyncio, "timeout", never)()


def _no_cap() -> None:
    swap(strict, "MAX_BYTES", 2**40)()
    swap(body, "MAX_RATIO", 2**20)()
    strict.decode.__defaults__ = (2**40,)


def _believed(received: int, estimated: int, lower: clock.Moment) -> clock.Moment:
    return max(clock.Moment(max(0, min(estimated, 2**47))), lower.after())


def _as_it_comes(kind: str, data: bytes) -> pictures.Kept:
    return pictures.Kept("image/png", data, data)


def _one_part(self: blobs.Blobs, medium: str, device: str) -> Path:
    return self._parts / sha256(medium.encode()).hexdigest()


def _no_news_kept_back(self: pokes.News, user: str, since: int) -> bool:
    return True


def _an_owner(facts: Any, user: str) -> Actor:
    return Actor(user, None, frozenset(("owner",)), frozenset(), frozenset())


def _files_by_path() -> None:
    """A file of the site is looked for, not looked up."""

    async def answer(self: Any, request: site.Request) -> site.Response:
        path = self._folder / urllib.parse.unquote(request.path_params["path"])
        return site.FileResponse(path) if path.is_file() else site.PlainTextResponse("no", 404)

    swap(site._Site, "answer", answer)()


HOLES: dict[str, Hole] = {
    "every scope is granted": Hole(
        swap(checkpoint.Checkpoints, "_standing", _every_scope), "pull_the_family_next_door"
    ),
    "every role reaches all": Hole(swap(rights, "_reaches", yes), "do_everything_to_the_others"),
    "anybody lets anybody in": Hole(swap(invitations, "may_give", yes), "climb_by_an_invitation"),
    "letters go wherever it says": Hole(swap(addresses, "may_vouch", yes), "climb_by_an_address"),
    "anybody is a parent": Hole(swap(accounts, "widened", nothing), "read_a_bank_account_by_becoming_a_parent"),
    "ids have one life": Hole(swap(sight.Sight, "_begun", lambda *_: 0), "take_the_id_of_what_somebody_took_away"),
    "anybody reads bills": Hole(swap(caring, "_shows_bills", nothing), "read_the_bills_of_a_family_by_paying_for_it"),
    "adults grow young": Hole(swap(contacts, "stay_grown", lambda *said: said[-1]), "make_a_minor_of_an_adult"),
    "years are one's own": Hole(
        swap(contacts, "OFFICE_FIELDS", frozenset(("status",))), "grow_up_for_the_length_of_a_gesture"
    ),
    "forgotten names are told": Hole(
        swap(session.Sessions, "forgot", _told_who), "learn_who_is_a_member_from_a_forgotten_password"
    ),
    "history for all": Hole(swap(sight.Sight, "sees", yes), "read_the_history_of_others"),
    "bytes for all": Hole(swap(media.Media, "_reaches", yes), "fetch_the_papers_of_others"),
    "packages for all": Hole(swap(packages.Packages, "open", _open_package), "fetch_the_package_of_an_office"),
    "news for all": Hole(swap(pokes.News, "concerns", _no_news_kept_back), "listen_to_the_news_of_others"),
    "odd arguments are dropped": Hole(_lenient, "bring_more_arguments_than_asked"),
    "patches set any field": Hole(_patch_anything, "patch_what_is_not_mine_to_set"),
    "an undo of any table": Hole(_open_undo, "name_a_table_of_the_server"),
    "grants of the first page": Hole(_no_restart, "go_on_with_pages_after_a_demotion"),
    "a package goes on": Hole(swap(packages.Packages, "open", _open_package), "go_on_with_a_package_after_a_demotion"),
    "a season ends nobody's place": Hole(
        swap(turning, "last_days", lambda facts, day: {}), "read_on_about_the_players_of_last_season"
    ),
    "rights of the start": Hole(_rights_of_the_start, "write_with_a_role_that_was_withdrawn"),
    "a nonce for ever": Hole(_nonce_kept, "use_a_proof_twice"),
    "signatures unread": Hole(swap(session.Sessions, "_verify", staticmethod(yes)), "use_a_proof_of_somebody_else"),
    "revoked and welcome": Hole(
        swap(session.Sessions, "_live", _live_anyway), "go_on_with_a_device_that_was_taken_away"
    ),
    "a device stands for its whole request": Hole(
        swap(session.Sessions, "stands", yes), "go_on_speaking_while_the_device_is_taken_away"
    ),
    "an address is a visitor": Hole(
        swap(session_door, "network_of", lambda address: address), "knock_from_every_address_of_a_network"
    ),
    "pushes for ever": Hole(_taken_again, "push_again_and_again_from_a_device_that_was_taken_away"),
    "a code for all": Hole(swap(pairing.Pairings, "claim", _for_all), "use_a_pairing_code_twice"),
    "digits unread": Hole(swap(pairing.Pairings, "settle", _any_digits), "say_any_digits"),
    "digits serve again": Hole(swap(totp, "step_of", _any_step), "use_a_code_twice"),
    "recovery codes stay": Hole(
        swap(second_factor.SecondSteps, "_recovers", _serves_again), "use_a_recovery_code_fifty_times_at_once"
    ),
    "codes without end": Hole(swap(session.Window, "knock", _no_limit), "guess_a_code"),
    "a name is a device": Hole(swap(session.Sessions, "proved", yes), "say_the_name_of_a_device_that_is_known"),
    "a link is both steps": Hole(
        swap(welcome_door, "ask_code", lambda *_: None), "go_around_the_second_step_by_a_link"
    ),
    "no password for a second step": Hole(
        swap(second_door, "right_secret", yes), "change_the_second_step_on_a_phone_that_was_left_open"
    ),
    "anybody takes it away": Hole(
        swap(second_factor, "RESETS_SECOND_STEP", frozenset(("member",))), "take_the_second_step_from_somebody"
    ),
    "receipts for all": Hole(swap(referee.Referee, "_is_of", yes), "hear_the_receipt_of_somebody_else"),
    "nobody is known at once": Hole(
        swap(session.passwords, "matches", _quick_no), "learn_who_is_a_member_from_the_work"
    ),
    "guess without end": Hole(swap(session.Window, "knock", _no_limit), "guess_a_password"),
    "no cap on what unpacks": Hole(_no_cap, "inflate"),
    "depth unlooked at": Hole(swap(strict, "_check_depth", lambda body: None), "nest"),
    "rules without end": Hole(swap(recurrence.Budget, "spend", yes), "wear_out_the_reader_of_calendars"),
    "half a head is waited for": Hole(swap(serving, "send_away_the_late", yes), "drip_on_five_hundred_lines"),
    "cells as they come": Hole(swap(archive, "neutral", lambda text: text), "run_a_formula_in_an_export"),
    "slow is welcome": Hole(_never_late, "send_slowly_by_the_hundred"),
    "the clock is believed": Hole(swap(referee, "effective", _believed), "write_in_ten_years"),
    "any integer is money": Hole(swap(register, "_check_integer", lambda field, value: value), "pay_with_odd_money"),
    "floats are numbers": Hole(swap(strict, "DECODER", FLOATING), "pay_with_odd_money"),
    "pictures as they come": Hole(swap(media, "judged", _as_it_comes), "pass_something_else_off_as_a_picture"),
    "scans uncounted": Hole(swap(pictures, "_is_endless", lambda data: False), "keep_the_painter_busy"),
    "pixels uncounted": Hole(swap(pictures, "MAX_PIXELS", 10**12), "fill_the_memory_with_pixels"),
    "files by their path": Hole(_files_by_path, "walk_out_of_the_site"),
    "any host": Hole(swap(app, "TrustedHostMiddleware", lambda inner, **_: inner), "come_by_another_name"),
    "no armour": Hole(swap(armour, "SHUT", {}), "find_an_answer_without_its_armour"),
    "any number of digits": Hole(swap(poke, "LONGEST", 10**6), "ask_odd_questions"),
    "no look back": Hole(swap(restoring, "_behind", lambda *_: False), "wake_up_in_yesterday"),
    "numbers anew": Hole(swap(invoices, "_number", _own_numbers), "give_one_number_twice"),
    "every scope by its name": Hole(
        swap(checkpoint.Checkpoints, "_standing", _every_scope), "pull_by_the_name_of_a_scope"
    ),
    "papers for all": Hole(swap(media.Media, "_reaches", yes), "keep_the_papers_of_a_team_i_left"),
    "parts of the first day": Hole(_no_restart, "go_on_with_the_second_part_after_a_demotion"),
    "anybody grants roles": Hole(swap(book, "may", yes), "make_myself_an_owner"),
    "anybody prints labels": Hole(swap(book, "allowed", yes), "have_a_label_signed"),
    "labels under any name": Hole(swap(labels, "is_host", yes), "sign_under_another_name"),
    "ask at will": Hole(swap(session.Window, "knock", _no_limit), "ask_without_end"),
    "one word for everybody": Hole(swap(session.Window, "knock", _no_limit), "try_one_password_on_everybody"),
    "a batch without end": Hole(swap(protocol, "MAX_BATCH", 10**9), "push_by_the_thousand"),
    "a body without end": Hole(_no_cap, "send_without_a_length"),
    "addresses that run": Hole(swap(contacts, "normalise", lambda kind, text, *_: text), "run_words_in_a_page"),
    "two forms of a letter": Hole(swap(register, "_one_form", lambda field, text: text), "make_two_of_one_name"),
    "letters that are none": Hole(swap(strict, "_check_strings", lambda value: None), "write_letters_that_are_none"),
    "papers shown": Hole(swap(media_door, "SHUT_IN", {}), "open_a_paper_as_a_page"),
    "the past is believed": Hole(swap(rights, "_reaches", yes), "lie_about_yesterday"),
    "anybody erases": Hole(swap(erasing, "ERASERS", frozenset(("member",))), "erase_without_being_an_owner"),
    "archives for all": Hole(swap(archive_door, "actor", _an_owner), "have_the_archive_of_somebody_else"),
    "the erased are spoken of": Hole(
        swap(erased.ErasedPeople, "spared", lambda self, changeset: changeset), "bring_back_who_was_erased"
    ),
    "sheets for all": Hole(swap(checkpoint.Checkpoints, "_standing", _every_scope), "read_what_is_medical"),
    "anybody looks at sheets": Hole(swap(rights, "_reaches", yes), "open_a_sheet_under_another_name"),
    "numbers for all": Hole(swap(vault, "reaches", yes), "look_into_the_vault"),
    "no password for numbers": Hole(
        swap(numbers, "right_secret", yes), "open_the_vault_with_a_phone_that_was_left_open"
    ),
    "calendars for ever": Hole(swap(feeds, "ServerFacts", AsItWasMade), "read_a_calendar_that_was_taken_back"),
    "calendars for all": Hole(swap(rights, "_reaches", yes), "read_the_calendar_of_another_family"),
    "guess a calendar": Hole(swap(feed_door.Window, "knock", _no_limit), "guess_a_calendar"),
    "any address is written to": Hole(
        swap(contacts, "normalise", lambda kind, text, *_: text), "stop_all_news_with_one_address"
    ),
    "pushes anywhere": Hole(swap(push_door, "is_push_service", yes), "make_the_server_call_inside"),
    "links unsigned": Hole(swap(unsubscribing.hmac, "compare_digest", yes), "end_the_letters_of_others"),
    "injuries for all": Hole(swap(checkpoint.Checkpoints, "_standing", _every_scope), "read_who_is_hurt"),
    "anybody brings guests": Hole(swap(rights, "_reaches", yes), "bring_a_guest_to_see_a_team"),
    "nothing is sealed": Hole(swap(club, "open_sealed", as_it_lies), "read_the_disk"),
    "parts of everybody in one": Hole(swap(blobs.Blobs, "_part", _one_part), "spoil_what_somebody_announced"),
}
