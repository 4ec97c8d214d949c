"""Many at one desk at once: no word is lost or sent twice, nothing internal leaves, clocks are right."""

import os
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from hub.channels import contract
from hub.channels.contract import ChannelKind
from hub.core import deliveries
from hub.core.features import registry
from tests.cases.shift import Moody, World
from tests.cases.whole_desk import WholeDesk

OPERATIONS = int(os.environ.get("BACKCHANNEL_OPERATIONS", "200"))  # 10000 for a night
STEPS = 50  # of one shift
BY_ITSELF = ("cases", "automation", "qa")


def work() -> None:
    """What the workers and the clock of a hub do by themselves, once."""
    for name in BY_ITSELF:
        for task in registry.features[name].periodic.values():
            task.run()
    deliveries.work_once(registry.handlers())


@pytest.mark.scale
def test_whatever_happens_on_the_desk(finn, hugo, ben, cleo, gwen, nobody, writes, at, drain, monkeypatch):
    provider = Moody()
    monkeypatch.setitem(contract.adapters, ChannelKind.SIMULATOR, provider)
    people = {"finn": finn, "hugo": hugo, "ben": ben, "cleo": cleo, "gwen": gwen, "nobody": nobody}
    world = World(people, provider, writes, at, work, drain)
    at(timedelta())
    run_state_machine_as_test(
        type("Now", (WholeDesk,), {"world": world}),
        settings=settings(
            max_examples=max(OPERATIONS // STEPS, 1), stateful_step_count=STEPS, deadline=None, database=None,
            derandomize=OPERATIONS <= 200, suppress_health_check=list(HealthCheck),
            phases=[Phase.generate], print_blob=False,
        ),
    )  # fmt: skip
