"""Cases as the desk's tests have them."""

from tests.cases.conftest import answer_id, case_id, line, recorder, work, writes

__all__ = ["answer_id", "case_id", "line", "recorder", "work", "writes"]
