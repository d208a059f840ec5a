"""Papers that the device makes alone: stickers and slips, a team's lists, an evaluation."""
