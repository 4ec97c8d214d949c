"""What suggestions put into the pages of features: the case, the question, the new page."""

from typing import Any

from flask import render_template

from hub.core.features import kind_of, registry, url_of
from hub.core.permissions import Actor
from hub.suggest.queries import ASKING, for_case, suggestions
from hub.suggest.topics import proposals, written_in

SIMILAR = 4


def case_suggestions(actor: Actor, case: Any) -> str:
    """In the Inside pane: three answers, each one key away from the reply."""
    found = for_case(actor, case)
    if not found:
        return ""
    kind = registry.kinds[case.ref_kind]
    may_reply = kind.may_write is not None and kind.may_write(actor, case)
    return render_template("suggest/_case.html", found=found, case_url=kind.url(case), may_reply=may_reply)


def question_similar(actor: Actor, thing: Any) -> str:
    """Close to a question, or to the words of one that is about to be asked."""
    return _similar(actor, thing, ("question", "answer", "page"))


def page_similar(actor: Actor, thing: Any) -> str:
    """Close to a page, or to the title of one that is about to be written."""
    return _similar(actor, thing, ("page", "question", "answer"))


def text_topics(actor: Actor, form: Any) -> str:
    """Beside the topics of a text that is being written; form: as far as it is filled in.

    A page that is opened asks for them once it is there; one that comes back as it was sent has them.
    """
    found = proposals(actor, written_in(form.value)) if form.is_sent else []
    return render_template("suggest/_choose_topics.html", found=found, is_sent=form.is_sent)


def post_topics(actor: Actor, form: Any) -> str:
    """The same in the composer, where title and text are one."""
    found = proposals(actor, written_in(form.value)) if form.is_sent else []
    return render_template("suggest/_post_topics.html", found=found)


def _similar(actor: Actor, thing: Any, kinds: tuple[str, ...]) -> str:
    if isinstance(thing, str):  # words that somebody is typing: what is there can be read in place
        found = suggestions(actor, thing, ASKING, SIMILAR)
        shown = {"words": thing, "is_asked": kinds[0] == "question"}
        return render_template("suggest/_asking.html", found=found, **shown) if found else ""
    kind = kind_of(thing.ref)
    words = f"{kind.title(thing)}\n{kind.text(thing) if kind.text else ''}"
    own = url_of(thing).partition("#")[0]
    found = suggestions(actor, words, kinds, SIMILAR, without=(thing.ref,), at=own)
    return render_template("suggest/_similar.html", found=found) if found else ""
