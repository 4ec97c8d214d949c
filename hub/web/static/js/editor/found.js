/* #begun offers what was begun and never arrived: from this device, and with [data-begun] on the text also from the hub
   (the editor of a page that is there says that by itself). */
import { begun, onDevice, upload } from "../kept.js";
import { area, put } from "./text.js";

const offer = document.getElementById("begun");
const CHANGED = /^(page:\d+:)(\d+)$/; // a change of a page: its place ends with the version it began from

async function look() {
  const place = onDevice.places(start()).filter(isOurs).at(-1);
  const text = place ? onDevice.at(place) : "";
  if (isNew(text)) return show(place, text);
  if (!("begun" in area.dataset)) return;
  const there = await begun(area.dataset.draft);
  if (isNew(there)) show(area.dataset.draft, there);
}

const start = () => CHANGED.exec(area.dataset.draft)?.[1] ?? area.dataset.draft;
const isOurs = (place) => place === area.dataset.draft || (CHANGED.exec(area.dataset.draft) && CHANGED.exec(place)?.[1] === start());
const isNew = (text) => text.trim() && text.trim() !== area.value.trim();

function show(place, text) {
  offer.hidden = false;
  offer.querySelector("[data-go-on]").addEventListener("click", () => {
    const base = area.form.elements.namedItem("base");
    const began = CHANGED.exec(place)?.[2];
    if (began && base) base.value = began;
    area.dataset.draft = place;
    put(0, area.value.length, text);
    offer.hidden = true;
    document.getElementById("others")?.dispatchEvent(new Event("again"));
  });
  offer.querySelector("[data-discard]").addEventListener("click", () => {
    onDevice.drop(place);
    if ("begun" in area.dataset) upload(place, "");
    offer.hidden = true;
    area.focus();
  });
}

if (offer && area?.dataset.draft) look();
