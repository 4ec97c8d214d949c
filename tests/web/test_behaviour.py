"""What the scripts do, one behaviour per test, with the keys a person would press."""

import re

import pytest
from flask import Flask
from playwright.sync_api import Page, Route, expect

pytestmark = pytest.mark.browser

READY_TEXT = "Hi Marta, you can borrow <one> & more."


@pytest.fixture
def case(page: Page) -> Page:
    page.goto("/case")
    return page


@pytest.fixture
def home(page: Page) -> Page:
    page.goto("/")
    return page


def answer(page: Page, url: str, status: int, body: str = "", **headers: str) -> list[dict[str, str]]:
    """From now on `url` answers like this. Returns the headers of what is sent there."""
    seen: list[dict[str, str]] = []

    def reply(route: Route) -> None:
        seen.append(route.request.headers)
        route.fulfill(status=status, body=body, content_type="text/html", headers=headers)

    page.route(url, reply)
    return seen


def test_one_key_inserts_the_customer_text_and_its_source(case: Page) -> None:
    case.keyboard.press("1")
    expect(case.locator("#reply")).to_have_value(READY_TEXT)
    expect(case.locator("#reply")).to_be_focused()
    expect(case.locator(".reply [data-source] input")).to_have_value("answer:1")


def test_inserting_twice_keeps_one_source(case: Page) -> None:
    case.keyboard.press("1")
    case.keyboard.press("Escape")
    case.keyboard.press("1")
    expect(case.locator(".reply [data-source]")).to_have_count(1)


def test_removing_a_source_asks_about_its_text(case: Page) -> None:
    case.keyboard.press("1")
    case.keyboard.type(" Enjoy Oslo")
    case.click("[data-source-off]")
    case.click("#toasts button")
    expect(case.locator("#reply")).to_have_value("Enjoy Oslo")
    expect(case.locator("#toasts .toast")).to_have_count(0)


def test_what_is_put_between_words_does_not_run_into_them(case: Page) -> None:
    case.fill("#reply", "Dear Marta,Yours, Ada")
    case.evaluate("document.querySelector('#reply').setSelectionRange(11, 11)")
    case.locator("form.verb[data-insert='#reply'] button").first.click()
    expect(case.locator("#reply")).to_have_value(f"Dear Marta,\n\n{READY_TEXT}\n\nYours, Ada")


FOUND = """<section id="suggestions">
  <form data-insert="#ask"><template data-text>[Wheels](/q/7)</template></form>
  <form data-insert="#reply"><template data-text>a passage of one that is in the reply</template></form>
  <form class="verb" data-insert="#reply"><template data-text>Wheels are lent.</template></form></section>"""


def test_two_question_marks_look_up_and_enter_puts_the_first_whole_one_there(case: Page) -> None:
    seen = answer(case, "**/suggest*", 200, FOUND)
    case.evaluate("document.querySelector('#reply').form.dataset.lookup = '/suggest?q='")
    case.evaluate("document.body.insertAdjacentHTML('beforeend', '<div id=suggestions></div>')")
    case.locator("#reply").press_sequentially("Hello ??wheels")
    case.locator("#suggestions .verb").wait_for(state="attached")
    assert len(seen) == 1, "asked once, when the words rest"
    case.keyboard.press("Enter")
    expect(case.locator("#reply")).to_have_value("Hello \n\nWheels are lent.")
    expect(case.locator("#ask")).to_have_value("")
    case.keyboard.press("Enter")
    expect(case.locator("#reply")).to_have_value("Hello \n\nWheels are lent.\n")


def test_letters_press_only_outside_fields(case: Page) -> None:
    case.keyboard.press("i")
    expect(case.locator("#ask")).to_be_focused()
    case.keyboard.type("r1?")
    expect(case.locator("#ask")).to_have_value("r1?")
    case.keyboard.press("Escape")
    case.keyboard.press("r")
    expect(case.locator("#reply")).to_be_focused()
    expect(case.locator("#reply")).to_have_value("")  # the key goes over, never what was written inside
    expect(case.locator("#ask")).to_have_value("r1?")


