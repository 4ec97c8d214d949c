"""The directory of colleagues."""


def test_it_works(cleo):
    assert "Ada Lovelace" in cleo.get("/people?q=lovelace").text


def test_nobody_found_leads_to_asking(cleo):
    page = cleo.get("/people?q=kilns+and+crates")
    assert page.status_code == 200
    assert "/q/new?text=kilns%20and%20crates" in page.text


def test_no_heading_is_left_out_where_a_colleague_has_done_nothing(ben):
    page = ben.get("/people/iris").text
    assert "<h2>Nothing here yet</h2>" in page
