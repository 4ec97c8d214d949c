"""Where an answer or a page was used, on a page of its own."""

from typing import Any

from flask import g, request

from hub.core.errors import NotFound
from hub.core.features import kind_of, resolve, url_of
from hub.core.words import gettext as _
from hub.recall.routes import bp
from hub.recall.uses import SIZE, Result, leading_to, uses_of
from hub.web.pages import page
from hub.web.paging import after, cut

__all__ = ["bp"]


@bp.get("/uses/<ref>")
def used_in(ref: str) -> str:
    thing = resolve(g.actor, ref)
    kind = kind_of(ref)
    if kind.customer_text is None:
        raise NotFound
    asked = request.args.get("result", "")
    result = Result(asked) if asked in set(Result) else None
    sums, uses = uses_of(g.actor, ref, result, after())
    return page(
        "recall/uses.html", ref=ref, title=kind.title(thing), url=url_of(thing), sums=sums,
        shown=cut(uses, SIZE), result=result, choices=_choices(ref, result),
        elsewhere=leading_to(g.actor, ref),
    )  # fmt: skip


def _choices(ref: str, result: Result | None) -> list[dict[str, Any]]:
    every = [{"label": _("All"), "url": f"/uses/{ref}", "current": result is None}]
    return every + [
        {"label": each.label, "url": f"/uses/{ref}?result={each}", "current": result == each}
        for each in Result
    ]
