/* [data-copy] copies the text of the nearest block: the plain text, and the rich text beside it.
   Internal parts are never in that block, so nothing has to be left out here. */
import { say } from "./toast.js";

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  const block = button.closest(".ready, [data-copy-block]")?.querySelector("[data-copy-from]");
  if (!block) return;
  const plain = block.innerText.trim();
  try {
    const types = { "text/plain": plain, "text/html": block.innerHTML };
    const items = Object.entries(types).map(([type, text]) => [type, new Blob([text], { type })]);
    await navigator.clipboard.write([new ClipboardItem(Object.fromEntries(items))]);
  } catch {
    await navigator.clipboard.writeText(plain);
  }
  button.dispatchEvent(new CustomEvent("copied", { bubbles: true }));
  say("copied");
});
