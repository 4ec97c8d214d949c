"""The console command, as somebody at a terminal uses it."""

import os
import subprocess
import sys

import pytest

from tests.conftest import PROJECT

pytestmark = [pytest.mark.own_hub, pytest.mark.scale]


@pytest.fixture(scope="module")
def environment(tmp_path_factory):
    return {**os.environ, "BACKCHANNEL_DATA_DIR": str(tmp_path_factory.mktemp("hub"))}


@pytest.fixture(scope="module")
def run(environment, nursery):
    return lambda *words: nursery.run(*words, environment=environment)


def test_a_hub_begins_with_init_and_a_person(run):
    assert run("init").returncode == 0
    made = run("person", "add", "zoe", "--name", "Zoë", "--email", "zoe@hub.test",
               "--role", "administrator", "--password", "four words in a row")  # fmt: skip
    assert made.returncode == 0, made.stderr
    token = run("token", "create", "zoe", "--name", "script", "--scope", "read")
    assert token.stdout.strip().startswith("bck_")
    assert "people.person_added" in run("events").stdout
    assert "things can be found" in run("reindex").stdout


def test_permissions_are_printed_with_their_sentences(run):
    printed = run("permissions").stdout
    assert "qa.answer.post" in printed
    assert "Answer a question" in printed


def test_a_wrong_setting_is_one_clear_line(environment):
    """For once a process that loads everything itself, as at a terminal."""
    command = [sys.executable, "-c", "import sys; from hub.cli import main; sys.exit(main())", "init"]
    refused = subprocess.run(
        command, cwd=PROJECT, env=environment | {"BACKCHANNEL_PORT": "eighty"},
        capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert refused.returncode == 1
    assert "BACKCHANNEL_PORT is 'eighty', but a whole number from 1 to 65535 is expected" in refused.stderr
    assert "Traceback" not in refused.stderr


def test_check_names_what_to_mend(run):
    found = run("check")
    assert found.returncode == 1
    assert "B003" in found.stdout


def test_the_story_is_refused_removal_when_people_are_in_it(run):
    refused = run("demo", "--remove")
    assert refused.returncode == 1
    assert "not of the story" in refused.stderr
