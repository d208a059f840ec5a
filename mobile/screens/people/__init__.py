"""People: finding them, one person's page and what stands in it, and how they get in."""
