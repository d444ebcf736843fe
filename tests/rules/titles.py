"""The rules of the handbook (1.3) and its readings of what is ambiguous (1.4), by number."""

from typing import Final

RULES: Final = (
    "Three levels",
    "Model name, four parts",
    "Problems to be solved",
    "Leading group",
    "Who is core, weight and centre",
    "Mandate",
    "Division of labour",
    "Special-topic meeting",
    "Joint conference",
    "Community regular meeting",
    "Big Party Committee: what it is",
    "Five forms 联",
    "Part-time posts, two sources",
    "Quarterly meeting, year-start agreement",
    "Four levels of the Party",
    "Grids and coverage",
    "One head, many members",
    "Five-chain closed loop",
    "Archives and first-hand information",
    "Selection and duties of workers",
    "Pay of workers",
    "One phone, one box, one tree",
    "WeChat",
    "Dynamic archives and links with departments",
    "Deliberation centre",
    "Six centres",
    "Special rooms",
    "Five “together” 共",
    "Double registration, double service",
    "Once a quarter",
    "80 % rule",
    "Four-a-year rule",
    "Three officers and one adviser",
    "Five societies",
    "Incubation",
    "Three-order system",
    "Joint assessment",
    "Honours",
    "Link to county assessment",
    "Results and five insights",
)
READINGS: Final = (
    "80 % means strictly under",
    "Whose denominator",
    "Measured when",
    "At which community a member registers",
    "A missed quarter is weaker than under four a year",
    "What one time 次 is",
    "Calendar year; part-year members",
    "A member changes unit in mid-year",
    "A unit with no obliged members",
    "Services done before registering",
    "Late-recorded and revoked services",
    "Start of the year for the agreement",
    "One agreement per party",
    "One sitting for two cadences",
    "Missed community meetings",
    "Deputy secretary or member",
    "Head and grid workers",
    "Branch secretary",
    "Pay floor",
    "Rotation and training",
    "Deliberation centre: body and room",
    "Cadence of legal visits",
    "Five societies, two lists",
    "Which branch issues, who accepts",
    "A completed order is a service",
    "Who the assessors are",
    "Recusal",
    "Who confers the titles",
    "Weight in the county assessment",
    "What the bar of a unit covers",
    "What the bar of a member covers",
    "Who owes double registration",
    "Which units are scored",
    "Nobody is ordered to serve",
)


def titles() -> dict[str, str]:
    """R-01 to R-40, AM-01 to AM-34."""
    of = {"R": RULES, "AM": READINGS}
    return {
        f"{kind}-{number:02}": title
        for kind, named in of.items()
        for number, title in enumerate(named, start=1)
    }
