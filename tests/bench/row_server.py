"""Floor: a row server without sign-in, rights, merging or receipts; what any sync must at least do.

`python -m tests.bench.row_server FILE PORT` answers GET /?since=SEQ with the rows that came after, and takes rows
by POST, 500 a transaction.
"""

import asyncio
import json
import sqlite3
import sys
from contextlib import suppress


def main(file: str, port: str) -> None:
    """Serve one file for ever."""
    store = sqlite3.connect(file, isolation_level=None)
    store.execute("PRAGMA journal_mode = WAL")
    store.execute("CREATE TABLE row (id TEXT PRIMARY KEY, seq INTEGER, body TEXT)")
    store.execute("CREATE INDEX row_by_seq ON row (seq)")
    store.execute("CREATE TABLE club (seq INTEGER)")
    store.execute("INSERT INTO club VALUES (0)")

    def answer(line: bytes, body: bytes) -> bytes:
        (seq,) = store.execute("SELECT seq FROM club").fetchone()
        if line.startswith(b"POST"):
            seq += 1
            rows = [(id, seq, text) for id, text in json.loads(body)]
            store.execute("BEGIN IMMEDIATE")
            store.executemany("INSERT OR REPLACE INTO row VALUES (?, ?, ?)", rows)
            store.execute("UPDATE club SET seq = ?", (seq,))
            store.execute("COMMIT")
            return json.dumps({"seq": seq}).encode()
        since = int(line.split(b" ")[1].partition(b"=")[2] or 0)
        found = store.execute("SELECT id, body FROM row WHERE seq > ?", (since,)) if since < seq else ()
        return json.dumps({"seq": seq, "rows": list(found)}).encode()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(asyncio.IncompleteReadError):
            while head := await reader.readuntil(b"\r\n\r\n"):
                length = head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0]
                body = answer(head, await reader.readexactly(int(length or 0)))
                writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(body) + body)

    async def forever() -> None:
        await (await asyncio.start_server(serve, "127.0.0.1", int(port))).serve_forever()

    asyncio.run(forever())


if __name__ == "__main__":
    main(*sys.argv[1:])
