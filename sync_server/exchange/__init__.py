"""What comes from other programs and goes to them: files of contacts, calendars."""
