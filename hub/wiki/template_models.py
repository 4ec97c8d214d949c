"""What a new page of a kind begins with, where knowledge managers changed it."""

from datetime import datetime

from sqlalchemy import ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from hub.core.db import Base
from hub.people.models import Person
from hub.wiki.models import PageKind


class PageTemplate(Base):
    """The skeleton of one kind of page. Where there is none, the one that comes with the hub counts."""

    __tablename__ = "page_template"

    kind: Mapped[PageKind] = mapped_column(primary_key=True)
    body: Mapped[str] = mapped_column(Text)
    editor_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]

    editor: Mapped[Person] = relationship()
