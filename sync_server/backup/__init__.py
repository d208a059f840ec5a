"""A club in one sealed file: made while its server runs, put back in an empty place."""
