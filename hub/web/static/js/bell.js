/* The bell shows what is new in place. It leads to the page with a modifier, by its keys, on the phone
   and where the page is already there. Escape and a press elsewhere close it. */
import htmx from "htmx.org";

const WIDE = matchMedia("(min-width: 700px)");
const panel = () => document.getElementById("bell-panel");
const bell = () => document.getElementById("bell");

function close() {
  panel().hidden = true;
  bell().removeAttribute("aria-expanded");
}

function isPlain(event) {
  return event.isTrusted && !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey;
}

document.addEventListener("click", async (event) => {
  const box = panel();
  if (!box) return;
  if (!event.target.closest("#bell")) {
    if (!box.hidden && !event.composedPath().includes(box)) close();
    return;
  }
  if (!WIDE.matches || !isPlain(event) || location.pathname === bell().pathname) return;
  event.preventDefault();
  if (!box.hidden) return void close();
  await htmx.ajax("GET", box.dataset.from, { source: box, target: box, swap: "innerHTML" });
  box.hidden = false;
  bell().setAttribute("aria-expanded", "true");
  box.querySelector("a")?.focus();
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || !panel() || panel().hidden) return;
  close();
  bell().focus();
});
