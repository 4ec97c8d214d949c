/* In the installed app, and where notices are shown on the device, a service worker stands by. A tab of an
   ordinary browser gets none: nothing of the hub stays on a computer that others use. */
const person = document.querySelector("meta[name=person]")?.content;

async function standBy() {
  if (!("serviceWorker" in navigator) || !person) return;
  const installed = matchMedia("(display-mode: standalone)").matches;
  if (!installed && !(await navigator.serviceWorker.getRegistration("/"))) return;
  await navigator.serviceWorker.register("/sw.js");
  const worker = await navigator.serviceWorker.ready;
  worker.active.postMessage({ person });
}

standBy().catch(() => {});
