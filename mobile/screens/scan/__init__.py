"""The scanner and what is done with it: the store room, going through a place, labels."""
