"""Whoever only keeps a line is sent away; whoever speaks is not."""

import socket
import ssl
import threading
import time
import warnings
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from sync_server.__main__ import main
from sync_server.limits import HEAD_BYTES
from sync_server.serving import Server, server_of
from sync_server.settings import Settings, from_environment

ASKED = b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"
HEAD_MS, READER_MS, MOST = 1_500, 1_500, 20
BIG = 16 * 1024 * 1024


async def app(scope: Any, receive: Any, send: Any) -> None:
    """Answers at once, and reads no body; /big answers more than any line holds."""
    size = BIG if scope["path"] == "/big" else 2
    head = {"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"%d" % size)]}
    await send(head)
    for _ in range(size // 65_536):
        await send({"type": "http.response.body", "body": b"x" * 65_536, "more_body": True})
    await send({"type": "http.response.body", "body": b"ok" if size == 2 else b""})


@contextmanager
def served(of: Any = app, **how: Any) -> Iterator[Server]:
    """An app on a port of this machine, in a thread."""
    folder = Path()
    settings = Settings(folder, folder, "127.0.0.1", 0, (), slowest_head=HEAD_MS, slowest_reader=READER_MS, **how)
    server = server_of(of, settings, lambda: None)
    server.config.lifespan = "off"
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        while not server.started:
            time.sleep(0.01)
        yield server
    finally:
        server.should_exit = True
        thread.join()


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with served(most_owing=MOST) as running:
        yield running


@contextmanager
def line_to(server: Server) -> Iterator[socket.socket]:
    port = server.servers[0].sockets[0].getsockname()[1]
    with socket.create_connection(("127.0.0.1", port), 10) as line:
        line.settimeout(10)
        yield line


def rest_of(line: socket.socket) -> bytes:
    """All that still comes before the server hangs up."""
    told = bytearray()
    try:
        while piece := line.recv(65_536):
            told += piece
    except ConnectionError:
        told += b"(reset)"
    return bytes(told)


@pytest.mark.parametrize(
    ("said", "drips", "told"),
    [
        (b"", b"", b""),
        (b"GET / HTTP/1.1\r\nHost: x\r\n", b"", b"408"),
        (b"GET / HTTP/1.1\r\nHost: x\r\nX: ", b"a", b"408"),
        (b"\r\n", b"\r\n", b""),
        (b"GET /a", b"b", b"408"),
    ],
)
def test_a_head_that_does_not_end_is_not_waited_for(server: Server, said: bytes, drips: bytes, told: bytes) -> None:
    with line_to(server) as line:
        line.sendall(said)
        line.setblocking(False)
        answer, began = b"", time.monotonic()
        while time.monotonic() - began < 20:
            time.sleep(0.1)
            try:
                if not (piece := line.recv(4096)):
                    break
                answer += piece
            except BlockingIOError:
                line.send(drips)
            except ConnectionError:
                break
        assert time.monotonic() - began < 20, "it is waited for"
        assert answer[9:12] == told


def test_what_comes_after_an_answer_is_waited_for_as_long_and_no_longer(server: Server) -> None:
    """A body that nobody reads, a byte at a time: uvicorn forgot its own timer at the first of them."""
    with line_to(server) as line:
        line.sendall(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 9000\r\n\r\n{")
        assert line.recv(100).startswith(b"HTTP/1.1 200")
        with pytest.raises(ConnectionError):
            for _ in range(150):
                time.sleep(0.1)
                line.sendall(b" ")


def test_a_line_that_speaks_again_in_time_is_kept(server: Server) -> None:
    with line_to(server) as line:
        for _ in range(4):
            time.sleep(HEAD_MS / 4000)
            line.sendall(ASKED[:9])
            time.sleep(HEAD_MS / 8000)
            line.sendall(ASKED[9:])
            assert line.recv(200).endswith(b"ok")


def test_a_head_without_an_end_takes_no_memory(server: Server) -> None:
    with line_to(server) as line:
        line.sendall(b"GET / HTTP/1.1\r\n" + b"X-a: bcdefgh\r\n" * (HEAD_BYTES // 14 + 10))
        assert rest_of(line)[9:12] in (b"431", b"(re")
    with line_to(server) as line:
        line.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n" + b"X-a: bcdefgh\r\n" * (HEAD_BYTES // 28) + b"\r\n")
        assert line.recv(200).startswith(b"HTTP/1.1 200")


def test_of_too_many_that_say_nothing_the_oldest_makes_room(server: Server) -> None:
    with ExitStack() as held:
        lines = [held.enter_context(line_to(server)) for _ in range(MOST + 5)]
        for line in lines[-3:]:
            line.sendall(ASKED)
            assert line.recv(200).endswith(b"ok")
        lines[0].settimeout(HEAD_MS / 3000)
        assert rest_of(lines[0]) in (b"", b"(reset)"), "the oldest makes room before its time is over"


def test_an_answer_that_nobody_reads_is_not_kept_for_ever(server: Server) -> None:
    with line_to(server) as line:
        line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        line.sendall(b"GET /big HTTP/1.1\r\nHost: x\r\n\r\n")
        time.sleep(READER_MS / 2000)
        assert len(server.config.unread) == 1
        time.sleep(2 * READER_MS / 1000)
        assert server.config.unread == {}
        assert server.server_state.connections == set()
    with line_to(server) as line:
        line.sendall(b"GET /big HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        assert len(rest_of(line)) > BIG


async def tells_who(scope: Any, receive: Any, send: Any) -> None:
    """Answers for whom it was asked, and over what."""
    said = f"{scope['client'][0]} {scope['scheme']}".encode()
    head = {"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"%d" % len(said))]}
    await send(head)
    await send({"type": "http.response.body", "body": said})


@pytest.mark.parametrize(
    ("proxies", "said"),
    [((), b"192.0.2.7 https"), (("127.0.0.1",), b"192.0.2.7 https"), (("192.0.2.1",), b"127.0.0.1 http")],
)
def test_only_a_proxy_is_believed_about_whom_it_asks_for(proxies: tuple[str, ...], said: bytes) -> None:
    asked = b"GET / HTTP/1.1\r\nHost: x\r\nX-Forwarded-For: 192.0.2.7\r\nX-Forwarded-Proto: https\r\n\r\n"
    with served(tells_who, proxies=proxies) as running, line_to(running) as line:
        line.sendall(asked)
        assert line.recv(500).endswith(b"\r\n\r\n" + said)


def test_a_certificate_of_its_own(tmp_path: Path) -> None:
    certificate, key = self_signed(tmp_path)
    with served(tells_who, certificate=certificate, certificate_key=key) as running:
        port = running.servers[0].sockets[0].getsockname()[1]
        with httpx.Client(verify=ssl.create_default_context(cafile=str(certificate))) as client:
            assert client.get(f"https://localhost:{port}/").text == "127.0.0.1 https"
            with pytest.raises(httpx.TransportError):
                client.get(f"http://localhost:{port}/")
        old = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        old.load_verify_locations(certificate)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)
            old.minimum_version, old.maximum_version = ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1
        with httpx.Client(verify=old) as client, pytest.raises(httpx.TransportError):
            client.get(f"https://localhost:{port}/")


@pytest.mark.parametrize(
    ("said", "sheltered"),
    [
        ({}, True),
        ({"TOUCHLINE_HOST": "::1"}, True),
        ({"TOUCHLINE_HOST": "0.0.0.0"}, False),
        ({"TOUCHLINE_HOST": "192.0.2.5"}, False),
        ({"TOUCHLINE_HOST": "0.0.0.0", "TOUCHLINE_PROXY": "192.0.2.1, 192.0.2.2"}, True),
        ({"TOUCHLINE_HOST": "0.0.0.0", "TOUCHLINE_CERT": "club.pem"}, True),
    ],
)
def test_passwords_do_not_travel_in_the_clear(
    said: dict[str, str],
    sheltered: bool,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    settings = from_environment(said)
    assert settings.sheltered is sheltered
    if not sheltered:
        for name, text in {**said, "TOUCHLINE_DATA": str(tmp_path)}.items():
            monkeypatch.setenv(name, text)
        assert main(["serve"]) == 1
        assert "in the clear" in capsys.readouterr().err
        assert list(tmp_path.iterdir()) == []


def self_signed(folder: Path) -> tuple[Path, Path]:
    """A certificate for localhost and its key, as PEM files."""
    private = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    made = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(private.public_key())
    made = made.serial_number(1).not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=1))
    made = made.add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
    made = made.add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
    certificate, key = folder / "club.pem", folder / "club-key.pem"
    certificate.write_bytes(made.sign(private, SHA256()).public_bytes(Encoding.PEM))
    key.write_bytes(private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    return certificate, key
