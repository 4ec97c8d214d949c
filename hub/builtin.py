"""The features that every hub has, in the order in which they are installed."""

from hub.admin.feature import feature as admin
from hub.automation.feature import feature as automation
from hub.badges.feature import feature as badges
from hub.cases.feature import feature as cases
from hub.channels.feature import feature as channels
from hub.checklists.feature import feature as checklists
from hub.conversations.feature import feature as conversations
from hub.core.dispatch import Consumer
from hub.core.features import Feature
from hub.curation.feature import feature as curation
from hub.customers.feature import feature as customers
from hub.expertise.feature import feature as expertise
from hub.feed.feature import feature as feed
from hub.feed.stream import StreamConsumer
from hub.files.feature import feature as files
from hub.flags.feature import feature as flags
from hub.importing.feature import feature as importing
from hub.inbox.consumer import InboxConsumer
from hub.inbox.feature import feature as inbox
from hub.indexing.consumer import IndexConsumer
from hub.indexing.feature import feature as indexing
from hub.linking.feature import feature as linking
from hub.links.feature import feature as links
from hub.live.feature import feature as live
from hub.live.publishing import LiveConsumer
from hub.mirroring.feature import feature as mirroring
from hub.people.feature import feature as people
from hub.practice.feature import feature as practice
from hub.problems.feature import feature as problems
from hub.qa.feature import feature as qa
from hub.recall.feature import feature as recall
from hub.reuse.feature import feature as reuse
from hub.rewording.feature import feature as rewording
from hub.snippets.feature import feature as snippets
from hub.spaces.feature import feature as spaces
from hub.suggest.counting import FittingConsumer
from hub.suggest.feature import feature as suggest
from hub.swarms.feature import feature as swarms
from hub.threads.feature import feature as threads
from hub.threads.previews.asking import PreviewConsumer
from hub.together.feature import feature as together
from hub.turning.feature import feature as turning
from hub.webhooks.consumer import WebhookConsumer
from hub.webhooks.feature import feature as webhooks
from hub.wiki.feature import feature as wiki

BUILT_IN: tuple[Feature, ...] = (
    people,
    reuse,
    spaces,
    admin,
    files,
    expertise,
    badges,
    threads,
    links,
    linking,
    swarms,
    flags,
    feed,
    channels,
    qa,
    wiki,
    cases,
    conversations,
    curation,
    indexing,
    inbox,
    live,
    webhooks,
    suggest,
    importing,
    practice,
    snippets,
    automation,
    customers,
    mirroring,
    together,
    problems,
    checklists,
    recall,
    rewording,
    turning,
)

# Consumers that serve all features at once: index, inbox, live. Each reads the log by itself.
REACTORS: tuple[Consumer, ...] = (
    StreamConsumer(),
    IndexConsumer(),
    InboxConsumer(),
    LiveConsumer(),
    WebhookConsumer(),
    FittingConsumer(),
    PreviewConsumer(),
)
