"""The addresses of channels: the public ones, and those of the administration."""

from hub.channels.routes.connecting import bp as connecting
from hub.channels.routes.hooks import bp as hooks
from hub.channels.routes.managing import bp as managing
from hub.channels.routes.public import bp as public

blueprints = (public, hooks, managing, connecting)
