"""A case from a discussion: what was chosen goes along as notes, everything else stays, nothing goes out."""

import re

from sqlalchemy import select

from hub.cases.models import Case, Message, Note
from hub.core.db import session
from hub.links.models import LinkKind
from hub.links.queries import targets_of
from hub.threads.actions import post_comment
from tests import cast
from tests.cases.conftest import the_case
from tests.factories import make_answer, make_post, make_question


def test_chosen_messages_become_notes_and_never_messages(finn, ada, ctx, line, drain):
    post = make_post(body="Mr Holm called me: his trunk came without its lock.")
    picked = post_comment(cast.person("ben"), post, "It was @cleo who checked it, budget 4410.")
    post_comment(cast.person("ada"), post, "Who has cake left?")
    here = f"/links/{post.ref}/case"
    page = finn.get(here).text
    assert set(re.findall(r'name="chosen" value="([^"]+)" checked', page)) == {post.ref}
    form = {"chosen": [post.ref, picked.ref], "channel": line[1], "subject": "Trunk without lock"}
    nameless = finn.post(here, **form, words="My trunk!")
    assert nameless.status_code == 422
    assert "My trunk!" in nameless.text
    assert "give the name of a new one" in nameless.text
    assert finn.post(here, **{**form, "chosen": []}, name="Holm", address="h@example.net").status_code == 422
    made = finn.post(here, **form, name="Anders Holm", address="holm@example.net")
    case = the_case(int(re.search(r"/cases/(\d+)", made.location)[1]))
    assert (case.customer.name, case.assignee_id) == ("Anders Holm", finn.person.id)
    assert case.waiting_since is not None  # we owe him an answer
    assert session().scalars(select(Message).where(Message.case_id == case.id)).all() == []
    notes = "\n".join(session().scalars(select(Note.text).where(Note.case_id == case.id)))
    assert "Ben Okri wrote in" in notes
    assert "budget 4410" in notes
    assert "cake" not in notes
    assert targets_of(case.ref, [LinkKind.LINKED]) == [post.ref]
    drain()
    assert "budget 4410" in finn.get(f"/cases/{case.id}/inside").text
    said = finn.get(f"/cases/{case.id}?part=log", headers={"HX-Request": "true"}).text
    assert "budget 4410" not in said
    assert "Anders has not written here" in said


def test_a_question_is_waited_for_and_a_known_customer_is_found_by_those_who_may(finn, cleo, case_id, ctx):
    question = make_question(title="Locks lost?")
    answer = make_answer(question)
    here = f"/links/{question.ref}/case"
    assert f'name="known" value="{case_id}"' in finn.get(f"{here}?q=marta").text
    form = {"chosen": [answer.ref], "known": case_id, "subject": "Her lock", "words": "Where is my lock?"}
    made = finn.post(here, **form)
    case = the_case(int(re.search(r"/cases/(\d+)", made.location)[1]))
    assert case.customer_id == the_case(case_id).customer_id
    assert targets_of(case.ref, [LinkKind.JOINED]) == [question.ref]
    bodies = session().scalars(select(Message.body).where(Message.case_id == case.id)).all()
    assert bodies == ["Where is my lock?"]
    count = len(session().scalars(select(Case.id)).all())
    assert cleo.get(f"{here}?q=marta").status_code == 403
    assert cleo.post(here, **form).status_code == 403
    hidden = make_question(space="private", title="Hidden locks").ref
    assert finn.get(f"/links/{hidden}/case").status_code == 404
    foreign = {**form, "chosen": [hidden]}
    assert finn.post(here, **foreign).status_code == 422  # only what stands in this discussion
    assert len(session().scalars(select(Case.id)).all()) == count


def test_its_form_asks_for_the_channels_once(finn, line, count_queries, ctx):
    post = make_post()
    finn.get(f"/links/{post.ref}/case")
    with count_queries() as seen:
        assert finn.get(f"/links/{post.ref}/case").status_code == 200
    assert len([each for each in seen if "FROM channel" in each]) == 1
    assert len(seen) <= 12, "\n".join(seen)
