"""Names of what a user may be granted. A scope belongs to a (root, table), never to a single row.

Staff scopes are words (`club`, `staff`, `office` ...); the others name their noun: `team:<id>:coach`,
`contact:<id>:self`, `account:<id>:payer`, `user:<id>`.
"""

CLUB = "club"
STAFF = "staff"
OFFICE = "office"
TREASURY = "treasury"
EQUIPMENT = "equipment"
OWNER = "owner"
FINANCE = "finance"
MEDICAL = "medical"
SENSITIVE = frozenset((FINANCE, MEDICAL))
"""What they carry never stands in a package: a scope of its own comes in pages."""
WHOLE = frozenset((CLUB, STAFF, OFFICE, TREASURY, EQUIPMENT, OWNER)) | SENSITIVE


def team_coach(group: str) -> str:
    """What the coaches of a team may see."""
    return f"team:{group}:coach"


def team_member(group: str) -> str:
    """What members of a team and their parents may see."""
    return f"team:{group}:member"


def own(contact: str) -> str:
    """What a person, or who acts for them, may see."""
    return f"contact:{contact}:self"


def account_member(account: str) -> str:
    """What the people of a family or company may see of it."""
    return f"account:{account}:member"


def account_payer(account: str) -> str:
    """What who pays for an account may see."""
    return f"account:{account}:payer"


def user_own(user: str) -> str:
    """What only this user may see: roles, inbox."""
    return f"user:{user}"


def parts(scope: str) -> tuple[str, str]:
    """What kind of scope this is, and the id in it: `team:<id>:coach` is ("team_coach", id), `club` is ("club", "")."""
    noun, _, rest = scope.partition(":")
    id, _, whose = rest.rpartition(":")
    return (f"{noun}_{whose}", id) if id else (noun, rest)
