"""The least that a page can cost here: bare Flask, one indexed SELECT, a template with 20 rows.

It reads the same database file as the hub, through the driver itself.
"""

import sqlite3
import threading
from pathlib import Path

from flask import Flask, render_template_string

TEMPLATE = """<!doctype html><title>Questions</title><ul>
{% for id, title, author, at in rows %}<li><a href="/q/{{ id }}">{{ title }}</a> {{ author }}, {{ at }}</li>
{% endfor %}</ul>"""
STATEMENT = """SELECT q.id, q.title, p.name, q.created_at FROM question q JOIN person p ON p.id = q.author_id
WHERE q.space_id = ? ORDER BY q.id DESC LIMIT 20"""


def create_baseline(database: Path) -> Flask:
    """The application; each thread keeps its connection open."""
    app = Flask("baseline")
    own = threading.local()

    @app.get("/")
    def newest() -> str:
        if not hasattr(own, "connection"):
            own.connection = sqlite3.connect(database)
        rows = own.connection.execute(STATEMENT, (1,)).fetchall()
        return render_template_string(TEMPLATE, rows=rows)

    return app
