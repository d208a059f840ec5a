"""How facts travel, blind to what they mean: clock, change, merge, scope, digest, protocol."""
