"""The page in which a browser draws diagrams for another page of ours.

Drawing needs styles of its own, which our policy forbids. Here they are allowed, and nothing else is: nobody
sees this page, it holds nothing of anybody, loads nothing, and answers only to a page of ours around it.
"""

from flask import Flask, Response, make_response, render_template

from hub.web.headers import csp_nonce

POLICY = (
    "default-src 'none'; script-src 'nonce-{nonce}' 'strict-dynamic'; style-src 'unsafe-inline'; "
    "form-action 'none'; base-uri 'none'; frame-ancestors 'self'"
)


def init_drawing(app: Flask) -> None:
    """Serve the page; it is the same for everybody who is signed in."""
    app.add_url_rule("/drawing", "drawing.page", page)


def page() -> Response:
    response = make_response(render_template("drawing.html"))
    response.headers["Content-Security-Policy"] = POLICY.format(nonce=csp_nonce())
    response.headers["X-Frame-Options"] = "SAMEORIGIN"
    return response
