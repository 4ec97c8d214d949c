/* Keys. [data-key="d"] is pressed (a field: focused) by that key, "g h" by the two after each other.
   J and K walk over [data-row]. Ctrl+Enter sends the form you write in; with Shift, a reply solves its case and goes on with the next. html[data-keys=off] switches letters off,
   html[data-keymap] says which keys the person gave to what the pages name: {"d": "x"}. */
import { decide } from "./decide.js";
import { fetched, keep } from "./rows.js";

const PAUSE = 1200;
let lead = "";
let timer = 0;

const own = JSON.parse(document.documentElement.dataset.keymap ?? "{}");
const named = new Map(Object.entries(own).map(([key, mine]) => [mine, key]));
const leads = new Set(["g h", ...named.keys()].map((keys) => keys.split(" ")).filter(([, then]) => then).map(([first]) => first));

// What pages call the keys that were pressed; nothing when the person moved them away.
export const action = (keys) => named.get(keys) ?? (keys in own ? "" : keys);

export const writing = (element) =>
  element?.closest?.("textarea, select, [contenteditable], input:not([type=checkbox], [type=radio], [type=button])");

// What a closed menu holds can be pressed too: its key is there so that the menu need not be opened.
const shown = (element) =>
  (element.closest("details.menu") ?? element).checkVisibility() && !element.matches(":disabled, [aria-disabled=true]");

// A key acts on the row that was chosen; without one, never on the first that happens to be there.
const apart = (element) => {
  const row = element.closest("[data-row]");
  return !row || row === element || Boolean(row.querySelector("h1"));
};

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.isComposing) return;
  const field = writing(event.target);
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && field?.form?.method === "post") {
    event.preventDefault();
    // The button that sends or that shows these keys, not the first one: others stand before it.
    const [send] = ["[data-needs-line]", ":has(kbd)", "[type=submit]"].flatMap((kind) => [...field.form.querySelectorAll(`button${kind}`)]);
    const then = event.shiftKey && field.form.querySelector('select[name=then] option[value="solve_next"]');
    if (then) then.selected = true;
    if (!send?.disabled) field.form.requestSubmit(send);
    else decide(field.form);
  }
  if (event.key === "Escape" && field && !field.closest("dialog")) field.blur();
  if (field || event.ctrlKey || event.metaKey || event.altKey) return;
  if (document.documentElement.dataset.keys === "off" || document.querySelector("dialog[open]")) return;
  if (letter(event.key.toLowerCase())) event.preventDefault();
});

function letter(key) {
  const pressed = lead + key;
  lead = "";
  clearTimeout(timer);
  if (leads.has(pressed) && !named.has(pressed)) {
    lead = `${pressed} `;
    timer = setTimeout(() => (lead = ""), PAUSE);
    return false;
  }
  const keys = action(pressed);
  if (!keys) return false;
  if (keys === "?") return sheet();
  return press(keys) || ((keys === "j" || keys === "k") && walk(keys === "j" ? 1 : -1));
}

function sheet() {
  const dialog = document.getElementById("keys");
  dialog?.showModal();
  return Boolean(dialog);
}

function press(keys) {
  const here = document.activeElement?.closest("[data-row]");
  const all = (root) => [...(root?.querySelectorAll(`[data-key="${CSS.escape(keys)}"]`) ?? [])];
  const later = here?.querySelector(`[data-later~="${CSS.escape(keys)}"]`);
  if (later) return fetched(later, () => press(keys));
  if (keys === "s" && here && !all(here).some(shown)) return keep(here);
  const target = [...all(here), ...all(document).filter(apart)].find(shown);
  if (!target) return false;
  if (writing(target)) target.focus();
  else target.click();
  return true;
}

function walk(step) {
  const rows = [...document.querySelectorAll("[data-row]")].filter((row) => row.checkVisibility());
  const current = document.activeElement?.closest("[data-row]") ?? document.querySelector("[data-row][aria-current]");
  const at = rows.indexOf(current);
  const row = at < 0 ? rows.at(step > 0 ? 0 : -1) : rows[at + step];
  if (!row) return false;
  const stop = row.matches("a, button") ? row : (row.querySelector("h2 a, h3 a, .post__f a, a") ?? row);
  stop.focus();
  row.scrollIntoView({ block: "nearest" });
  return true;
}
