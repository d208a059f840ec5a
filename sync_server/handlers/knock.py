"""Who is knocking at a door for devices, and what they hear of it."""

from starlette.requests import Request

from shared.errors import SignInNeeded
from sync_server.session import Pass, Sessions


def who(request: Request, sessions: Sessions) -> tuple[Pass, bool]:
    """The device behind this request, and whether it needs a token. Raises SignInNeeded."""
    proof = request.headers.get("touchline-proof")
    if proof is not None:
        return sessions.by_proof(proof), True
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme != "Bearer" or not token:
        raise SignInNeeded
    return sessions.by_token(token), False


def proven(sessions: Sessions, holder: Pass, *, fresh: bool) -> dict[str, str]:
    """Headers for who proved their key just now: the nonce was used up, the next one travels with the token."""
    return (
        {"Touchline-Token": sessions.token(holder), "Touchline-Nonce": sessions.nonce(holder.device)} if fresh else {}
    )
