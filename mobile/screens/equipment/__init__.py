"""Equipment: the list, one thing, who has it, what is kept for whom."""
