"""Keys, and what they seal: cells at rest, the ledger, the vault, labels."""
