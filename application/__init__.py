"""The log and the one path by which anything changes."""
