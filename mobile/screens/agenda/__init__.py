"""The agenda: its views, one activity and who comes, series, calendars of others."""
