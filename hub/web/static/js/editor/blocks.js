/* [data-block] puts its text on a line of its own: from the menu, or from the list behind "/" at the start of a line.
   "[[" offers pages. The lists are those of <text-expander>, which knows the keys and tells screen readers. */
import { offered } from "../offered.js";
import { area, line, put } from "./text.js";

const ITEM = /^\s*(?:[-*+>]|\d+[.)]) /;
const buttons = [...document.querySelectorAll("#blocks [data-block]")];
let typed = { key: "", text: "" };

for (const button of buttons) {
  button.addEventListener("click", () => {
    button.closest("details").open = false;
    insert(button.dataset.block, area.selectionStart, area.selectionEnd);
  });
}

document.addEventListener("text-expander-change", ({ target, detail }) => {
  if (!target.contains(area)) return;
  typed = { key: detail.key === "![[" ? "[[" : detail.key, text: detail.text }; // the "!" stays where it is
  if (detail.key === "/" && line().text === `/${detail.text}`) detail.provide(Promise.resolve(blocks(detail.text)));
  if (typed.key !== "[[") return;
  typed.text = detail.text.split("[[").at(-1); // there may be earlier ones in the same line
  if (target.dataset.titles && !typed.text.includes("]]")) detail.provide(titles(target, typed.text));
}, true);

document.addEventListener("text-expander-value", (event) => {
  if (!event.target.contains(area) || (typed.key !== "/" && typed.key !== "[[")) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  const { item } = event.detail;
  const to = area.selectionEnd;
  const from = to - typed.text.length - typed.key.length;
  if (typed.key === "/") insert(buttons[Number(item.dataset.value)].dataset.block, from, to);
  else put(from, area.value.startsWith("]]", to) ? to + 2 : to, item.dataset.value);
  event.target.dismiss();
}, true);

function insert(block, from, to) {
  const before = area.value.slice(0, from);
  const after = area.value.slice(to);
  const among = ITEM.test(block) && ITEM.test(line(Math.max(0, from - 1)).text); // one more of the same list
  const above = !before || before.endsWith("\n\n") || (among && before.endsWith("\n")) ? "" : before.endsWith("\n") ? "\n" : "\n\n";
  const below = !after || after.startsWith("\n") ? "" : "\n\n";
  put(from, to, `${above}${block}${below}`);
}

function blocks(text) {
  const wanted = text.toLowerCase();
  const fits = (button) => `${button.textContent} ${button.dataset.words}`.toLowerCase().split(/\s+/).some((word) => word.startsWith(wanted));
  const first = (button) => Number(button.textContent.trim().toLowerCase().startsWith(wanted));
  const found = buttons.filter(fits).sort((one, other) => first(other) - first(one));
  const fragment = Object.assign(document.createElement("ul"), { className: "suggestions", role: "listbox", ariaLabel: area.dataset.blocks });
  for (const button of found) {
    const option = Object.assign(document.createElement("li"), { role: "option", id: `block-${buttons.indexOf(button)}` });
    option.dataset.value = buttons.indexOf(button);
    option.append(...[...button.childNodes].map((each) => each.cloneNode(true)));
    fragment.append(option);
  }
  return shown({ matched: found.length > 0, fragment });
}

/* At the foot of the window the list would be cut off: it is placed first, then brought into view. */
function shown(list) {
  requestAnimationFrame(() => list.fragment?.scrollIntoView({ block: "nearest" }));
  return list;
}

const titles = async (expander, text) => shown(await offered(expander, `${expander.dataset.titles}?${new URLSearchParams({ text, ...(isShown(text) ? { shown: 1 } : {}) })}`));

/* "![[" shows a block, "[[" leads to a page. */
const isShown = (text) => area.value.charAt(area.selectionEnd - text.length - 3) === "!";
