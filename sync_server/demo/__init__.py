"""A believable club to try the program with: the same from the same seed, dated from when it is made."""
