"""The table of topics that a person does not want to be known for."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from hub.core.db import Base


class HiddenTopic(Base):
    """That a topic is never proposed to a person again. Known to nobody else."""

    __tablename__ = "hidden_topic"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    topic_id: Mapped[int] = mapped_column(ForeignKey("topic.id"), primary_key=True)
    at: Mapped[datetime]

    __table_args__ = ({"sqlite_with_rowid": False},)
