/* In a table Tab leads from cell to cell and behind the last one out of it; buttons add a row or a column. */
import { area, line, put } from "./text.js";

const ROW = /^\s*\|.*\|\s*$/;
const RULE = /^\s*\|(?:\s*:?-+:?\s*\|)+\s*$/;
const tools = document.getElementById("table-tools");

document.addEventListener("selectionchange", () => {
  if (!tools || document.activeElement !== area) return;
  tools.hidden = !ROW.test(line().text);
});

tools?.addEventListener("click", (event) => {
  const what = event.target.closest("[data-table]")?.dataset.table;
  if (what === "row") addRow();
  if (what === "column") addColumn();
});

area?.addEventListener("keydown", (event) => {
  if (event.key !== "Tab" || event.defaultPrevented || event.ctrlKey || event.altKey || !ROW.test(line().text)) return;
  const cell = beside(event.shiftKey);
  if (!cell) return;
  event.preventDefault();
  area.setSelectionRange(...cell);
});

/* Every row of the table around the caret: {start, text}. */
function rows() {
  let first = line();
  for (let above; first.start && ROW.test((above = line(first.start - 1)).text); ) first = above;
  const found = [];
  for (let each = first; ROW.test(each.text); each = line(each.end + 1)) {
    found.push(each);
    if (each.end >= area.value.length) break;
  }
  return found;
}

const bars = (text) => [...text.matchAll(/(?<!\\)\|/g)].map(({ index }) => index);

/* From where to where the words of each cell go, in the whole text. */
function cells() {
  return rows().filter(({ text }) => !RULE.test(text)).flatMap(({ start, text }) => {
    const at = bars(text);
    return at.slice(0, -1).map((bar, number) => {
      const inside = text.slice(bar + 1, at[number + 1]);
      const blank = !inside.trim();
      const from = start + bar + 1 + (blank ? Math.min(1, inside.length) : inside.length - inside.trimStart().length);
      return [from, blank ? from : from + inside.trim().length, start + at[number + 1]];
    });
  });
}

function beside(back) {
  const all = cells();
  const caret = area.selectionEnd;
  const here = all.findIndex(([, , end]) => caret <= end);
  return all[here + (back ? -1 : 1)]?.slice(0, 2);
}

function addRow() {
  const all = rows();
  const here = line();
  const under = all.find(({ text, start }) => start >= here.start && !(RULE.test(all[1]?.text) && start === all[0].start)) ?? all.at(-1);
  const count = bars(here.text).length - 1;
  put(under.end, under.end, `\n| \u2038${" |".repeat(1)}${"  |".repeat(Math.max(0, count - 1))}`);
}

function addColumn() {
  const all = rows();
  const here = line();
  const column = bars(here.text.slice(0, area.selectionEnd - here.start)).length || 1;
  const made = all.map(({ text, start }) => {
    const at = bars(text);
    const bar = at[Math.min(column, at.length - 1)];
    const cell = RULE.test(text) ? " --- |" : start === here.start ? " \u2038 |" : "  |";
    return text.slice(0, bar + 1) + cell + text.slice(bar + 1);
  });
  put(all[0].start, all.at(-1).end, made.join("\n"));
}
