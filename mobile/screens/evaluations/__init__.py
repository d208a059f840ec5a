"""Evaluations: templates, rounds, filling in, reports."""
