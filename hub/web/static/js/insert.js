/* [data-insert="#reply"] puts its template[data-text] at the caret of that textarea and its template[data-chip]
   (where the text came from) among the form's [data-sources]. One goes on at the first gap of what came, else behind
   it. Removing a chip asks about its text. */
import { toGap } from "./gaps.js";
import { toFront } from "./panes.js";
import { say } from "./toast.js";

const texts = new WeakMap(); // chip → the text that came with it

export function insertFrom(element) {
  const area = document.querySelector(element.dataset.insert);
  const text = element.querySelector("template[data-text]")?.content.textContent.trim();
  if (!area || !text) return false;
  const { value, selectionStart: start, selectionEnd: end } = area;
  const gap = (beside) => (beside.trim() ? "\n\n" : "");
  area.setRangeText(gap(value.slice(0, start)) + text + gap(value.slice(end)), start, end, "end");
  addChip(area.form, element.querySelector("template[data-chip]"), text);
  toFront(area);
  area.focus();
  area.dispatchEvent(new InputEvent("input", { bubbles: true, inputType: "insertText" }));
  if (text.includes("{{")) toGap(area, start);
  return true;
}

document.addEventListener("submit", (event) => {
  if (event.target.matches("form[data-insert]") && insertFrom(event.target)) {
    event.preventDefault();
    event.stopImmediatePropagation();
  }
}, true);

document.addEventListener("click", (event) => {
  const chip = event.target.closest("[data-source-off]")?.closest("[data-source]");
  if (!chip) return;
  const { form } = chip.querySelector("input");
  const text = texts.get(chip);
  chip.remove();
  const area = form.querySelector("textarea");
  if (text && area.value.includes(text)) offerToTakeOut(area, text);
  area.focus();
});

export function addChip(form, template, text) {
  const place = form?.querySelector("[data-sources]");
  const chip = template?.content.firstElementChild?.cloneNode(true);
  if (!place || !chip) return;
  place.hidden = false;
  texts.set(chip, text);
  const same = [...place.querySelectorAll("[data-source]")].find((each) => each.dataset.source === chip.dataset.source);
  if (same) same.replaceWith(chip);
  else place.append(chip);
}

function offerToTakeOut(area, text) {
  const toast = say("source-text");
  toast?.querySelector("button")?.addEventListener("click", () => {
    area.value = area.value.replace(text, "").trim();
    area.dispatchEvent(new InputEvent("input", { bubbles: true }));
    toast.remove();
  });
}
