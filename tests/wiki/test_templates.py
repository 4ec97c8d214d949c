"""What new pages begin with: kept by knowledge managers, brought back when it is emptied."""

HERE = "/admin/article-templates"
OURS = "## What the customer says\n\n## Environment\n\n:::customer\nHi {{first_name}},\n:::"


def test_a_new_page_begins_with_what_knowledge_managers_wrote(ada, gwen):
    assert "## The solution" in ada.get("/wiki/new?type=problem").text
    assert ada.get(HERE).status_code == 403
    assert ada.post(HERE, kind="problem", body=OURS).status_code == 403
    assert "## The solution" in ada.get("/wiki/new?type=problem").text
    assert gwen.post(HERE, kind="problem", body=OURS).status_code == 303
    begun = ada.get("/wiki/new?type=problem").text
    assert f"{OURS}\n</textarea>" in begun
    assert "Part: Environment" in begun
    assert "## Environment" not in ada.get("/wiki/new?type=howto").text
    assert "Changed by" in gwen.get(f"{HERE}?kind=problem").text
    refused = gwen.post(HERE, kind="nothing", body="My long words")
    assert refused.status_code == 422
    assert "My long words" in refused.text
    assert gwen.post(HERE, kind="problem").status_code == 303
    assert "## The solution" in ada.get("/wiki/new?type=problem").text
