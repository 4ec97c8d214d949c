"""What a WSGI server imports: the application and its socket server. Nothing else happens here."""

from hub.live.sockets import socketio

from config import from_environment
from hub.app import create_app

app = create_app(from_environment())

__all__ = ["app", "socketio"]
