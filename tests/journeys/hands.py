"""What a task costs the one who does it: presses of keys and clicks, words apart."""

from dataclasses import dataclass

from playwright.sync_api import Locator, Page


@dataclass
class Hands:
    """Presses and clicks of one person; words that have to be written anyway are not counted."""

    page: Page
    cost: int = 0

    def press(self, keys: str) -> None:
        self.page.keyboard.press(keys)
        self.cost += 1

    def write(self, words: str) -> None:
        self.page.keyboard.insert_text(words)

    def spell(self, letters: str) -> None:
        """Letters that only serve to find something."""
        self.page.keyboard.type(letters)
        self.cost += len(letters)

    def click(self, what: Locator) -> None:
        what.click()
        self.cost += 1

    def spent(self) -> int:
        """What it cost since the last time this was asked."""
        cost, self.cost = self.cost, 0
        return cost
