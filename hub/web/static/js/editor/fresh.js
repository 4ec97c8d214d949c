/* form[data-fresh], a page that is not there yet: its title, type and community stand in the address too, so that a
   reload and the draft lead back to them; preview and titles are those of the community that is chosen. */
import { onDevice, upload } from "../kept.js";
import { area } from "./text.js";

const form = document.querySelector("form[data-fresh]");
const field = (name) => form.elements.namedItem(name);
const LONGEST = 280; // what a draft remembers of an address

form?.addEventListener("change", ({ target }) => {
  if (target === field("space")) settle();
  if (["space", "kind", "title"].includes(target.name)) address();
});

document.addEventListener("htmx:configRequest", ({ target, detail }) => {
  if (form && target === area) detail.path = `/wiki/${field("space").value}/preview`;
});

function address() {
  const params = new URLSearchParams(location.search);
  const set = (name, value) => (value ? params.set(name, value) : params.delete(name));
  set("title", field("title").value.trim());
  set("type", field("kind").value);
  if (new URLSearchParams(location.search).has("space") || form.dataset.fresh === "chosen") set("space", field("space").value);
  if (`${location.pathname}?${params}`.length > LONGEST) params.delete("title");
  history.replaceState(history.state, "", `?${params}`);
}

function settle() {
  form.dataset.fresh = "chosen";
  const titles = area.closest("[data-titles]");
  if (titles) titles.dataset.titles = `/wiki/${field("space").value}/titles`;
  for (const each of document.querySelectorAll("text-expander[data-about]")) each.dataset.about = "";
  area.dispatchEvent(new Event("look"));
  if (field("source").value) return;
  const before = area.dataset.draft;
  area.dataset.draft = `page:new:${field("space").value}`;
  if (area.value === area.defaultValue) return;
  onDevice.drop(before);
  upload(before, "");
  area.dispatchEvent(new InputEvent("input", { bubbles: true }));
}
