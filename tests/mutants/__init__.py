"""Mutants: small changes to the engine, by hand and by a program, each tried against the tests in its own process."""
