"""The addresses of linking: the dialog, and the sample for coaches. One blueprint over two files."""

from hub.linking.routes import sample
from hub.linking.routes.dialog import bp

__all__ = ["bp", "sample"]
