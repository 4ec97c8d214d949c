"""The page of saved replies, the list under the composer, and changing them."""

from typing import Annotated, Any, Literal

from flask import Blueprint, Response, g, request

from hub.cases.models import Case
from hub.core.errors import Conflict, Denied, Invalid, NotFound
from hub.core.limits import LIMITS
from hub.core.permissions import can, load, require
from hub.core.words import gettext as _
from hub.core.words import lazy
from hub.reuse.variables import NAMES, fill, known_of, unfilled
from hub.snippets import actions, queries
from hub.snippets.models import Reach, Snippet
from hub.snippets.rules import EDIT_SNIPPET, SHARE_SNIPPET, VERIFY_SNIPPET
from hub.snippets.search import snippet_customer_text, snippet_url
from hub.spaces.models import Space
from hub.web.forms import LINES, Form, Read, Short, blank, bounded, read
from hub.web.once import once
from hub.web.pages import done, page
from hub.web.paging import after

bp = Blueprint("snippets", __name__, template_folder="templates")

REACHES = {Reach.OWN: lazy("Only mine"), Reach.DESK: lazy("My desk"), Reach.ALL: lazy("All desks")}
MOST = 8_000


class SnippetForm(Form):
    """A saved reply as it is written. `case`: whose reply it was made from."""

    title: Annotated[str, bounded(120, 1), LINES]
    body: Annotated[str, bounded(MOST, 1), LINES]
    desk: Short = ""
    reach: Literal["own", "desk", "all"] = "own"
    folder: Annotated[str, bounded(60), LINES] = ""
    shortcut: Annotated[str, bounded(40), LINES] = ""
    base: int = 0
    case: Short = ""


@bp.get("/snippets")
def snippets() -> str:
    desks = _my_desks()
    reach = request.args.get("reach", "")
    words = " ".join(request.args.get("q", "").replace("\0", "").split())[: LIMITS.query]
    chosen = queries.Choice(reach if reach in set(Reach) else "", request.args.get("folder", "")[:60], words)
    found = queries.snippets(g.actor, chosen, after())
    case = _the_case(request.args.get("for", ""))
    return page(
        "snippets/snippets.html", found=found, chosen=chosen, folders=queries.folders(g.actor), case=case,
        uses=queries.uses_of(found.items), reaches=REACHES, may_save=bool(desks), url=snippet_url,
    )  # fmt: skip


@bp.get("/snippets/options")
def options() -> str:
    """The list under the composer while somebody types / or ::, filled for the case it is for."""
    case = _the_case(request.args.get("for", ""))
    if case is None:
        raise NotFound
    words = request.args.get("text", "").replace("\0", "")[: LIMITS.query]
    known = known_of(case, g.actor)
    found = [(each, fill(each.body, known)) for each in queries.offered(g.actor, words)]
    return page("snippets/_options.html", found=found, text=snippet_customer_text)


@bp.get("/snippets/new")
def new() -> str:
    case = _the_case(request.args.get("for", ""))
    body = actions.reusable(case, request.args.get("text", "")[:MOST]) if case is not None else ""
    return _form_page(blank(body=body, reach=Reach.OWN, case=case.ref if case else "",
                            desk=case.space.slug if case else ""))  # fmt: skip


@bp.post("/snippets")
@once
def save() -> Any:
    form, desks = read(SnippetForm), _my_desks()
    case = _the_case(str(form.value("case")))
    if form.ok:
        desk = next((each for each in desks if each.slug == form.data.desk), desks[0])
        try:
            made = actions.save_snippet(g.actor, desk, _words(form), case)
            return done(snippet_url(made), say=_("Saved. Type / in a reply to take it."))
        except (Invalid, Denied) as refused:
            _refuse(form, refused)
    return _form_page(form), 422


@bp.get("/snippets/<int:id>")
def snippet(id: int) -> str:
    found = load(g.actor, Snippet, id)
    case = _the_case(request.args.get("for", ""))
    text = fill(found.body, known_of(case, g.actor)) if case is not None else found.body
    return page(
        "snippets/snippet.html", snippet=found, case=case, text=text, missing=unfilled(text) if case else [],
        use=queries.uses_of([found])[found.ref], reaches=REACHES, may_edit=can(g.actor, EDIT_SNIPPET, found),
        may_verify=can(g.actor, VERIFY_SNIPPET, found),
    )  # fmt: skip


@bp.get("/snippets/<int:id>/edit")
def edit(id: int) -> str:
    found = load(g.actor, Snippet, id)
    require(g.actor, EDIT_SNIPPET, found)
    values = {name: getattr(found, name) for name in ("title", "body", "reach", "folder", "shortcut")}
    return _form_page(blank(**values, base=found.revision, desk=found.space.slug), found)


@bp.post("/snippets/<int:id>")
def keep(id: int) -> Any:
    found, form = load(g.actor, Snippet, id), read(SnippetForm)
    require(g.actor, EDIT_SNIPPET, found)
    if form.ok:
        try:
            actions.edit_snippet(g.actor, found, _words(form), form.data.base)
            return done(snippet_url(found), say=_("Saved."))
        except Conflict as conflict:
            form.refuse("body", conflict.message)
            form.values["base"] = found.revision
        except (Invalid, Denied) as refused:
            _refuse(form, refused)
    return _form_page(form, found), 422


@bp.post("/snippets/<int:id>/verification")
def verify(id: int) -> Response:
    found = load(g.actor, Snippet, id)
    actions.verify_snippet(g.actor, found)
    return done(snippet_url(found), say=_("Checked: it can be sent without a tick."))


@bp.post("/snippets/<int:id>/removal")
def remove(id: int) -> Response:
    found = load(g.actor, Snippet, id)
    actions.remove_snippet(g.actor, found)
    return done("/snippets", say=_("Removed."), undo=f"/snippets/removed/{id}/return")


@bp.post("/snippets/removed/<int:id>/return")
def bring_back(id: int) -> Response:
    return done(snippet_url(actions.bring_back(g.actor, id)), say=_("It is back."))


def _my_desks() -> list[Space]:
    """Where one answers customers; whoever answers nowhere and keeps nothing has no saved replies."""
    return list(queries.desks_of(g.actor))


def _the_case(ref: str) -> Case | None:
    kind, _colon, number = ref.partition(":")
    if kind != "case" or not number.isdecimal() or len(number) > 18:
        return None
    return load(g.actor, Case, int(number))


def _words(form: Read[SnippetForm]) -> actions.Words:
    sent = form.data
    return actions.Words(sent.title, sent.body, Reach(sent.reach), sent.folder, sent.shortcut)


def _refuse(form: Read[Any], refused: Invalid | Denied) -> None:
    fields = getattr(refused, "fields", None)
    if not fields:
        form.refuse(getattr(refused, "field", "") or "reach", refused.message)
    for name, messages in (fields or {}).items():
        for message in messages:
            form.refuse(name, message)


def _form_page(form: Read[Any], snippet: Snippet | None = None) -> str:
    desks = [snippet.space] if snippet is not None else _my_desks()
    if not desks:
        raise Denied(
            _("Saved replies are for those who answer customers on a desk. Its people can let you in.")
        )
    may_share = can(g.actor, SHARE_SNIPPET, desks[0])
    reaches = [(reach, label) for reach, label in REACHES.items() if reach != Reach.ALL or may_share]
    return page(
        "snippets/edit.html", form=form, snippet=snippet, desks=desks, reaches=reaches, names=NAMES,
        folders=[folder for folder, _number in queries.folders(g.actor)],
        back=snippet_url(snippet) if snippet is not None else "/snippets",
    )  # fmt: skip
