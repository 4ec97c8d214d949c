"""Pages and answers as the desk meets them."""

import re
from datetime import timedelta

from hub.core import clock
from hub.core.db import transaction
from hub.qa import actions as qa
from hub.qa.models import Answer
from hub.wiki.actions.keeping import verify_page
from hub.wiki.actions.writing import create_page
from hub.wiki.models import Page
from tests import cast
from tests.factories import make_answer, make_question


def make_page(title: str, space: str = "open", by: str = "ada", days: int = 30, ago: int = 0) -> Page:
    """A page that was verified `ago` days before now."""
    page = create_page(cast.person(by), cast.space(space), title, "The rule.", review_days=days)
    verify_page(cast.person("ada"), page, 1)
    with transaction():
        page.verified_at = clock.now() - timedelta(days=ago)
        page.review_due_at = page.verified_at + timedelta(days=days)
    return page


def make_solved(title: str, uses: int = 0, space: str = "open", body: str = "So it is.") -> Answer:
    """An answer that was accepted and went to so many customers."""
    question = make_question(title=title, space=space)
    answer = make_answer(question, body=body)
    qa.accept_answer(cast.person("ada"), answer)
    with transaction():
        answer.sent_count, answer.rated_count, answer.rating_sum = uses, 2, 9
    return answer


def said(html: str) -> str:
    """The words of a page, without its frame."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html.partition("<main")[2]))
