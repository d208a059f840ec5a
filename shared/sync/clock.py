"""Stamps: the effective time of a field value, chosen by the server.

The server computes `stamp = max(lower, min(received, estimated))`. `estimated` is the device's wall clock
plus its known offset; `lower` is just above the device's last stamp and above everything the author had seen.
So a clock in the future cannot poison (min), a write beats what its author saw (max), and no clock can make a
write be refused.
"""

from typing import NamedTuple

SKEW_NOTICE_MS = 2 * 60 * 1000


class Moment(NamedTuple):
    """A point in the server's order: UTC milliseconds and a counter within the millisecond."""

    ms: int
    counter: int = 0

    def after(self) -> "Moment":
        """The next moment."""
        return Moment(self.ms, self.counter + 1)


ZERO = Moment(0, 0)


class Stamp(NamedTuple):
    """A moment made unique by the device and the number of its changeset. `text()` sorts as the stamp does."""

    moment: Moment
    device: str
    n: int

    def text(self) -> str:
        """Fixed-width text: 12 hex digits of ms, 6 of the counter, the device, 8 hex digits of n."""
        return f"{self.moment.ms:012x}{self.moment.counter:06x}.{self.device}.{self.n:08x}"


def effective(received_ms: int, estimated_ms: int, lower: Moment) -> Moment:
    """The moment of a changeset: never before `lower`, never after its arrival unless `lower` is."""
    wished = Moment(max(0, min(received_ms, estimated_ms)))
    return wished if wished > lower else lower.after()


def offset_heard(known: int, server_ms: int, sent_ms: int, received_ms: int) -> int:
    """The device's offset (ms, server minus device) after an answer of `server_ms` to what was sent at `sent_ms`.

    The server looked at its clock somewhere between sending and receiving. The offset known before stays when that can
    be so, and moves no further than it must: a machine that slept in between learns little. One whose clock was set
    back in between learns nothing.
    """
    least, most = server_ms - received_ms, server_ms - sent_ms
    return known if least > most else min(max(known, least), most)


def moment_of(stamp_text: str) -> Moment:
    """The moment inside the text of a stamp."""
    return Moment(int(stamp_text[:12], 16), int(stamp_text[12:18], 16))


def device_of(stamp_text: str) -> str:
    """The device inside the text of a stamp."""
    return stamp_text.partition(".")[2].rpartition(".")[0]


def lifted(stamp: Stamp, made: str) -> Stamp:
    """`stamp`, but not before the row it writes to was made (`made` is a stamp's text) by the same device.

    A row is made at the server's time and written to at the author's, which may be earlier. The author wrote after
    making it all the same: just after, or in the very same changeset.
    """
    device, _, n = made.partition(".")[2].rpartition(".")
    if device != stamp.device:
        return stamp
    floor = moment_of(made) if int(n, 16) == stamp.n else moment_of(made).after()
    return Stamp(max(stamp.moment, floor), stamp.device, stamp.n)
