"""Pages that map the handbook to code, tests and addresses: `python -m tests.rules`."""
