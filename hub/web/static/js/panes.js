/* F6 and Shift+F6 go round the panes; on the phone the switch says which side is in front.
   Who is led inside on a wide screen can write there at once: when the pane is there, which comes after the page. */
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

/* The side of a case on which this text stands, where only one is seen. */
export function toFront(area) {
  const pane = area.closest(".pane[id]");
  if (pane && !area.checkVisibility()) location.hash = pane.id;
}

function mark() {
  for (const link of document.querySelectorAll(".paneswitch a")) {
    const front = link.hash === location.hash || (!location.hash && link.matches(":first-child"));
    if (front) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  }
}

function write() {
  const isLed = location.hash === "#inside" && [document.body, document.getElementById("inside")].includes(document.activeElement);
  if (isLed && !document.querySelector(".paneswitch")?.checkVisibility()) document.getElementById("ask")?.focus();
}

document.addEventListener("htmx:load", ({ detail }) => {
  if (detail.elt.matches?.(".ask")) write();
  if (detail.elt.querySelector?.(".paneswitch")) mark();
});
addEventListener("hashchange", mark);
addEventListener("hashchange", write);
mark();
