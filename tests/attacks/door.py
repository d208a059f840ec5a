"""The door itself: paths, hosts, headers, foreign pages, and bytes that are no HTTP."""

import socket
from contextlib import suppress

import httpx

from tests.attacks.arena import Arena
from tests.attacks.attack import attack
from tests.attacks.authority import package_of
from tests.attacks.founding import OUTSIDE
from tests.sync_server.desk import JSON, PASSWORD, public_key

POST = b"POST /api/session HTTP/1.1\r\nHost: localhost\r\n"
PATIENCE_S = 1.0
NOT_OURS = (OUTSIDE, "SQLite format 3", "-----BEGIN", "root:x:", '"kind": "life"', "[tool.")
DOTS = ("..", "%2e%2e", "%252e%252e", "..%2f", "..%5c", "..;", "%c0%ae%c0%ae", "\\..", "....//", "%00..", "．．")
WANTED = ("outside.txt", "club.db", "club.ledger", "club.key", "clock.json", "etc/passwd", "pyproject.toml")


def raw(arena: Arena, text: bytes) -> bytes:
    """What comes back on a line of its own; nothing when the server hangs up."""
    with socket.create_connection(("127.0.0.1", arena.port), 20) as line:
        line.settimeout(PATIENCE_S)
        told = bytearray()
        with suppress(ConnectionError, TimeoutError):  # it hung up, or waits for the rest
            line.sendall(text)
            while piece := line.recv(65_536):
                told += piece
        return bytes(told)


def asked(arena: Arena, path: str, *headers: str, method: str = "GET") -> bytes:
    """The answer to a path that nobody tidied up."""
    lines = [f"{method} {path} HTTP/1.1", "Host: localhost", "Connection: close", *headers, "", ""]
    return raw(arena, "\r\n".join(lines).encode())


@attack
def walk_out_of_the_site(arena: Arena) -> None:
    """Dots and slashes in their many spellings lead from the site, the packages or the media to the club's files."""
    token = f"Authorization: Bearer {arena.device('olga').token}"
    for dots in DOTS:
        for goal in WANTED:
            up = f"{dots}/{dots}/{goal}"
            paths = (f"/{up}", f"/js.0123456789abcdef/{up}", f"//{goal}", f"/api/packages/{up}", f"/api/media/{up}")
            for path in (
                *paths,
                f"/api/packages/{up.replace('/', '%2f')}",
                f"/api/media/{up.replace('/', '%2f')}/preview",
            ):
                told = asked(arena, path, token)
                assert told[9:12] in (b"400", b"404", b"429"), (path, told[:60])
                assert not [word for word in NOT_OURS if word.encode() in told], path


@attack
def come_by_another_name(arena: Arena) -> None:
    """A foreign host name (DNS rebinding, a poisoned link) is answered as if it were ours."""
    names = (
        "evil.example",
        "localhost.evil.example",
        "evil.example:80",
        "localhost@evil.example",
        "",
        "127.0.0.2",
        "[::]",
    )
    for name in names:
        told = raw(arena, f"GET /api/health HTTP/1.1\r\nHost: {name}\r\nConnection: close\r\n\r\n".encode())
        assert told[9:12] == b"400", (name, told[:80])
        assert b"evil" not in told
    for header in ("X-Forwarded-Host: evil.example", "Forwarded: host=evil.example", "X-Original-URL: /api/x"):
        told = asked(arena, "/", header, "Accept: text/html")
        assert b" 200 " in told[:20]
        assert b"evil" not in told
    assert raw(arena, b"GET /api/health HTTP/1.1\r\nConnection: close\r\n\r\n")[9:12] == b"400"


@attack
def read_from_a_foreign_page(arena: Arena) -> None:
    """A page of somebody else reads our answers in its visitor's browser, or writes with a form."""
    piet, foreign = arena.device("piet"), {"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"}
    answers = [piet.post("/api/sync", piet.request(), {**piet.headers, **foreign}), piet.get("/api/media/x", **foreign)]
    answers += [arena.line.get(path, headers=foreign) for path in ("/", "/api/health", "/sw.js")]
    asks = {**foreign, "Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "authorization"}
    answers += [arena.line.options(path, headers=asks) for path in ("/api/sync", "/api/session", "/")]
    assert [answer.status_code for answer in answers[-3:]] == [405] * 3
    for answer in answers:
        told = [name for name in answer.headers if name.startswith("access-control-") or name == "set-cookie"]
        assert not told, told
    sign_in = {"username": "ann", "password": PASSWORD, "device": "by-form", "public_key": public_key("x"), "name": "x"}
    forms = ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "", "text/json")
    for kind in forms:
        answer = arena.line.post("/api/session", json=sign_in, headers={**foreign, "Content-Type": kind})
        assert answer.status_code == 415, kind


