"""The addresses of linking: the dialog, a case from a discussion, the sample. One blueprint."""

from hub.linking.routes import measures, report, sample
from hub.linking.routes.dialog import bp

__all__ = ["bp", "measures", "report", "sample"]
