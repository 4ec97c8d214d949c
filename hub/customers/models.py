"""That two customers turned out to be one, and what moved, so that it can be taken back."""

from datetime import datetime

from sqlalchemy import JSON, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from hub.cases.models import Customer
from hub.core.db import Base
from hub.people.models import Person


class CustomerMerge(Base):
    """`gone` became a part of `kept`: these addresses and cases moved."""

    __tablename__ = "customer_merge"

    id: Mapped[int] = mapped_column(primary_key=True)
    kept_id: Mapped[int] = mapped_column(ForeignKey("customer.id"), index=True)
    gone_id: Mapped[int] = mapped_column(ForeignKey("customer.id"), index=True)
    identities: Mapped[list[int]] = mapped_column(JSON)
    cases: Mapped[list[int]] = mapped_column(JSON)
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]
    undone_at: Mapped[datetime | None]

    kept: Mapped[Customer] = relationship(foreign_keys=[kept_id])
    gone: Mapped[Customer] = relationship(foreign_keys=[gone_id])
    by: Mapped[Person] = relationship(foreign_keys=[by_id])
