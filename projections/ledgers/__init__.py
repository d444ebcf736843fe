"""The stored ledgers: registers and journals, one module a subject."""
