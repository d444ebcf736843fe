"""Named questions over the ledgers, for all subjects at once, as of any moment, with evidence."""
