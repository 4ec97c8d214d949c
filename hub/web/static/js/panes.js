/* F6 and Shift+F6 go round the panes; on the phone the switch says which side is in front. */
document.addEventListener("keydown", (event) => {
  if (event.key !== "F6") return;
  const panes = [...document.querySelectorAll(".pane")].filter((pane) => pane.checkVisibility());
  if (!panes.length) return;
  event.preventDefault();
  const at = panes.findIndex((pane) => pane.contains(document.activeElement));
  const next = panes.at((at + (event.shiftKey ? -1 : 1)) % panes.length);
  next.tabIndex = next.tabIndex < 0 ? -1 : next.tabIndex;
  next.focus();
});

function mark() {
  for (const link of document.querySelectorAll(".paneswitch a")) {
    const front = link.hash === location.hash || (!location.hash && link.matches(":first-child"));
    if (front) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  }
}

addEventListener("hashchange", mark);
mark();
