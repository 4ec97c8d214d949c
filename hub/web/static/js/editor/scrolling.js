/* Source and preview scroll together: heading meets heading, what is between is shared out. On a narrow screen one of
   the two is shown. */
import { area } from "./text.js";

const preview = document.getElementById("preview");
const views = document.querySelectorAll("[data-view]");
const customer = document.getElementById("customer-view");
let led = 0; // until when the other one follows, and does not lead

for (const view of views) {
  view.addEventListener("change", () => {
    if (view.checked && view.dataset.view === "write") area.focus();
  });
}
customer?.addEventListener("change", () => area.dispatchEvent(new Event("look")));

if (area && preview) {
  area.addEventListener("scroll", () => follow(area, preview, sourceMarks, previewMarks), { passive: true });
  preview.addEventListener("scroll", () => follow(preview, area, previewMarks, sourceMarks), { passive: true });
}

function follow(from, to, ownMarks, otherMarks) {
  const now = performance.now();
  if (now < led && from !== follow.leader) return;
  led = now + 150;
  follow.leader = from;
  const own = ownMarks();
  const other = otherMarks();
  const fits = own.length === other.length;
  const a = [0, ...(fits ? own : []), most(from)];
  const b = [0, ...(fits ? other : []), most(to)];
  const at = a.findLastIndex((mark, index) => mark <= from.scrollTop && index < a.length - 1);
  const span = a[at + 1] - a[at];
  const share = span > 0 ? (from.scrollTop - a[at]) / span : 0;
  to.scrollTop = b[at] + share * (b[at + 1] - b[at]);
}

const most = (element) => Math.max(0, element.scrollHeight - element.clientHeight);

// Lines of the source wrap: how many rows each takes follows from its length, the letters being of one width.
function sourceMarks() {
  const style = getComputedStyle(area);
  const columns = Math.max(20, Math.floor((area.clientWidth - 2 * parseFloat(style.paddingInlineStart)) / (parseFloat(style.fontSize) * 0.602)));
  const marks = [];
  let row = 0;
  let fenced = false;
  for (const text of area.value.split("\n")) {
    if (/^ {0,3}(```|~~~)/.test(text)) fenced = !fenced;
    if (!fenced && /^ {0,3}#{1,6}\s/.test(text)) marks.push(row);
    row += Math.max(1, Math.ceil(text.length / columns));
  }
  return inReach(marks.map((mark) => (mark / Math.max(1, row)) * area.scrollHeight), area);
}

function previewMarks() {
  const top = preview.getBoundingClientRect().top - preview.scrollTop;
  return inReach([...preview.querySelectorAll("h1, h2, h3, h4, h5, h6")].map((each) => each.getBoundingClientRect().top - top), preview);
}

const inReach = (marks, element) => marks.map((mark) => Math.min(mark, most(element)));
