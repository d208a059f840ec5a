"""What a screen may open of the machine: the real doors, or those that a test hands in."""

import flet as ft

from mobile.device.doors import Doors
from mobile.device.files import Files
from mobile.touchline import use_touchline


def use_doors() -> Doors:
    """The same doors at each render. A hook."""
    own, _ = ft.use_state(Doors)
    doors: Doors = use_touchline().device or own
    return doors


def use_files() -> Files:
    """Picks files and keeps them, for as long as the component stands. A hook."""
    files, _ = ft.use_state(use_doors().files)
    return files
