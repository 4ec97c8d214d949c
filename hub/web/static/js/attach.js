/* [data-attach="id"] takes files for the textarea with that id: by the clip, by pasting, by dropping. Each is sent by
   itself; the Markdown that comes back goes to the caret. The form waits until they have arrived. */
const sending = new WeakMap(); // textarea → how many are on their way

const clipOf = (area) => area.matches?.("textarea[id]") && document.querySelector(`[data-attach="${CSS.escape(area.id)}"]`);

document.addEventListener("click", (event) => {
  const clip = event.target.closest("[data-attach]");
  const area = clip && document.getElementById(clip.dataset.attach);
  if (!area) return;
  event.preventDefault();
  const chooser = Object.assign(document.createElement("input"), { type: "file", multiple: true });
  chooser.addEventListener("change", () => take(area, clip, chooser.files));
  chooser.click();
});

// Text copied from a table or a document brings a picture of itself along: then the text is what was meant.
document.addEventListener("paste", (event) => {
  const { files, types } = event.clipboardData;
  if (!types.includes("text/plain")) offered(event, files);
});
document.addEventListener("drop", (event) => offered(event, event.dataTransfer.files));
document.addEventListener("dragover", (event) => {
  if (event.dataTransfer.types.includes("Files") && clipOf(event.target)) event.preventDefault();
});

document.addEventListener("submit", (event) => {
  const area = [...event.target.querySelectorAll("textarea")].find((each) => sending.get(each));
  if (!area) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  area.focus();
}, true);

function offered(event, files) {
  const clip = files.length && clipOf(event.target);
  if (!clip) return;
  event.preventDefault();
  take(event.target, clip, files);
}

async function take(area, clip, files) {
  const status = clip.nextElementSibling;
  const failures = [];
  sending.set(area, (sending.get(area) ?? 0) + 1);
  for (const file of files) {
    status.textContent = `${clip.dataset.wait} ${file.name}…`;
    const { text, ok } = await send(file, clip);
    if (ok) insert(area, text);
    else failures.push(`${file.name}: ${text}`);
  }
  sending.set(area, sending.get(area) - 1);
  status.className = failures.length ? "err" : "meta";
  status.textContent = failures.join(" ");
}

async function send(file, clip) {
  const body = new FormData();
  body.append("file", file, file.name);
  const token = document.querySelector('meta[name="csrf-token"]')?.content ?? "";
  try {
    const answer = await fetch("/files", { method: "POST", body, headers: { "X-CSRFToken": token, Accept: "text/plain" } });
    const ours = answer.headers.get("Content-Type")?.startsWith("text/plain");
    return { ok: answer.ok && ours, text: ours ? await answer.text() : clip.dataset.failed };
  } catch {
    return { ok: false, text: clip.dataset.failed };
  }
}

function insert(area, text) {
  const at = area.selectionEnd;
  const gap = at && area.value[at - 1] !== "\n" ? "\n" : "";
  area.setRangeText(`${gap}${text}\n`, at, at, "end");
  area.dispatchEvent(new InputEvent("input", { bubbles: true, inputType: "insertText" }));
}
