/* [data-quote="id"] puts what the reader has marked in a text on the page into that textarea, as a quotation.
   Opening the place to write takes the mark away, so the last one is remembered. With data-quote-all="id of a
   message" it is what is marked in that message, else all of it. */
let marked = "";
let markedIn = null;

document.addEventListener("selectionchange", () => {
  const selection = document.getSelection();
  const from = selection.anchorNode?.parentElement;
  if (!selection.isCollapsed && from?.closest(".body, .said, blockquote, .bub")) {
    marked = selection.toString().trim();
    markedIn = from.closest("[id]");
  }
});

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-quote]");
  const area = button && document.getElementById(button.dataset.quote);
  if (!area) return;
  event.preventDefault();
  const menu = button.closest("details[data-menu]");
  if (menu) menu.open = false;
  const whole = document.getElementById(button.dataset.quoteAll);
  if (whole && (!marked || markedIn !== whole)) marked = whole.querySelector(".bub").innerText.trim();
  const before = area.value.slice(0, area.selectionStart);
  const gap = !before || before.endsWith("\n\n") ? "" : before.endsWith("\n") ? "\n" : "\n\n";
  const quoted = marked.split("\n").map((line) => `> ${line}`.trimEnd()).join("\n");
  area.setRangeText(`${gap}${quoted}${marked ? "\n\n" : " "}`, area.selectionStart, area.selectionEnd, "end");
  area.focus();
  area.dispatchEvent(new InputEvent("input", { bubbles: true, inputType: "insertText" }));
  marked = "";
});
