/* `.` copies the number of what is open, `..` its title, `...` its address: to be pasted where things are linked. */
import { action, writing } from "./keys.js";
import { say } from "./toast.js";

const PAUSE = 450;
const number = () => document.querySelector("[data-number]")?.dataset.number ?? location.pathname.match(/^\/(?:cases|q|a|p)\/(\d+)/)?.[1];
const heading = () => document.querySelector("h1")?.innerText.trim() ?? "";
const title = () => (number() ? document.querySelector("h1.title, #ch")?.innerText.trim() : "") || heading();
let presses = 0;
let timer = 0;

async function copy() {
  const wanted = [number() ?? "", title(), location.origin + location.pathname][Math.min(presses, 3) - 1];
  presses = 0;
  if (!wanted) return;
  await navigator.clipboard.writeText(wanted);
  say("reference");
}

document.addEventListener("keydown", (event) => {
  if (event.key !== "." || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
  if (writing(event.target) || action(".") !== "." || document.querySelector("dialog[open]")) return;
  if (document.documentElement.dataset.keys === "off") return;
  presses += 1;
  clearTimeout(timer);
  timer = setTimeout(() => copy().catch(() => {}), PAUSE);
});
