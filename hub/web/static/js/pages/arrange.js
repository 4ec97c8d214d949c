/* Moving pages in their tree: by the handle, or by keys. The form of the page is sent with where it was put; what comes
   back takes the place of the tree. Without this the link beside each page leads to the form that moves it. */
const area = document.getElementById("arrange");
const said = document.getElementById("arranged");
const STEPS = { ArrowUp: up, ArrowDown: down, ArrowLeft: out, ArrowRight: inside };
let taken = null;
let home = null;

const form = () => area.querySelector("form");
const rowOf = (node) => node?.closest?.("li[data-page]");
const above = (item) => rowOf(item.parentElement);
const below = (item) => item.querySelector(":scope > ol");

function place(item) {
  const before = item.previousElementSibling;
  if (before) return `after:${before.dataset.page}`;
  return above(item) ? `under:${above(item).dataset.page}` : "top";
}

function say(what, item) {
  const siblings = [...item.parentElement.children];
  const values = {
    title: item.dataset.title,
    at: siblings.indexOf(item) + 1,
    all: siblings.length,
    under: above(item)?.dataset.title ?? form().dataset.top,
  };
  said.textContent = form().dataset[what].replace(/\{(\w+)\}/g, (_whole, name) => values[name]);
}

function take(item) {
  taken = item;
  home = { parent: item.parentElement, next: item.nextElementSibling };
  item.classList.add("is-taken");
  item.querySelector(".grip").setAttribute("aria-pressed", "true");
}

function release() {
  taken.classList.remove("is-taken");
  taken.querySelector(".grip").setAttribute("aria-pressed", "false");
  taken = null;
}

function leave(focusing = true) {
  const item = taken;
  home.parent.insertBefore(item, home.next);
  release();
  if (focusing) item.querySelector(".grip").focus();
  say("left", item);
}

async function put() {
  const item = taken;
  const moved = item.parentElement !== home.parent || item.nextElementSibling !== home.next;
  if (!moved) return leave();
  say("put", item);
  release();
  const sent = form();
  sent.elements.page.value = item.dataset.page;
  sent.elements.place.value = place(item);
  const answer = await fetch(sent.action, { method: "POST", body: new FormData(sent) }).catch(() => null);
  const html = answer && (answer.ok || answer.status === 422) ? await answer.text() : "";
  const anew = new DOMParser().parseFromString(html, "text/html").getElementById("arrange");
  if (!anew) {
    home.parent.insertBefore(item, home.next);
    said.textContent = sent.dataset.failed;
    return;
  }
  area.replaceChildren(...anew.childNodes);
  begin();
  if (answer.status === 422) said.textContent = area.querySelector("[role=status]")?.textContent ?? form().dataset.failed;
  area.querySelector(`li[data-page="${item.dataset.page}"] .grip`)?.focus();
}

function up(item) {
  item.previousElementSibling?.before(item);
}
function down(item) {
  item.nextElementSibling?.after(item);
}
function out(item) {
  above(item)?.after(item);
}
function inside(item) {
  if (item.previousElementSibling) below(item.previousElementSibling).append(item);
}

area.addEventListener("keydown", (event) => {
  const grip = event.target.closest?.(".grip");
  if (!grip) return;
  if (event.key === " " || event.key === "Enter") {
    event.preventDefault();
    if (taken) return put();
    take(rowOf(grip));
    return say("taken", taken);
  }
  if (!taken) return;
  if (event.key === "Escape") leave();
  else if (STEPS[event.key]) {
    STEPS[event.key](taken);
    taken.querySelector(".grip").focus(); // it was taken out of the page and put in again
    say("stands", taken);
  } else return;
  event.preventDefault();
});

area.addEventListener("focusout", ({ relatedTarget }) => {
  if (taken && relatedTarget && !taken.contains(relatedTarget)) leave(false);
});

/* By hand: over the upper part of a row it goes before it, over the lower one behind it, in between under it. */
let over = null;
let dragging = false;

function mark(row, where) {
  if (over) over.row.classList.remove(`drop-${over.where}`);
  over = row ? { row, where } : null;
  if (over) row.classList.add(`drop-${where}`);
}

area.addEventListener("pointerdown", (event) => {
  const grip = event.target.closest(".grip");
  if (!grip || event.button) return;
  if (taken) leave();
  event.preventDefault();
  grip.focus();
  take(rowOf(grip));
  grip.setPointerCapture(event.pointerId);
  dragging = true;
});

area.addEventListener("pointermove", ({ clientX, clientY }) => {
  if (!dragging) return;
  const row = rowOf(document.elementFromPoint(clientX, clientY));
  if (!row || taken.contains(row)) return mark(null);
  const box = row.firstElementChild.getBoundingClientRect();
  const part = (clientY - box.top) / box.height;
  mark(row, part < 0.3 ? "before" : part > 0.7 ? "after" : "under");
});

area.addEventListener("pointerup", () => {
  if (!dragging) return;
  dragging = false;
  if (!over) return leave();
  const { row, where } = over;
  mark(null);
  if (where === "under") below(row).prepend(taken);
  else row[where](taken);
  put();
});
area.addEventListener("pointercancel", () => {
  if (dragging) leave();
  dragging = false;
  mark(null);
});

function begin() {
  for (const grip of area.querySelectorAll(".grip")) grip.hidden = false;
}
begin();
