"""What communities did together, as sums."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from hub.core.db import Base


class CommunityMonth(Base):
    """What came of a community's texts with customers in the month that began at `since`.

    There is no row where so few helped that the sums would say what one person did.
    """

    __tablename__ = "community_month"

    space_id: Mapped[int] = mapped_column(ForeignKey("space.id"), primary_key=True)
    since: Mapped[datetime]
    customers: Mapped[int]
    rated: Mapped[int]
    stars: Mapped[int]  # the sum of their ratings
