"""Where the log is kept: SQLite or PostgreSQL. The only place that knows `eventsourcing`.

The library's recorders bring the table of events, its optimistic version check, the pools and, on
PostgreSQL, the lock that makes commits serial. Added through their hooks: positions that we assign
ourselves, dense and in commit order; side tables written in the same transaction; and a view `log`,
so that one SQL reads both stores.
"""

from application.stores.base import (
    Addition,
    ForeignStore,
    Row,
    Store,
    Transaction,
    stream_of,
)
from application.stores.postgres import PostgresStore
from application.stores.sqlite import SQLiteStore

__all__ = [
    "Addition",
    "ForeignStore",
    "PostgresStore",
    "Row",
    "SQLiteStore",
    "Store",
    "Transaction",
    "stream_of",
]
