"""touchline user, link, devices and why: users, their ways in, their devices, and what reaches them."""

import argparse
import getpass
import sys
from contextlib import closing
from typing import Any

from shared.refusals import Refusal
from sync_server.club import Club
from sync_server.commands.opening import opened
from sync_server.settings import Settings
from sync_server.sign_in.devices import NoDevice, listed, revoke
from sync_server.sign_in.founding import introduce, told, way_back
from sync_server.sign_in.second_factor import reset_by_name
from sync_server.sign_in.users import NewUser, create_user
from sync_server.store.database import open_store
from sync_server.why import Why

WAY_BACK = "Whoever opens this link within an hour chooses another password for {user}, once:\n\n    {link}\n"
NO_LINK = {
    "owned": "This club has an owner, who lets others in. A forgotten password: touchline link USER.",
    "nobody": "Nobody signs in under this name.",
}


def add_to(commands: Any) -> None:
    """See the package."""
    user = commands.add_parser("user", help="make a sign-in: a first owner, for example")
    user.add_argument("username")
    user.add_argument("--role", action="append", default=[], metavar="ROLE[:GROUP]")
    user.add_argument("--contact", help="the id of this person's contact")
    user.add_argument(
        "--reset-second-step", action="store_true", help="take the second step from this user, who lost phone and codes"
    )
    user.set_defaults(runs=_user)
    way = commands.add_parser("link", help="a link for the first owner, or for a user who forgot the password")
    way.add_argument("user", nargs="?", help="the name of a user")
    way.set_defaults(runs=_link)
    devices = commands.add_parser("devices", help="list the devices of a user, or shut out one that was lost")
    devices.add_argument("user", help="the name or the id of a user")
    devices.add_argument("--revoke", metavar="DEVICE", help="the id of the device, as the list tells it")
    devices.set_defaults(runs=_devices)
    why = commands.add_parser("why", help="which scope and role gives a user a row, or why none does")
    why.add_argument("user", help="the name or the id of a user")
    why.add_argument("row", help="table/id, or an id alone")
    why.set_defaults(runs=_why)


def _user(options: argparse.Namespace, settings: Settings) -> int:
    club = opened(settings)
    if options.reset_second_step:
        return _reset_second_step(club, options.username)
    roles = tuple((role, group or None) for role, _, group in (part.partition(":") for part in options.role))
    password = getpass.getpass("Password (12 letters or more): ") if sys.stdin.isatty() else sys.stdin.readline()
    try:
        id = create_user(club, NewUser(options.username, password.rstrip("\n"), options.contact, roles), club.now())
    except Refusal as refusal:
        print(f"Not made: {refusal.code} {dict(refusal.about)}", file=sys.stderr)
        return 1
    finally:
        club.close()
    print(id)
    return 0


def _reset_second_step(club: Club, username: str) -> int:
    """It is written down, and the person is told."""
    try:
        reset_by_name(club, username)
    except Refusal:
        print(f"{username} has no second step.", file=sys.stderr)
        return 1
    finally:
        club.close()
    print(f"{username} signs in with a password alone, until a second step is switched on again.")
    return 0


def _link(options: argparse.Namespace, settings: Settings) -> int:
    """The server may go on meanwhile."""
    with closing(opened(settings)) as club:
        if options.user is None:
            introduce(club, settings)
            said = told(club, settings)
        else:
            found = way_back(club, settings, options.user)
            said = "" if found is None else WAY_BACK.format(user=options.user, link=found)
    if not said:
        print(NO_LINK["owned" if options.user is None else "nobody"], file=sys.stderr)
        return 1
    print(said, end="")
    return 0


def _devices(options: argparse.Namespace, settings: Settings) -> int:
    """Needs no stop of the server: it asks at every request whether a device may still speak."""
    club = opened(settings)
    try:
        if options.revoke is not None:
            print(revoke(club, options.user, options.revoke))
        else:
            print("\n".join(listed(club.store, options.user)))
    except NoDevice as problem:
        print(problem.what, file=sys.stderr)
        return 1
    finally:
        club.close()
    return 0


def _why(options: argparse.Namespace, settings: Settings) -> int:
    with closing(open_store(settings.database)) as store:
        print("\n".join(Why(store).answer(options.user, options.row)))
    return 0
