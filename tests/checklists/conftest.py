"""The line to customers and Marta's case, as the tests of cases have them."""

from tests.cases.conftest import case_id, line, recorder, work, writes

__all__ = ["case_id", "line", "recorder", "work", "writes"]
