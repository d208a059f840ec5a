"""Any bytes into every decoder: `python -m tests.fuzz`; any request into a server: `python -m tests.fuzz.requests`."""
