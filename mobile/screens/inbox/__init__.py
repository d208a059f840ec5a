"""How things stand with the club: what waits, what was refused, and the ways on."""
