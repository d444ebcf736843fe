"""Papers that a third party checks without us: extracts, score sheets, honours (ADR 0025)."""