def test_letters_can_be_switched_off(page: Page, site_url: str) -> None:
    page.context.add_cookies([{"name": "keys", "value": "off", "url": site_url}])
    page.goto("/case")
    page.keyboard.press("r")
    page.keyboard.press("/")
    expect(page.locator("#reply")).not_to_be_focused()
    expect(page.locator("#palette")).not_to_be_visible()
    page.keyboard.press("Control+k")
    expect(page.locator("#palette")).to_be_visible()


def test_g_then_h_goes_home_and_c_composes(case: Page) -> None:
    case.keyboard.press("g")
    case.keyboard.press("h")
    case.wait_for_url("**/")
    case.keyboard.press("c")
    expect(case.locator("#new")).to_be_focused()


def test_what_a_closed_menu_holds_has_its_key(case: Page) -> None:
    case.route("**/a", lambda route: route.fulfill(status=204))
    with case.expect_request("**/a"):
        case.keyboard.press("a")


def test_a_key_acts_on_the_chosen_post_only(page: Page) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    # The page stays: a key that is let go of while another page comes may wait for ever.
    page.route("**/f", lambda route: route.fulfill(status=204))
    page.goto("/")
    page.keyboard.press("f")
    page.keyboard.press("j")
    with page.expect_request("**/f"):
        page.keyboard.press("f")
    assert len([url for url in asked if url.endswith("/f")]) == 1


def test_the_list_of_keys_opens_and_closes(case: Page) -> None:
    case.keyboard.press("?")
    expect(case.locator("#keys")).to_be_visible()
    case.keyboard.press("Escape")
    expect(case.locator("#keys")).not_to_be_visible()


def test_j_and_k_walk_and_f6_changes_panes(case: Page) -> None:
    case.keyboard.press("k")
    expect(case.locator(".crow").first).to_be_focused()
    case.keyboard.press("j")
    expect(case.locator(".crow").nth(1)).to_be_focused()
    case.keyboard.press("F6")
    expect(case.locator("#conv")).to_be_focused()
    case.keyboard.press("Shift+F6")
    expect(case.locator(".list")).to_be_focused()


def test_the_palette_finds_chooses_and_inserts(case: Page) -> None:
    case.keyboard.press("Control+k")
    case.keyboard.type("stro")
    expect(case.locator("#palette-res")).to_contain_text("Ask stro")
    case.keyboard.press("ArrowDown")
    field = case.locator("#palette input")
    expect(field).to_have_attribute("aria-activedescendant", "po2-1")
    case.keyboard.press("ArrowUp")
    case.keyboard.press("Control+Enter")
    expect(case.locator("#reply")).to_have_value("Hello from the palette")
    expect(case.locator("#palette")).not_to_be_visible()


STOP = """<div data-decide><button type="submit" formaction="/check">Take it out</button>
<textarea name="because"></textarea></div>"""


def test_the_keys_that_send_lead_to_what_stops_the_reply(case: Page) -> None:
    sent: list[str] = []
    case.on(
        "request", lambda request: sent.append(request.post_data or "") if "/send" in request.url else None
    )
    answer(case, "**/send", 204)
    case.locator(".reply__f").evaluate("(foot, stop) => foot.insertAdjacentHTML('beforebegin', stop)", STOP)
    case.locator(".reply__f [data-needs-line]").evaluate("send => (send.disabled = true)")
    case.locator("#reply").fill("Budget 4410")
    case.locator("#reply").press("Control+Enter")
    expect(case.get_by_role("button", name="Take it out")).to_be_focused()
    case.locator("#reply").fill("It waits in {{station}} for you")
    case.locator("#reply").press("Control+Enter")
    case.keyboard.type("Oslo")
    expect(case.locator("#reply")).to_have_value("It waits in Oslo for you")
    despite = '<button type="submit" data-despite name="reasoned" value="1">Send with this reason</button>'
    case.locator("[data-decide]").evaluate("(at, more) => at.insertAdjacentHTML('beforeend', more)", despite)
    assert sent == []
    with case.expect_request("**/send"):
        case.locator("[name=because]").press("Control+Enter")
    assert "reasoned" in sent[0]


