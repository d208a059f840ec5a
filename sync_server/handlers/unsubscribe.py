"""The link that stands in each letter: GET shows a page with one button, POST ends these letters.

Who reads mail ahead of people follows links, so a GET changes nothing; mail programs that offer a button of their own
POST at once (RFC 8058). What is in the body is not read: the path says everything.
"""

from html import escape

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from sync_server.handlers.session import address_of
from sync_server.keys.label_key import open_label_key
from sync_server.letters.unsubscribing import LONGEST, end_letters, read_token
from sync_server.letters.writing import LANGUAGES, spoken, words_of
from sync_server.sign_in.welcome import dead_link

SHUT = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
}
PAGE = """<!DOCTYPE html><html lang="{language}"><meta charset="utf-8">
<meta name="viewport" content="width=device-width"><title>{title}</title><h1>{title}</h1><p>{text}</p>{form}</html>"""
FORM = '<form method="post"><button>{button}</button></form>'


async def ask(request: Request) -> Response:
    """A page that asks once more. Raises Malformed `dead_link`."""
    contact, _ = _said(request)
    return _page(request, contact, "ask", FORM)


async def end(request: Request) -> Response:
    """These letters end. The same again changes nothing. Raises Malformed `dead_link`."""
    contact, kinds = _said(request)
    end_letters(request.app.state.club, contact, kinds)
    request.app.state.pokes.nudge()
    return _page(request, contact, "done", "")


def _said(request: Request) -> tuple[str, tuple[str, ...]]:
    state = request.app.state
    state.sessions.knock(address_of(request))
    token = request.path_params["token"]
    if len(token) > LONGEST:
        raise dead_link()
    return read_token(open_label_key(state.settings.key_file), token)


def _page(request: Request, contact: str, step: str, form: str) -> Response:
    own = spoken(request.app.state.club.store, contact, {})
    language = own if own in LANGUAGES else "nl"
    words = words_of(language)
    said = {part: escape(words.gettext(f"mail.stop.{step}.{part}")) for part in ("title", "text")}
    button = escape(words.gettext("mail.stop.button"))
    return HTMLResponse(PAGE.format(language=language, form=form.format(button=button), **said), headers=SHUT)
