"""What a hostile reviewer tries, against a server in a process of its own: each attack hopes for one broken promise."""
