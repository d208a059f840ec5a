"""The front pages, by role."""
