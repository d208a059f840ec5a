"""Fires one request again and again over several kept connections and counts the answers.

`python -m tests.bench.load PORT REQUEST_FILE SECONDS CONNECTIONS` prints how many were answered with 200, and how
many otherwise. A process of its own, so that only one of two cores is its.
"""

import selectors
import socket
import sys
import time
from pathlib import Path

MOST = 500_000


def main(port: str, file: str, seconds: str, connections: str) -> None:
    """Bounded by time and by count."""
    wanted = Path(file).read_bytes()
    good = bad = 0
    with selectors.DefaultSelector() as ready:
        for _ in range(int(connections)):
            line = socket.create_connection(("127.0.0.1", int(port)))
            line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            line.sendall(wanted)
            ready.register(line, selectors.EVENT_READ, bytearray())
        end = time.perf_counter() + float(seconds)
        while time.perf_counter() < end and good + bad < MOST:
            for key, _ in ready.select(0.1):
                key.data.extend(key.fileobj.recv(65536))  # type: ignore[union-attr]  # a socket, as registered
                if _whole(key.data):
                    if key.data.startswith(b"HTTP/1.1 200"):
                        good += 1
                    else:
                        bad += 1
                    key.data.clear()
                    key.fileobj.sendall(wanted)  # type: ignore[union-attr]  # as above
    print(good, bad)


def _whole(answer: bytearray) -> bool:
    head, found, body = answer.partition(b"\r\n\r\n")
    if not found:
        return False
    length = head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0]
    return len(body) >= int(length)


if __name__ == "__main__":
    main(*sys.argv[1:])
