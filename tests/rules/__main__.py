from tests.rules.page import RULES, rules
from tests.rules.systems import PAGE, systems

RULES.write_text(rules())
PAGE.write_text(systems())
