"""Who gets in here and how: password, second step, lock, devices; what left the app."""
