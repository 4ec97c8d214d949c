/* What was written is kept as a draft, and when; leaving asks only for what is kept nowhere yet. Whoever leaves without
   saving is no longer shown as editing. What the hub has needs no copy on this device: whatever is found there the next
   time did not arrive. */
import { onDevice } from "../kept.js";
import { area } from "./text.js";

const form = area?.form;
const status = document.getElementById("kept");
const besides = () => JSON.stringify([...new FormData(form)].filter(([name]) => !["body", "csrf_token", "once", "base"].includes(name)));
const before = form && besides();
let pending = false; // something was typed that no draft holds
let sent = false;

const told = (words) => {
  if (status) status.textContent = words;
};

area?.addEventListener("input", () => {
  pending = true;
  told("");
});

document.addEventListener("draft-kept", ({ detail }) => {
  if (detail.place !== area?.dataset.draft || detail.body !== area.value) return;
  pending = false;
  onDevice.drop(detail.place);
  const time = new Intl.DateTimeFormat(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" }).format(new Date());
  told(detail.body ? (status?.dataset.kept ?? "").replace("{time}", time) : "");
});

document.addEventListener("draft-missed", ({ detail }) => {
  if (detail.place !== area?.dataset.draft || !detail.body) return;
  // 400: the token of a session that has ended; 401: no session at all.
  told((detail.status === 400 || detail.status === 401 ? status?.dataset.out : status?.dataset.here) ?? "");
});

document.addEventListener("submit", (event) => {
  if (event.target === form) sent = !event.defaultPrevented;
});

addEventListener("beforeunload", (event) => {
  if (form && !sent && (pending || besides() !== before)) event.preventDefault();
});

addEventListener("pagehide", () => {
  if (!form?.dataset.editor || sent) return;
  const leaving = new FormData();
  leaving.append("csrf_token", form.elements.namedItem("csrf_token").value);
  navigator.sendBeacon(`${form.dataset.editor}/edit/leaving`, leaving);
});
