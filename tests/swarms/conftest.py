"""The desk of the cases' tests: a recorded line, Marta's case, Ben's vetted answer."""

from tests.cases.conftest import answer_id, case_id, line, recorder, work, writes

__all__ = ["answer_id", "case_id", "line", "recorder", "work", "writes"]
