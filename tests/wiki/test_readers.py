"""Who can read a page is written on it: every colleague, or the members of its community by name."""

from tests.wiki.pages import make_page, url_of


def test_a_page_says_who_reads_it(ctx, ben, cleo, count_queries):
    opened, closed = (
        url_of(make_page("Open page", "x")),
        url_of(make_page("Closed page", "x", space="private")),
    )
    assert "Every colleague" in cleo.get(f"{opened}/readers").text
    marked = ben.get(closed).text
    assert "Members of Private Room only" in marked
    ben.get(f"{closed}/readers")
    with count_queries() as seen:
        listed = ben.get(f"{closed}/readers").text
    assert len(seen) <= 12
    assert "Ada Lovelace" in listed
    assert "/people/cleo" not in listed
    assert cleo.get(f"{closed}/readers").status_code == 404
