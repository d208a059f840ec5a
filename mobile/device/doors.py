"""The doors to the machine that screens may open, in one holder: a test hands in other ones."""

from collections.abc import Callable
from dataclasses import dataclass, field

from mobile.device.camera import Camera, FletCamera
from mobile.device.decoder import Decoder, decoder
from mobile.device.feedback import Feedback, FletFeedback
from mobile.device.files import Files, FletFiles
from mobile.device.sharing import can_share


@dataclass(frozen=True)
class Doors:
    """Factories make what must be made anew inside the screen that shows it (Flet's controls and
    services).
    """

    camera: Callable[[], Camera] = FletCamera
    files: Callable[[], Files] = FletFiles
    feedback: Callable[[], Feedback] = FletFeedback
    decoder: Decoder = field(default_factory=decoder)
    can_share: Callable[[], bool] = can_share
