"""What a WSGI server imports: the application and its socket server. Nothing else happens here."""

from config import from_environment
from hub.app import create_app
from hub.live.sockets import socketio

app = create_app(from_environment())

__all__ = ["app", "socketio"]
