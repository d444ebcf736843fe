"""A made-up county and its year, driven through the real command path (HANDBOOK 5)."""

from interfaces.simulation.profile import COMMUNITY, COUNTY, TINY, Profile
from interfaces.simulation.simulate import Summary, simulate

__all__ = ["COMMUNITY", "COUNTY", "TINY", "Profile", "Summary", "simulate"]
