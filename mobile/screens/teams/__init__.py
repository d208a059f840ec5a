"""Teams: at the field, their season, their papers, and who is in them."""
