"""All decoders, from the door inwards."""

from tests.fuzz.decoder import Decoder
from tests.fuzz.files import FILES
from tests.fuzz.scanned import SCANNED
from tests.fuzz.sealed import SEALED
from tests.fuzz.wire import WIRE

ALL: tuple[Decoder, ...] = (*WIRE, *SCANNED, *FILES, *SEALED)
assert len({one.name for one in ALL}) == len(ALL), "two decoders of one name"
