/* Ctrl+K or / opens the palette. Arrows choose among the server's options, Enter opens,
   Ctrl+Enter inserts an answer into the open reply. */
import htmx from "htmx.org";
import { insertFrom } from "./insert.js";
import { action, writing } from "./keys.js";

const palette = () => document.getElementById("palette");
const field = () => palette().querySelector("input[name=q]");
const options = () => [...palette().querySelectorAll("[role=option]")];
const chosen = () => options().find((option) => option.ariaSelected === "true");

document.addEventListener("keydown", (event) => {
  const ctrlK = event.key === "k" && (event.ctrlKey || event.metaKey);
  const letters = document.documentElement.dataset.keys !== "off";
  const slash = action(event.key.toLowerCase()) === "/" && letters && !writing(event.target) && !document.querySelector("dialog[open]");
  if ((ctrlK || slash) && palette()) {
    event.preventDefault();
    open();
  } else if (palette()?.open && palette().contains(event.target)) {
    inside(event);
  }
});

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-palette]") && palette()) {
    event.preventDefault();
    open();
  }
});

/* What one goes on to shows whether the search was of use; going on does not wait for that. */
document.addEventListener("click", (event) => {
  const option = event.target.closest("#palette-res a[role=option]");
  const csrf_token = document.querySelector('meta[name="csrf-token"]')?.content ?? "";
  if (option) navigator.sendBeacon("/searches/opened", new URLSearchParams({ to: option.pathname, csrf_token }));
});

document.addEventListener("htmx:afterSettle", ({ detail }) => {
  if (detail.target.id === "palette-res") choose(chosen() ?? options()[0]);
});

function open() {
  if (!palette().open) palette().showModal();
  field().focus();
  field().select();
  htmx.trigger(field(), "open");
}

function inside(event) {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  const option = chosen();
  if (step) {
    event.preventDefault();
    const all = options();
    choose(all.at((all.indexOf(option) + step) % all.length));
  } else if (event.key === "Enter" && option) {
    event.preventDefault();
    if ((event.ctrlKey || event.metaKey) && option.dataset.insert && insertFrom(option)) palette().close();
    else option.click();
  }
}

function choose(option) {
  for (const each of options()) each.ariaSelected = String(each === option);
  option?.scrollIntoView({ block: "nearest" });
  if (option) field().setAttribute("aria-activedescendant", option.id);
  else field().removeAttribute("aria-activedescendant");
}
