"""The features that every hub has, in the order in which they are installed."""

from hub.cases.feature import feature as cases
from hub.core.dispatch import Consumer
from hub.core.features import Feature
from hub.live.feature import feature as live
from hub.live.publishing import LiveConsumer
from hub.people.feature import feature as people
from hub.qa.feature import feature as qa
from hub.threads.feature import feature as threads

BUILT_IN: tuple[Feature, ...] = (people, threads, qa, cases, live)

# Consumers that serve all features at once: index, inbox, live. Each reads the log by itself.
REACTORS: tuple[Consumer, ...] = (LiveConsumer(),)
