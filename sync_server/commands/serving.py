"""touchline run, serve and demo; and what the server tells of itself: openapi and limits."""

import argparse
import json
import sys
from contextlib import suppress
from functools import partial
from typing import Any

from uvicorn.config import STARTUP_FAILURE

from sync_server.app import API, create_app, log_to_stderr
from sync_server.club import collect_seldom
from sync_server.commands.opening import bar, now_ms, opened
from sync_server.demo.keeping import keep_demo
from sync_server.handlers.description import described
from sync_server.handlers.limits_page import page
from sync_server.serving import server_of
from sync_server.settings import Settings
from sync_server.sign_in.founding import introduce, told
from sync_server.store.database import holds_club, shown

IN_THE_CLEAR = (
    "Nothing is served: on {host} passwords would travel in the clear. Name the proxy that speaks TLS for this server"
    " with TOUCHLINE_PROXY, or a certificate with TOUCHLINE_CERT and TOUCHLINE_CERT_KEY."
)


def add_to(commands: Any) -> None:
    """See the package."""
    for name, does, runs in (
        ("run", "make a demo club when there is none, then serve it", _run),
        ("serve", "serve the club of TOUCHLINE_DATABASE, or of the file in TOUCHLINE_DATA", _serve),
        ("demo", "make the demo club", _demo),
        ("openapi", "the description of the API, as GET /openapi.json answers it", _described),
        ("limits", "every limit and every header, as tables", _limits),
    ):
        commands.add_parser(name, help=does).set_defaults(runs=runs)


def _run(options: argparse.Namespace, settings: Settings) -> int:
    if not holds_club(settings.database):
        _demo(options, settings)
    _print_sign_ins(settings)
    return _serve(options, settings)


def _demo(options: argparse.Namespace, settings: Settings) -> int:
    if holds_club(settings.database):
        print(f"There is a club in {shown(settings.database)} already.", file=sys.stderr)
        return 1
    keep_demo(settings, now_ms, partial(bar, "Making the demo club", "changesets"))
    return 0


def _print_sign_ins(settings: Settings) -> None:
    if not settings.sign_ins.exists():
        return
    print("Sign in to the demo club as:")
    for line in json.loads(settings.sign_ins.read_text(encoding="utf-8")):
        print(f"  {line['role']:<10} {line['username']:<12} {line['password']:<28} {line['name']}")


def _serve(options: argparse.Namespace, settings: Settings) -> int:
    if not settings.sheltered:
        print(IN_THE_CLEAR.format(host=settings.host), file=sys.stderr)
        return 1
    log_to_stderr()
    collect_seldom()
    club = opened(settings)
    print(f"Touchline answers on http://localhost:{settings.port}", flush=True)
    introduce(club, settings)
    print(told(club, settings), end="", flush=True)
    app = create_app(settings, club)
    server = server_of(app, settings, app.state.pokes.end)
    with suppress(KeyboardInterrupt):
        server.run()
    return 0 if server.started else STARTUP_FAILURE


def _described(options: argparse.Namespace, settings: Settings) -> int:
    print(json.dumps(described(API), indent=1))
    return 0


def _limits(options: argparse.Namespace, settings: Settings) -> int:
    print("\n".join(page()))
    return 0
