"""The page on which a customer follows their case: whether a desk offers it, and its addresses."""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from hub.cases.models import Case
from hub.core.db import Base

USUAL_DAYS = 30


class FollowRule(Base):
    """Whether mails of a desk lead to the customer's page, and how long an address lives."""

    __tablename__ = "customer_page_rule"

    space_id: Mapped[int] = mapped_column(ForeignKey("space.id"), primary_key=True)
    on: Mapped[bool] = mapped_column(default=False)
    days: Mapped[int] = mapped_column(default=USUAL_DAYS)
    changed_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]


class Following(Base):
    """An address of a case for its customer. `key` says nothing; what proves it is made of our secret."""

    __tablename__ = "customer_page"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), index=True)
    key: Mapped[str] = mapped_column(String(40), unique=True)
    made_at: Mapped[datetime]
    until: Mapped[datetime]
    revoked_at: Mapped[datetime | None]

    case: Mapped[Case] = relationship()
