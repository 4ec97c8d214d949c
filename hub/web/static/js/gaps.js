/* {{station}} in a text is a gap: not filled in yet. Whoever is led there types over it. a[data-gap="#reply"] leads to
   the first gap of that text, or to its end. */
import { toFront } from "./panes.js";

export function toGap(area, from = 0) {
  const gap = /\{\{[^{}]*\}\}/.exec(area?.value.slice(from) ?? "");
  if (!gap) return false;
  const start = from + gap.index;
  area.focus();
  area.setSelectionRange(start, start + gap[0].length);
  return true;
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-gap]");
  const area = link && document.querySelector(link.dataset.gap);
  if (!area) return;
  event.preventDefault();
  toFront(area);
  if (!toGap(area)) {
    area.focus();
    area.setSelectionRange(area.value.length, area.value.length);
  }
});
