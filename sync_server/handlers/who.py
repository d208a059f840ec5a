"""Who asks: a token, or a signed nonce in its place, which buys the next token."""

from starlette.requests import Request

from shared.errors import SignInNeeded
from sync_server.session import Door, Pass, Sessions


def who_asks(request: Request, door: Door) -> tuple[Pass, dict[str, str]]:
    """The device behind this request, and the headers its answer carries. Raises SignInNeeded or TooMany."""
    sessions: Sessions = request.app.state.sessions
    proof = request.headers.get("touchline-proof")
    if proof is not None:  # the nonce was used up: the next one travels with the token
        holder = sessions.by_proof(proof)
        return holder, {"Touchline-Token": sessions.token(holder), "Touchline-Nonce": sessions.nonce(holder.device)}
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme != "Bearer" or not token:
        raise SignInNeeded
    return sessions.by_token(token, door), {}
