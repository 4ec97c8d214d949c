/* [data-quote="id"] puts what the reader has marked in a text on the page into that textarea, as a quotation.
   Opening the place to write takes the mark away, so the last one is remembered. */
let marked = "";

document.addEventListener("selectionchange", () => {
  const selection = document.getSelection();
  const from = selection.anchorNode?.parentElement;
  if (!selection.isCollapsed && from?.closest(".body, .said, blockquote")) marked = selection.toString().trim();
});

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-quote]");
  const area = button && document.getElementById(button.dataset.quote);
  if (!area) return;
  event.preventDefault();
  const before = area.value.slice(0, area.selectionStart);
  const gap = !before || before.endsWith("\n\n") ? "" : before.endsWith("\n") ? "\n" : "\n\n";
  const quoted = marked.split("\n").map((line) => `> ${line}`.trimEnd()).join("\n");
  area.setRangeText(`${gap}${quoted}${marked ? "\n\n" : " "}`, area.selectionStart, area.selectionEnd, "end");
  area.focus();
  area.dispatchEvent(new InputEvent("input", { bubbles: true, inputType: "insertText" }));
  marked = "";
});
