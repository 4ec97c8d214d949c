"""What importers remember: which thing came from which key, and how far an unfinished run got."""

from datetime import datetime

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from hub.core.db import Base


class Imported(Base):
    """That a thing of another system is here already. The key makes a repeated import harmless."""

    __tablename__ = "imported"

    key: Mapped[str] = mapped_column(String(200), primary_key=True)  # stackexchange:site:comment:12
    ref: Mapped[str] = mapped_column(String(80))
    at: Mapped[datetime]

    __table_args__ = (Index(None, "ref"),)


class ImportMark(Base):
    """The last line of a file that an unfinished run has stored; gone when the run is finished."""

    __tablename__ = "import_mark"

    source: Mapped[str] = mapped_column(String(120), primary_key=True)
    stage: Mapped[str] = mapped_column(String(40), primary_key=True)
    line: Mapped[int]
    size: Mapped[int]  # of the file, in bytes: another file begins anew
    at: Mapped[datetime]
