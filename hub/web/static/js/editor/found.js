/* #begun offers what was begun and never arrived: from this device, and with [data-begun] on the text also from the hub
   (the editor of a page that is there says that by itself). Whoever writes something else instead loses neither. */
import { begun, onDevice, upload } from "../kept.js";
import { area, put } from "./text.js";

const offer = document.getElementById("begun");
const CHANGED = /^(page:\d+:)(\d+)$/; // a change of a page: its place ends with the version it began from
const BEFORE = ":before"; // what was offered when something else was written there instead

async function look() {
  const here = area.dataset.draft;
  const place = onDevice.places(start()).filter(isOurs).at(-1);
  const text = place ? onDevice.at(place) : "";
  if (isNew(text)) return show(place, text);
  const there = "begun" in area.dataset ? await begun(here) : "";
  if (isNew(there)) return show(here, there);
  const before = onDevice.at(here + BEFORE);
  if (isNew(before)) show(here, before);
}

const start = () => CHANGED.exec(area.dataset.draft)?.[1] ?? area.dataset.draft;
const isOurs = (place) => place === area.dataset.draft || (CHANGED.exec(area.dataset.draft) && CHANGED.exec(place)?.[1] === start());
const isNew = (text) => text.trim() && text.trim() !== area.value.trim();

function show(place, text) {
  const aside = place + BEFORE;
  const isAside = () => onDevice.at(aside) === text;
  offer.hidden = false;
  const lay = () => offer.hidden || onDevice.keep(aside, text);
  if (area.value !== area.defaultValue) lay(); // somebody was quicker than the hub
  else area.addEventListener("input", lay, { once: true });
  offer.querySelector("[data-go-on]").onclick = () => {
    const base = area.form.elements.namedItem("base");
    const began = CHANGED.exec(place)?.[2];
    if (began && base) base.value = began;
    if (isAside()) onDevice.drop(aside);
    area.dataset.draft = place;
    offer.hidden = true;
    put(0, area.value.length, text);
    document.getElementById("others")?.dispatchEvent(new Event("again"));
  };
  offer.querySelector("[data-discard]").onclick = async () => {
    offer.hidden = true;
    area.focus();
    if (isAside()) return onDevice.drop(aside);
    onDevice.drop(place);
    if ("begun" in area.dataset) await upload(place, "");
    look();
  };
}

if (offer && area?.dataset.draft) look();