def test_what_is_marked_on_the_page_is_quoted(home: Page) -> None:
    field = '<textarea id="say"></textarea><button data-quote="say">Quote</button>'
    home.locator("main").evaluate("(main, more) => main.insertAdjacentHTML('beforeend', more)", field)
    home.locator("#p1 .body p").evaluate("text => getSelection().selectAllChildren(text)")
    home.locator("#say").focus()
    home.get_by_role("button", name="Quote", exact=True).click()
    expect(home.locator("#say")).to_have_value(re.compile(r"^> Yusuf booked Bergen to Lisbon .*\n\n$"))
    expect(home.locator("#say")).to_be_focused()


def test_a_draft_of_another_device_comes_back(home: Page) -> None:
    home.route("**/drafts/begun?place=new-post", lambda route: route.fulfill(body="Half a sentence"))
    home.evaluate("localStorage.clear()")
    home.locator("#new").focus()
    expect(home.locator("#new")).to_have_value("Half a sentence")


def test_a_draft_is_kept_here_and_there(case: Page, site: Flask) -> None:
    with case.expect_response("**/drafts"):
        case.locator("#reply").press_sequentially("Half a sentence")
    assert site.config["DRAFTS"][-1] == {"place": "case:48213", "body": "Half a sentence"}
    case.reload()
    expect(case.locator("#reply")).to_have_value("Half a sentence")


def test_what_was_sent_within_the_pause_is_not_kept_after_it(case: Page) -> None:
    asked: list[str] = []
    case.clock.install()
    case.on("request", lambda request: asked.append(request.url.rsplit("/", 1)[1]))
    case.fill("#reply", "It is on its way")
    case.locator("#reply").evaluate("""field => {
      field.form.addEventListener("submit", event => event.preventDefault());
      field.form.requestSubmit();
    }""")
    case.clock.run_for(3_000)
    assert "drafts" not in asked


def test_a_post_that_arrived_clears_the_composer(home: Page) -> None:
    seen = answer(home, "**/posts", 200, "<article class='card post' id='fresh'>There</article>")
    home.fill("#new", "Belt 4 is out")
    home.keyboard.press("Control+Enter")
    expect(home.locator("#feed > :first-child")).to_have_id("fresh")
    expect(home.locator("#new")).to_have_value("")
    assert seen[0]["x-csrftoken"] == "token"
    assert home.evaluate("localStorage.getItem('draft:amara:new-post')") is None


@pytest.mark.parametrize("stays", [True, False])
def test_a_draft_is_forgotten_once_it_has_left_and_not_when_it_goes_through_another_door(
    case: Page, site: Flask, stays: bool
) -> None:
    """A file put under a reply, or another way chosen: the server has the text, nobody may wipe it there."""

    def draft() -> str | None:
        return case.evaluate("localStorage.getItem('draft:amara:case:48213')")

    site.config["DRAFTS"].clear()

    case.route("**/send", lambda route: route.fulfill(status=303, headers={"location": "/case"}))
    if stays:
        other = "send => { send.formAction = '/send'; send.formNoValidate = true; }"
        case.locator(".reply__f [data-needs-line]").evaluate(other)
    with case.expect_response("**/drafts"):
        case.locator("#reply").fill("Half a sentence")
    assert draft() == "Half a sentence"
    with case.expect_navigation(url="**/case"):
        case.get_by_role("button", name="Send to Marta").click()
    expect(case.locator("#reply")).to_have_value("")
    assert draft() is None
    with case.expect_response(
        lambda response: "/drafts" in response.url and "More" in (response.request.post_data or "")
    ):
        case.locator("#reply").fill("More")
    assert ("" in [each["body"] for each in site.config["DRAFTS"]]) is not stays


