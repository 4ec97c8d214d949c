"""How an export looks from outside, and who hears that it is there: whoever asked for it."""

from collections.abc import Iterable
from dataclasses import dataclass

from hub.core.events import Event, Fact
from hub.core.features import Card, Kind, Notify, Recipient
from hub.core.words import lazy
from hub.wiki.events import ExportFailed, ExportReady
from hub.wiki.export.gathering import Scope
from hub.wiki.export.models import PageExport


@dataclass(frozen=True)
class Alone:
    """An export as the subject of a fact that no space hears of."""

    ref: str
    space_id: None = None


def export_url(asked: PageExport) -> str:
    """The page of exports, where it is fetched."""
    place = f"/wiki/{asked.space.slug}"
    return f"{place}/{asked.page.path}/export" if asked.page is not None else f"{place}/export"


def export_title(asked: PageExport) -> str:
    """What was asked for."""
    if asked.page is None or asked.scope == Scope.SPACE:
        return asked.space.name
    return asked.page.title


def told(event: Event, fact: ExportReady | ExportFailed) -> Iterable[Recipient]:
    """Nobody else."""
    yield Recipient(fact.person_id, lazy("you asked for it"), "read", event.subject)


def _card(asked: PageExport) -> Card:
    return Card(asked.ref, export_title(asked), export_url(asked), lazy("Export"), icon="download")


KIND = Kind("page_export", PageExport, lazy("Export"), export_url, export_title, card=_card)
NOTIFY: dict[type[Fact], Notify] = {ExportReady: told, ExportFailed: told}
