"""Cases over the API. Every operation needs the scope `cases` beside the right to the desk."""

from hub.cases.api import approvals, handling, intake, joining, leaving, posting, replies, sharing
from hub.cases.api.shown import bp

__all__ = ["approvals", "bp", "handling", "intake", "joining", "leaving", "posting", "replies", "sharing"]
