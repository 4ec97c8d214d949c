"""The addresses of people, and of one's own settings."""

from hub.people.routes.following import bp as following
from hub.people.routes.people import bp as people
from hub.people.routes.settings import bp as settings

blueprints = (following, people, settings)
