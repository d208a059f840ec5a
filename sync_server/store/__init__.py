"""Where rows lie: the server's own tables, SQLite and PostgreSQL, one club copied into another."""
