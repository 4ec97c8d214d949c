/* Ctrl+B, I, K mark; Ctrl+S saves with the note; Enter goes on with a list and ends it on an empty item. Tab indents
   items only for who switched that on, and Esc always leaves the text: nobody is held in it. */
import { area, line, put } from "./text.js";

const STYLES = { b: "bold", i: "italic", k: "link" };
const ITEM = /^(\s*)(?:([-*+]|\d{1,9}[.)])( +)(\[[ xX]\] +)?|((?:> ?)+))/;
const INDENTS = "tab-indents";
const toggle = document.getElementById(INDENTS);

if (toggle) {
  toggle.hidden = false;
  toggle.ariaPressed = String(localStorage.getItem(INDENTS) === "1");
  toggle.addEventListener("click", () => {
    const on = toggle.ariaPressed !== "true";
    toggle.ariaPressed = String(on);
    localStorage.setItem(INDENTS, on ? "1" : "0");
    area.focus();
  });
}

document.addEventListener("keydown", (event) => {
  if (!(event.ctrlKey || event.metaKey) || event.shiftKey || event.altKey) return;
  const key = event.key.toLowerCase();
  if (key === "s" && area?.form.contains(event.target)) {
    halt(event);
    area.form.requestSubmit([...area.form.querySelectorAll("button[type=submit]:not([name])")].at(-1));
  } else if (event.target === area && STYLES[key]) {
    halt(event);
    document.querySelector(`markdown-toolbar[for="${area.id}"] [data-md-button="${STYLES[key]}"]`)?.click();
  }
}, true);

area?.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "Enter" && !event.shiftKey && area.selectionStart === area.selectionEnd && goOn()) event.preventDefault();
  if (event.key === "Tab" && toggle?.ariaPressed === "true" && indent(event.shiftKey)) event.preventDefault();
});

function halt(event) {
  event.preventDefault();
  event.stopImmediatePropagation();
}

function goOn() {
  const { start, end, text } = line();
  const caret = area.selectionStart;
  const found = ITEM.exec(text);
  if (!found || caret < start + found[0].length) return false;
  const [lead, space, mark, gap, box, quote] = found;
  if (text.length === lead.length) {
    put(start, end, ""); // an empty item ends the list
    return true;
  }
  const next = /^\d/.test(mark ?? "") ? mark.replace(/^\d+/, (number) => Number(number) + 1) : mark;
  put(caret, caret, `\n${quote ?? `${space}${next}${gap}${box ? "[ ] " : ""}`}`);
  return true;
}

function indent(out) {
  const first = line(area.selectionStart);
  const last = line(area.selectionEnd);
  const lines = area.value.slice(first.start, last.end).split("\n");
  if (!lines.some((each) => ITEM.test(each))) return false;
  const changed = lines.map((each) => (out ? each.replace(/^ {1,4}/, "") : `    ${each}`)).join("\n");
  const from = first.start;
  put(from, last.end, changed);
  if (lines.length > 1) area.setSelectionRange(from, from + changed.length);
  return true;
}
