"""UUIDv7 (RFC 9562, section 5.7): ids that sort by the time they were made."""

from uuid import UUID

RANDOM_BITS = 74


def uuid7(now_ms: int, random: int) -> str:
    """48 bits of UTC milliseconds, then 74 random bits, as lower-case UUID text."""
    high, low = random >> 62 & 0xFFF, random & (1 << 62) - 1
    return str(UUID(int=(now_ms & (1 << 48) - 1) << 80 | 0x7 << 76 | high << 64 | 0b10 << 62 | low))
