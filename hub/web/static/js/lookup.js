/* form[data-lookup="/suggest?for=case:5&q="]: "??" and a few words look answers up while one writes; Enter puts the
   first one in their place. What was found stands where suggestions stand, so that it can be read before. */
import htmx from "htmx.org";
import { insertFrom } from "./insert.js";

const PAUSE = 250;
const ASKED = /\?\?([^\n?]{2,120})$/;
let timer = 0;

const before = (area) => area.value.slice(0, area.selectionStart).match(ASKED);

document.addEventListener("input", ({ target }) => {
  const url = target.form?.dataset.lookup;
  const asked = url && target.matches("textarea") && before(target);
  clearTimeout(timer);
  if (asked) timer = setTimeout(look, PAUSE, url + encodeURIComponent(asked[1].trim()));
});

document.addEventListener("keydown", (event) => {
  const { target: area, key, ctrlKey, metaKey, isComposing } = event;
  if (key !== "Enter" || ctrlKey || metaKey || isComposing || !area.form?.dataset.lookup) return;
  const asked = before(area);
  const first = asked && document.querySelector("#suggestions .verb[data-insert]"); // a whole one, no passage
  if (!first) return;
  event.preventDefault();
  area.setRangeText("", area.selectionStart - asked[0].length, area.selectionStart, "end");
  insertFrom(first);
});

function look(url) {
  const there = document.getElementById("suggestions");
  const place = there ?? document.getElementById("lookup");
  if (place) htmx.ajax("GET", url, { target: place, swap: there ? "outerHTML" : "innerHTML" });
}
