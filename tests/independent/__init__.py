"""Every line of a score reckoned a second time, from the bare log: dictionaries and loops.

Nothing here is shared with projections/, and nothing of domain/ either but the ruleset's JSON: two
readings of the handbook that agree by accident are less likely than one that is wrong.
"""
