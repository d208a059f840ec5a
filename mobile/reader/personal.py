"""What is kept beside a name, for who may see it: as SQL, for a question about the contact `c`."""

PERSONAL = "LEFT JOIN contact_personal n ON n.id = c.id"
# On a device that was not answered since it was updated they stand where they stood before.
BIRTH_YEAR = "coalesce(n.birth_year, c.birth_year)"
NUMBERED = """SELECT c.rowid FROM contact_personal n CROSS JOIN contact c ON c.id = n.id
    WHERE n.rowid IN (SELECT rowid FROM contact_personal_search WHERE contact_personal_search MATCH :words)"""
"""The contacts of whom each word begins a word of the member number."""
