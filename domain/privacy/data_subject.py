"""What rules need to know of somebody whose data is held: is it restricted, on hold, erased?"""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class DataSubject:
    """archive: the book that holds the person's entry, as it was said when it was restricted.

    holds: the documents by which it must be kept, whatever else is asked.
    """

    person: UUID | None = None
    restricted: bool = False
    archive: UUID | None = None
    holds: frozenset[str] = frozenset()
    erased: bool = False
