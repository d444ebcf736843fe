"""All read models, in the order in which they are shown."""

from typing import Final

from projections.models import Model

READ_MODELS: Final[tuple[Model, ...]] = ()
