"""Users: a secret that stays here, and a profile that goes through the log like everything else."""

from dataclasses import dataclass

from shared.domain.sign_in import canonical_name, check_password
from shared.refusals import Exists
from shared.rights import SYSTEM
from shared.sync.protocol import ActionCall
from sync_server.club import Club
from sync_server.referee import SERVER, Refused, Wish
from sync_server.sign_in import passwords
from sync_server.sign_in.known_names import names_of


@dataclass(frozen=True)
class NewUser:
    """Somebody who will sign in: `roles` are (role, group or None). Of a `public` one everybody may know the password,
    as in a demo.
    """

    username: str
    password: str
    contact: str | None = None
    roles: tuple[tuple[str, str | None], ...] = ()
    public: bool = False


def create_user(club: Club, wanted: NewUser, now: int) -> str:
    """Make a user with roles, in one transaction; answers the id. Raises Exists for a taken name, Invalid for a weak
    password, Refused.
    """
    username = canonical_name(wanted.username)
    if not wanted.public:
        check_password(wanted.password, (username, *names_of(club, wanted.contact)))
    secret = passwords.hashed_anew(wanted.password)
    id = club.new_id()
    actions = [ActionCall("user.enrol", 1, {"id": id, "contact": wanted.contact, "username": username})]
    for role, group in wanted.roles:
        args = {"id": club.new_id(), "user": id, "role": role, "group": group}
        actions.append(ActionCall("role.grant", 1, args))
    referee = club.referee
    with referee.writing(SYSTEM.user, SERVER) as (counter, server):
        if referee.store.find("user_secret", username=username):
            raise Exists(table="user_secret", field="username")
        receipt = referee.tell(counter, server, SYSTEM.user, Wish(club.new_id(), now, tuple(actions)))
        if receipt.code is not None:
            raise Refused(receipt.code, receipt.detail)
        referee.store.put("user_secret", {"id": id, "username": username, "password": secret})
        referee.tell_again(counter, server, now)
    return id
