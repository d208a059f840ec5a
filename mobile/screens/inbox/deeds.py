"""What somebody did, in one sentence: from a verb and names to "Ballenzak U13 uitgegeven aan Emma"."""

from mobile.reader.outbox import Deed
from mobile.words import Words


def sentence(words: Words, deed: Deed) -> str:
    """The sentence of one action; a verb without one of its own gets the general sentence."""
    key = f"deed.{deed.verb}"
    if not words.has(key):
        return words("deed.other", what=deed.what) if deed.what else words("deed.something")
    return words(key, what=deed.what or words("deed.thing"), whom=deed.whom or words("deed.somebody"))


def of_verb(words: Words, verb: str) -> str:
    """A verb alone, for answers that keep no names: "Materiaal uitgeven"."""
    key = f"verb.{verb}"
    return words(key) if words.has(key) else words("deed.something")
