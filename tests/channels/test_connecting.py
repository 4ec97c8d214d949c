"""A YouTube account is connected by signing in at Google: state, PKCE, once, by whoever began it."""

import base64
import hashlib
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from hub.channels import actions
from hub.channels.contract import ChannelKind
from hub.channels.sealing import unseal
from hub.channels.stopping import stop
from hub.channels.youtube import polling, wire
from tests.channels import lines
from tests.channels.tube import OURS, Tube, serving_tube

GIVEN = {"access_token": "access-1", "refresh_token": "refresh-1", "scope": wire.SCOPE, "expires_in": 3599}
BACK = "/admin/channels/connected"


@pytest.fixture
def tube(ctx):
    with serving_tube() as made:
        yield made


@pytest.fixture
def channel(tube: Tube):
    known = {"site": tube.site, "account": OURS, "login": "client-1"}
    return lines.open_channel(ChannelKind.YOUTUBE, "tube", secrets={"client_secret": "s3cret"}, **known)


def begin(dora, channel) -> dict[str, str]:
    """What the address at Google says."""
    shown = dora.post(f"/admin/channels/{channel.id}/connection").text
    address = shown.partition('href="http://127')[2].partition('"')[0].replace("&amp;", "&")
    return {name: each[0] for name, each in parse_qs(urlsplit(f"http://127{address}").query).items()}


def token_of(channel) -> str:
    return unseal(lines.fresh(channel).secrets).get("token", "")


def test_it_works(tube, channel, dora):
    polling.ask_all()
    lines.work()
    assert lines.fresh(channel).is_active, "before somebody has signed in it is not refused"
    asked = begin(dora, channel)
    assert asked["scope"] == wire.SCOPE
    assert (asked["access_type"], asked["prompt"], asked["response_type"]) == ("offline", "consent", "code")
    assert asked["redirect_uri"].endswith(BACK)
    tube.grants["c0de"] = GIVEN
    answer = dora.get(f"{BACK}?state={asked['state']}&code=c0de")
    assert answer.location == f"/admin/channels/{channel.id}"
    assert "Signed in as House" in dora.get(answer.location).text
    (sent,) = tube.exchanged
    verifier = sent["code_verifier"][0]
    mark = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
    assert (asked["code_challenge"], asked["code_challenge_method"]) == (mark, "S256")
    assert sent["redirect_uri"] == [asked["redirect_uri"]]
    assert sent["client_secret"] == ["s3cret"]
    assert token_of(channel) == "refresh-1"
    shown = dora.get(f"/admin/channels/{channel.id}/settings").text
    assert "refresh-1" not in shown + lines.fresh(channel).secrets
    assert verifier not in lines.fresh(channel).secrets


def test_only_what_was_begun_counts_once_and_for_who_began_it(tube, channel, dora, finn, ada, at):
    asked = begin(dora, channel)
    tube.grants = {"a": GIVEN, "b": GIVEN}
    forged = [f"{channel.id}.guessed", "", "x", f"999.{asked['state'].partition('.')[2]}"]
    for state in forged:
        dora.get(f"{BACK}?state={state}&code=a")
    for other in (finn, ada):
        assert other.get(f"{BACK}?state={asked['state']}&code=a").status_code in (403, 404)
        assert other.post(f"/admin/channels/{channel.id}/connection").status_code in (403, 404)
    assert (tube.exchanged, token_of(channel)) == ([], "")
    dora.get(f"{BACK}?state={asked['state']}&code=a")
    assert token_of(channel) == "refresh-1"
    dora.get(f"{BACK}?state={asked['state']}&code=b")
    assert len(tube.exchanged) == 1, "once"
    late = begin(dora, channel)
    at(timedelta(minutes=11))
    dora.get(f"{BACK}?state={late['state']}&code=b")
    assert len(tube.exchanged) == 1


@pytest.mark.parametrize(
    ("sent", "given", "said"),
    [
        ("error=access_denied", None, "was not given leave"),
        ("code=c0de", {"error": "invalid_grant"}, "used already or took too long"),
        ("code=c0de", {"error": "redirect_uri_mismatch"}, "put it into the app’s console"),
        ("code=c0de", {"error": "invalid_client"}, "look at the client id"),
        ("code=c0de", {"access_token": "access-1", "scope": wire.SCOPE}, "no lasting key"),
        ("code=c0de", {**GIVEN, "scope": "openid"}, "was not given. Sign in again and tick it"),
    ],
)
def test_what_goes_wrong_is_said_to_who_can_mend_it(tube, channel, dora, sent, given, said):
    tube.grants = {"c0de": given} if given else {}
    answer = dora.get(f"{BACK}?state={begin(dora, channel)['state']}&{sent}")
    assert said in dora.get(answer.location).text
    assert token_of(channel) == ""


def test_an_account_that_paused_itself_goes_on_and_another_account_is_named(tube, channel, dora):
    stop(channel.id, "Our access has ended.")
    tube.grants["c0de"] = GIVEN
    dora.get(f"{BACK}?state={begin(dora, channel)['state']}&code=c0de")
    assert lines.fresh(channel).is_active
    actions.edit_channel(
        lines.cast.person("dora"), lines.fresh(channel), name="Tube", desk=lines.cast.space("desk"),
        settings={"account": "UCother"},
    )  # fmt: skip
    tube.grants["c0de"] = GIVEN
    answer = dora.get(f"{BACK}?state={begin(dora, channel)['state']}&code=c0de")
    assert "belongs to another channel on YouTube: House" in dora.get(answer.location).text


def test_without_an_app_it_says_what_is_missing(tube, dora):
    bare = lines.open_channel(ChannelKind.YOUTUBE, "bare", site=tube.site, account=OURS)
    answer = dora.post(f"/admin/channels/{bare.id}/connection")
    assert "Save the client id and the client secret" in dora.get(answer.location).text
