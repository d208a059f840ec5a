"""Bugs to plant, one function each: it answers a context manager that puts the bug in and takes it out again."""
