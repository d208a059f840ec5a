"""What others wrote, as it is shown to the person at the server."""


def safe(text: str) -> str:
    """For a terminal: no control characters, which could move its cursor, hide a line, or say something else."""
    return "".join(char if char.isprintable() else " " for char in text)