@attack
def slip_in_a_header(arena: Arena) -> None:
    """A line break in a name, an id or a query becomes a header of the answer."""
    breaks = ("%0d%0aSet-Cookie:%20x=1", "%0aSet-Cookie:x=1", "%E5%98%8A%E5%98%8DSet-Cookie:x=1", "\x0bSet-Cookie:x=1")
    token = f"Authorization: Bearer {arena.device('piet').token}"
    for piece in breaks:
        for path in (f"/{piece}", f"/api/media/{piece}", f"/api/packages/{piece}", f"/api/poke?since={piece}"):
            told = asked(arena, path, token)
            assert b"set-cookie" not in told.lower().partition(b"\r\n\r\n")[0], path
            assert told[9:10] == b"4", (path, told[:40])


@attack
def find_an_answer_without_its_armour(arena: Arena) -> None:
    """Some answer, an odd one, can be framed, sniffed, or run as a page."""
    sara = arena.device("sara")
    path, html = f"/api/packages/{package_of(sara)}", {"Accept": "text/html"}
    tag = arena.line.get("/sw.js").headers["etag"]
    odd = {
        "page": arena.line.get("/", headers=html),
        "address of the app": arena.line.get("/contacts/x", headers=html),
        "file": arena.line.get("/sw.js"),
        "head": arena.line.head("/sw.js"),
        "unchanged": arena.line.get("/sw.js", headers={"If-None-Match": tag}),
        "part": arena.line.get("/sw.js", headers={"Range": "bytes=0-3"}),
        "no such part": arena.line.get("/sw.js", headers={"Range": "bytes=900-"}),
        "odd part": arena.line.get("/sw.js", headers={"Range": "bytes=x-"}),
        "absent": arena.line.get("/nothing.js"),
        "absent in the api": arena.line.get("/api/nothing", headers=html),
        "method": arena.line.delete("/"),
        "method in the api": arena.line.put("/api/sync"),
        "host": arena.line.get("/", headers={"Host": "evil.example"}),
        "stranger": arena.line.post("/api/sync"),
        "malformed": sara.post("/api/sync", []),
        "package": sara.get(path),
        "no such part of a package": sara.get(path, Range="bytes=99999999-"),
        "medium": sara.get("/api/media/x"),
        "sync": sara.sync(),
        "health": arena.line.get("/api/health"),
    }
    bare = {name: bare_of(answer) for name, answer in odd.items() if bare_of(answer)}
    assert not bare, bare
    assert "server" not in odd["page"].headers


def bare_of(answer: httpx.Response) -> list[str]:
    """What an answer lacks. JSON, which no page runs, needs less."""
    wanted = ["x-content-type-options"]
    if answer.headers.get("content-type") != "application/json":
        wanted += ["content-security-policy", "cross-origin-resource-policy", "referrer-policy"]
    else:
        wanted += ["cache-control"]
    return [name for name in wanted if name not in answer.headers]


@attack
def send_what_is_no_http(arena: Arena) -> None:
    """Any bytes are answered with a fault of ours, or the server falls."""
    heads = [
        *(b"\x16\x03\x01\x02\x00\x01\x00", b"\x00" * 5000, b"GET", b"GET / HTTP/9.9\r\n\r\n", b"SSH-2.0-x\r\n"),
        b"GET /" + b"a" * 200_000 + b" HTTP/1.1\r\nHost: localhost\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: localhost\r\n" + b"X: y\r\n" * 20_000 + b"\r\n",
        POST + b"Content-Length: -1\r\n\r\n",
        POST + b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /",
        POST + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n",
        POST + b"Content-Type: application/json\r\nContent-Length: 9\r\n\r\n{",
        b"GET /api/poke?since=\xff HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer \xff\xfe\r\n\r\n",
        b"POST /api/sync HTTP/1.1\r\nHost: localhost\r\nTouchline-Proof: \xff.\xfe.\xfd\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n",
    ]
    for text in heads:
        told = raw(arena, text)
        assert told[9:10] in (b"", b"2", b"4"), (text[:60], told[:60])
    assert arena.line.get("/api/health").status_code == 200


@attack
def ask_odd_questions(arena: Arena) -> None:
    """Numbers in a query that are too long, in other scripts, or twice, are a fault of ours."""
    piet, odd = (
        arena.device("piet"),
        ("", "x", "-1", "9" * 19, "9" * 5000, "٣", "²", "1&since=x", "0x1", "1e9", "%00", " 1"),
    )
    for text in odd:
        answer = piet.get(f"/api/poke?since={text}", Connection="close")
        assert answer.status_code in (200, 400), (text[:20], answer.status_code)
        answer = arena.line.put(f"/api/media/x/bytes?offset={text}", content=b"", headers=piet.headers)
        assert answer.status_code in (400, 404), (text[:20], answer.status_code)
    for value in (
        [],
        {},
        {"rows": [], "before": None},
        {"rows": [["a"]], "before": 1},
        {"rows": [["a", "b"]], "before": True},
    ):
        assert piet.post("/api/history", value).status_code == 400
    rows = [["contact", "x" * 5000]] * 100
    for before in (0, -5, 2**63 - 1, -(2**63) + 1):
        assert piet.post("/api/history", {"rows": rows, "before": before}, {**JSON, **piet.headers}).status_code == 200
