"""The blueprint that the addresses of expertise share."""

from flask import Blueprint

bp = Blueprint("expertise", __name__, template_folder="../templates")
