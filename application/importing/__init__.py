"""Bringing in the history of cases that ran in another system, from its log (DESIGN 3).

A mapping file says how the log is to be read. First the whole file is looked through; only when it
is what the mapping says are its cases brought in, each as one decision, all or nothing.
"""

from application.importing.mapping import LogMapping, read_mapping
from application.importing.problems import InvalidInput, Problem
from application.importing.results import Outcome, Result, Results, Total, write_report
from application.importing.running import Import

__all__ = [
    "Import",
    "InvalidInput",
    "LogMapping",
    "Outcome",
    "Problem",
    "Result",
    "Results",
    "Total",
    "read_mapping",
    "write_report",
]
