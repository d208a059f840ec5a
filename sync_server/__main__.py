"""touchline run | serve | demo | user | link | devices | import | copy | backup | restore | restored | person | erase |
retention | letters | keys | audit | why | openapi | limits: the server's commands.
"""

import argparse
import os
import sys
from collections.abc import Sequence

from shared.errors import Damaged, Unreachable
from sync_server.commands import backups, carrying, guarding, letters, people, serving, sign_ins
from sync_server.keys.key_file import NoKey
from sync_server.settings import from_environment

FAMILIES = (serving, sign_ins, carrying, backups, people, letters, guarding)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; answers its exit code."""
    parser = argparse.ArgumentParser(prog="touchline", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    for family in FAMILIES:
        family.add_to(commands)
    options = parser.parse_args(arguments)
    os.umask(0o077)  # what is written is about people: it is read by who runs the server alone
    try:
        settings = from_environment()
    except ValueError as problem:
        parser.error(f"the environment: {problem}")
    try:
        code: int = options.runs(options, settings)
    except NoKey as problem:
        print(problem.what, file=sys.stderr)
        return 1
    except (Unreachable, Damaged) as problem:
        print(f"The database cannot be used: {problem.__cause__ or problem.code}".rstrip(), file=sys.stderr)
        return 1
    return code


if __name__ == "__main__":
    sys.exit(main())
