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
  for (const [at, file] of [...files].entries()) {
    const which = files.length > 1 ? ` (${at + 1}/${files.length})` : "";
    const told = (share) => (status.textContent = `${clip.dataset.wait} ${file.name}${which}… ${share}`);
    told("");
    const { text, ok } = await send(file, clip, told);
    if (ok) insert(area, text);
    else failures.push(`${file.name}: ${text}`);
  }
  sending.set(area, sending.get(area) - 1);
  status.className = failures.length ? "err" : "meta";
  status.textContent = failures.join(" ");
}

// Only XMLHttpRequest says how much of a file has left.
function send(file, clip, told) {
  const body = new FormData();
  body.append("file", file, file.name);
  const request = new XMLHttpRequest();
  request.open("POST", "/files");
  request.setRequestHeader("X-CSRFToken", document.querySelector('meta[name="csrf-token"]')?.content ?? "");
  request.setRequestHeader("Accept", "text/plain");
  request.upload.addEventListener("progress", ({ loaded, total }) => told(`${Math.round((100 * loaded) / total)} %`));
  return new Promise((done) => {
    request.addEventListener("loadend", () => {
      const ours = request.getResponseHeader("Content-Type")?.startsWith("text/plain");
      done({ ok: request.status === 201 && ours, text: ours ? request.responseText : clip.dataset.failed });
    });
    request.send(body);
  });
}

function insert(area, text) {
  const at = area.selectionEnd;
  const gap = at && area.value[at - 1] !== "\n" ? "\n" : "";
  const put = `${gap}${text}\n`;
  // As if it were typed, so that Ctrl+Z takes back this and what came before; while one writes elsewhere, without.
  if (document.activeElement === area && area.setSelectionRange(at, at) === undefined && document.execCommand("insertText", false, put)) return;
  area.setRangeText(put, at, at, "end");
  area.dispatchEvent(new InputEvent("input", { bubbles: true, inputType: "insertText" }));
}
