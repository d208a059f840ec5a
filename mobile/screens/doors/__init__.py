"""The pages before there is anybody, and the way out."""
