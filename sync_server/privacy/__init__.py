"""What is kept of somebody, for how long, who looked at it, and how it goes."""