def test_a_refused_form_comes_back_in_its_place(home: Page) -> None:
    answer(
        home,
        "**/posts",
        422,
        "<form class='composer' id='again'><input id='wrong' aria-invalid='true'></form>",
    )
    home.fill("#new", "x")
    home.keyboard.press("Control+Enter")
    expect(home.locator("#wrong")).to_be_focused()
    expect(home.locator("#feed #again")).to_have_count(0)
    home.reload()
    expect(home.locator("#new")).to_have_value("x")


def test_what_somebody_else_began_at_this_device_stays_theirs(home: Page) -> None:
    home.evaluate("localStorage.setItem('draft:jonas:new-post', 'His')")
    home.evaluate("localStorage.setItem('draft:new-post', 'Whose?')")
    home.reload()
    expect(home.locator("#new")).to_have_value("")
    home.evaluate("localStorage.setItem('draft:amara:new-post', 'Mine')")
    home.reload()
    expect(home.locator("#new")).to_have_value("Mine")


def test_a_failure_keeps_the_text_and_says_so(home: Page) -> None:
    answer(home, "**/posts", 500)
    home.fill("#new", "Belt 4 is out")
    home.keyboard.press("Control+Enter")
    expect(home.locator("#toasts")).to_contain_text("your text is still here")
    expect(home.locator("#new")).to_have_value("Belt 4 is out")
    expect(home.locator(".composer [aria-busy]")).to_have_count(0)


def test_an_error_may_bring_its_own_words(home: Page) -> None:
    own = {"HX-Retarget": "#toasts", "HX-Reswap": "beforeend"}
    answer(home, "**/posts", 403, "<div class='toast' data-toast>Hannah can let you in</div>", **own)
    home.fill("#new", "x")
    home.keyboard.press("Control+Enter")
    expect(home.locator("#toasts")).to_have_text("Hannah can let you in")


def test_a_lost_sign_in_goes_to_sign_in_and_back(home: Page) -> None:
    answer(home, "**/posts", 401)
    answer(home, "**/sign-in?*", 200, "sign in")
    home.fill("#new", "x")
    home.keyboard.press("Control+Enter")
    home.wait_for_url("**/sign-in?next=%2F")


def test_people_are_mentioned_with_at(home: Page) -> None:
    home.locator("#new").press_sequentially("@jo")
    expect(home.locator(".suggestions [role=option]")).to_have_text("JLJonas Lindqvist")
    home.keyboard.press("Enter")
    expect(home.locator("#new")).to_have_value("@jonas ")
    assert home.evaluate("localStorage.getItem('draft:amara:new-post')") == "@jonas "


def test_the_theme_is_kept_by_the_server(home: Page) -> None:
    home.click("[data-theme-toggle]")
    expect(home.locator("html")).to_have_attribute("data-theme", "dark")
    home.reload()
    expect(home.locator("html")).to_have_attribute("data-theme", "dark")


def test_a_menu_closes_by_escape_and_gives_the_focus_back(home: Page) -> None:
    home.click(".top .menu > summary")
    expect(home.locator(".top .menu__list")).to_be_visible()
    home.keyboard.press("ArrowDown")
    expect(home.locator(".top .menu__list a").first).to_be_focused()
    home.keyboard.press("Escape")
    expect(home.locator(".top .menu__list")).not_to_be_visible()
    expect(home.locator(".top .menu > summary")).to_be_focused()


def test_a_toast_waits_while_it_is_pointed_at(home: Page) -> None:
    home.clock.install()
    home.goto("/")
    answer(home, "**/posts", 500)
    home.fill("#new", "x")
    home.keyboard.press("Control+Enter")
    toast = home.locator("#toasts .toast")
    toast.hover()
    home.clock.run_for(20_000)
    expect(toast).to_have_count(1)
    home.mouse.move(0, 0)
    home.clock.run_for(9_000)
    expect(toast).to_have_count(0)
