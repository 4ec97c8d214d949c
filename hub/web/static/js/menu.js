/* details[data-menu]: one open at a time; Escape and a press elsewhere close it, and one that fetches a form; Escape gives the focus back.
   A list that would reach below the window ends there, and scrolls. */
const open = () => document.querySelectorAll("details[data-menu][open]");
const LEAST = 240;

function fit() {
  for (const menu of open()) {
    const list = menu.querySelector(".menu__list"), room = innerHeight - list.getBoundingClientRect().top - 8;
    if (getComputedStyle(list).position === "absolute") list.style.maxBlockSize = `${Math.max(room, LEAST)}px`;
  }
}
document.addEventListener("toggle", fit, true);
document.addEventListener("htmx:afterSettle", fit);

document.addEventListener("click", (event) => {
  for (const menu of open()) if (!menu.contains(event.target) || event.target.closest("[hx-get]")) menu.open = false;
});

document.addEventListener("keydown", (event) => {
  const menu = event.target.closest?.("details[data-menu][open]");
  if (event.key === "Escape") for (const each of open()) each.open = false;
  if (!menu) return;
  if (event.key === "Escape") menu.querySelector("summary").focus();
  if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
  event.preventDefault();
  const stops = [...menu.querySelectorAll("summary, a, button")];
  const next = stops.indexOf(document.activeElement) + (event.key === "ArrowDown" ? 1 : -1);
  stops.at(next % stops.length).focus();
});
