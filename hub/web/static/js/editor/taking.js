/* button[data-take="address"]: what somebody else has saved comes into the text, and the caret stays beside its words.
   Where both changed the same words the form goes to the page that shows both. */
import { put } from "./text.js";

document.addEventListener("click", async (event) => {
  const button = event.target.closest("button[data-take]");
  const form = button?.form;
  if (!form || button.dataset.asked) return;
  event.preventDefault();
  const area = form.elements.namedItem("body");
  const taken = await ask(button.dataset.take, form, area);
  if (taken?.clean) {
    take(area, taken);
    form.elements.namedItem("base").value = taken.base;
    area.dataset.draft = taken.draft;
    area.dispatchEvent(new InputEvent("input", { bubbles: true }));
    document.getElementById("others")?.dispatchEvent(new Event("again"));
  } else {
    button.dataset.asked = "1";
    form.requestSubmit(button);
  }
});

async function ask(url, form, area) {
  const text = area.value;
  const lead = text.length - text.trimStart().length; // the server reads texts without what is blank around them
  const body = new URLSearchParams({
    csrf_token: form.elements.namedItem("csrf_token").value,
    base: form.elements.namedItem("base").value,
    body: text,
    start: Math.max(0, area.selectionStart - lead),
    end: Math.max(0, area.selectionEnd - lead),
  });
  const answer = await fetch(url, { method: "POST", body, headers: { Accept: "application/json" } }).catch(() => null);
  if (!answer?.ok) return null;
  const taken = await answer.json();
  return area.value === text ? taken : ask(url, form, area); // somebody types on while we ask
}

function take(area, { body, start, end }) {
  const top = area.scrollTop;
  put(0, area.value.length, body);
  area.setSelectionRange(start, end);
  area.scrollTop = top;
}
