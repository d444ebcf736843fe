"""The log opened to other tools: XES, OCEL 2.0 and CloudEvents (ADR 0024)."""
