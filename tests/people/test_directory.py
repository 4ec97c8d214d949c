"""The directory of colleagues."""


def test_it_works(cleo):
    assert "Ada Lovelace" in cleo.get("/people?q=lovelace").text


def test_nobody_found_leads_to_asking(cleo):
    page = cleo.get("/people?q=kilns+and+crates")
    assert page.status_code == 200
    assert "/q/new?text=kilns%20and%20crates" in page.text
