"""Power cuts on real files: SQLite writes through a layer that notes every write, truncation, sync and deletion, and
an adversary decides what of it reached the medium. Then the real store opens what is left.
"""
