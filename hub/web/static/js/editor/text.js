/* What all parts of the editor do to its text. */
export const area = document.getElementById("f-body");

/* Characters from..to give way to `text`; ‸ in it is where the caret goes. Can be undone where the browser allows it. */
export function put(from, to, text) {
  const at = text.indexOf("\u2038");
  const plain = text.replace("\u2038", "");
  area.focus({ preventScroll: true });
  area.setSelectionRange(from, to);
  // Nothing for nothing would be a removal of what stands before the caret.
  const done = plain ? document.execCommand("insertText", false, plain) : from === to || document.execCommand("delete");
  if (!done) {
    area.setRangeText(plain, from, to, "end");
    area.dispatchEvent(new InputEvent("input", { bubbles: true }));
  }
  const caret = from + (at < 0 ? plain.length : at);
  area.setSelectionRange(caret, caret);
}

/* The line in which the caret stands: {start, end, text}. */
export function line(at = area.selectionStart) {
  const start = area.value.lastIndexOf("\n", at - 1) + 1;
  const next = area.value.indexOf("\n", at);
  const end = next < 0 ? area.value.length : next;
  return { start, end, text: area.value.slice(start, end) };
}
