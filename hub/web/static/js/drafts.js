/* textarea[data-draft="place"] is kept: on this device with every stroke, on the server after a second's pause.
   A draft goes when its form has arrived, never before. */
import { begun, onDevice, upload } from "./kept.js";

const SENT = "draft-sent";
const BEGUN = "draft-begun:"; // what a page was opened again for, in this tab: one that cannot show it is not asked on and on
const PAUSE = 1000;
const timers = new Map();
const asked = new WeakSet(); // fields whose draft on the server was looked for
const kept = "textarea[data-draft]";

document.addEventListener("input", ({ target }) => {
  if (!target.matches?.(kept)) return;
  const place = target.dataset.draft;
  remember(place, target.value);
  clearTimeout(timers.get(place));
  timers.set(place, setTimeout(() => upload(place, target.value), PAUSE));
});

// With htmx the answer tells; without, the next page does: a post that arrived is answered by a redirect.
// Asked is who sent it: the event itself comes to the form also when a part of it was exchanged, as by the guard.
document.addEventListener("htmx:afterRequest", ({ detail }) => {
  const { verb, elt } = detail.requestConfig ?? {};
  const arrived = detail.successful && detail.xhr.status < 400; // a refused form is swapped in, too
  if (arrived && verb !== "get" && elt?.matches("form")) places(elt).forEach(forget);
});
// A button that goes elsewhere with a text that need not be whole yet (formnovalidate) ends nothing: the server keeps
// the draft as it is now, and only the copy on this device is old.
document.addEventListener("submit", (event) => {
  const { target, submitter } = event;
  for (const place of places(target)) clearTimeout(timers.get(place)); // a pause that ends later would bring back what has left
  const sent = { left: places(target), stays: Boolean(submitter?.formNoValidate) };
  if (!event.defaultPrevented) sessionStorage.setItem(SENT, JSON.stringify(sent));
});

// What was begun on another device comes back when its field is gone into.
document.addEventListener("focusin", async ({ target }) => {
  if (!target.matches?.(kept) || target.value || asked.has(target)) return;
  asked.add(target);
  const place = target.dataset.draft;
  const text = await begun(place);
  if (!text || target.value) return;
  // What it was made of comes along: a reply that was begun elsewhere without its sources would have none when it is sent.
  if (target.form?.querySelector("[data-sources]") && sessionStorage.getItem(BEGUN + place) !== text) {
    sessionStorage.setItem(BEGUN + place, text);
    location.reload();
  } else fill(target, text);
});

// Only once everybody listens, the guard of a reply above all: what comes back is looked at as if typed.
document.addEventListener("htmx:load", ({ detail }) => restore(detail.elt));
settle();

function settle() {
  const { left = [], stays } = JSON.parse(sessionStorage.getItem(SENT) ?? "{}");
  sessionStorage.removeItem(SENT);
  const arrived = performance.getEntriesByType("navigation")[0]?.redirectCount > 0;
  if (arrived) left.forEach(stays ? forgetHere : forget);
}

function restore(root) {
  for (const area of root.querySelectorAll?.(kept) ?? []) {
    const text = onDevice.at(area.dataset.draft);
    if (!text || area.value) continue;
    fill(area, text);
  }
}

function fill(area, text) {
  area.value = text;
  area.dispatchEvent(new InputEvent("input", { bubbles: true }));
}

function places(form) {
  return [...form.querySelectorAll(kept)].map((area) => area.dataset.draft);
}

function remember(place, text) {
  if (text) onDevice.keep(place, text);
  else onDevice.drop(place);
}

function forget(place) {
  forgetHere(place);
  upload(place, "");
}

function forgetHere(place) {
  clearTimeout(timers.get(place));
  onDevice.drop(place);
}
