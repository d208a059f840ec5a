"""Files of other programs, read into plans: what is new, changed, the same, or broken. Stores nothing."""
