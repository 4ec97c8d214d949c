"""The addresses of suggestions: fragments while somebody types, and a page for those without scripts."""

from typing import Annotated, Any

from flask import Blueprint, Response, g, render_template, request
from pydantic import Field

from hub.core.errors import NotFound
from hub.core.features import Kind, registry, resolve, url_of
from hub.core.limits import LIMITS
from hub.core.words import gettext as _
from hub.suggest.actions import find_answer
from hub.suggest.queries import ASKING, Suggestion, for_case, suggestions
from hub.suggest.topics import proposals, written_in
from hub.web.forms import Form, OptionalBody, Short, read
from hub.web.pages import done, fragment_or_page

bp = Blueprint("suggest", __name__, template_folder="templates")

WHILE_ASKING = 5


class FoundForm(Form):
    """What answered the question, and how it would have been asked."""

    ref: Short
    words: Short = ""


class WritingForm(Form):
    """A text on its way, and what was said to the topics proposed so far."""

    title: Short = ""
    body: OptionalBody = ""
    community: Short = ""
    space: Short = ""
    topics: Short = ""
    topic: Annotated[list[Short], Field(max_length=LIMITS.tags)] = Field(default_factory=list)
    named: Annotated[list[Short], Field(max_length=LIMITS.tags)] = Field(default_factory=list)


@bp.get("/suggest")
def suggest() -> Any:
    """For `for=question` (or nothing): similar things. For `for=case:5`: what can be said in that case."""
    words = " ".join(request.args.get("q", "").replace("\0", "").split())[: LIMITS.query]
    place = request.args.get("for", "question")
    if ":" in place:
        return _for_thing(place, words)
    at = request.args.get("at", "")[: LIMITS.query]  # what is asked about does not answer itself
    found = suggestions(g.actor, words, ASKING, WHILE_ASKING, at=at)
    return _answer("suggest/_asking.html", found, words=words, case_url="", for_=place, is_asked=True)


@bp.post("/suggest/topics")
def topics() -> str:
    """What fits the text so far: a fragment. POST, because a text does not fit into an address."""
    form = read(WritingForm)
    return render_template("suggest/_topics.html", found=proposals(g.actor, written_in(form.value)))


@bp.post("/suggest/found")
def found() -> Response:
    """That something answered the question which was about to be asked."""
    form = read(FoundForm)
    if not form.ok:
        raise NotFound
    thing = resolve(g.actor, form.data.ref)
    find_answer(g.actor, thing, form.data.words)
    return done(url_of(thing), say=_("Good. Nobody had to be asked."))


def _for_thing(ref: str, words: str) -> str:
    thing = resolve(g.actor, ref)
    kind: Kind = registry.kinds[thing.ref_kind]
    if kind.masked_card is None:  # only what stands for a customer is answered with wording
        raise NotFound
    found = for_case(g.actor, thing, words=words)
    may_reply = kind.may_write is not None and kind.may_write(g.actor, thing)
    values = {"words": words, "case_url": kind.url(thing), "for_": ref, "may_reply": may_reply}
    return _answer("suggest/_case.html", found, **values)


def _answer(fragment: str, found: list[Suggestion], **values: Any) -> str:
    return fragment_or_page(fragment, "suggest/suggest.html", found=found, part=fragment, **values)
