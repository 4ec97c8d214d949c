/* Words of a page that are selected lead to a comment on them; passages that are talked about are marked. */
const prose = document.querySelector(".prose[data-passages]");
const AROUND = 80;
const LONGEST = 600;

const smooth = (text) => text.replace(/\s+/g, " ").trim();

if (prose) {
  const link = document.createElement("a");
  link.className = "btn btn--sm passage-pick";
  link.textContent = prose.dataset.passagesLabel;
  link.hidden = true;
  prose.after(link);

  const around = (range, isBefore) => {
    const beside = document.createRange();
    beside.selectNodeContents(prose);
    if (isBefore) beside.setEnd(range.startContainer, range.startOffset);
    else beside.setStart(range.endContainer, range.endOffset);
    const text = smooth(beside.toString());
    return isBefore ? text.slice(-AROUND) : text.slice(0, AROUND);
  };

  document.addEventListener("selectionchange", () => {
    const selection = document.getSelection();
    const range = selection.rangeCount ? selection.getRangeAt(0) : null;
    const quote = smooth(selection.toString());
    const isHere = range && !range.collapsed && prose.contains(range.commonAncestorContainer)
      && !range.startContainer.parentElement.closest(".block");
    link.hidden = !isHere || quote.length < 3 || quote.length > LONGEST;
    if (link.hidden) return;
    const asked = new URLSearchParams({ quote, before: around(range, true), after: around(range, false) });
    link.href = `${prose.dataset.passages}?${asked}`;
    const at = range.getBoundingClientRect();
    const holder = (link.offsetParent ?? document.body).getBoundingClientRect();
    link.style.insetBlockStart = `${at.bottom - holder.top + 4}px`;
    link.style.insetInlineStart = `${Math.max(0, at.left - holder.left)}px`;
  });

  if (globalThis.CSS?.highlights) mark();
}

function mark() {
  const nodes = [];
  let text = "";
  const walker = document.createTreeWalker(prose, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    let from = 0;
    for (const letter of walker.currentNode.data) {
      const space = /\s/.test(letter);
      if (!space || !text.endsWith(" ")) {
        text += space ? " " : letter;
        for (let unit = 0; unit < letter.length; unit += 1) nodes.push([walker.currentNode, from + (space ? 0 : unit)]);
      }
      from += letter.length;
    }
    if (!text.endsWith(" ")) { text += " "; nodes.push([walker.currentNode, from]); }
  }
  const ranges = [];
  for (const { dataset } of document.querySelectorAll("[data-passage]")) {
    const full = text.indexOf(`${dataset.before} ${dataset.passage}`);
    const start = full >= 0 ? full + dataset.before.length + 1 : text.indexOf(dataset.passage);
    if (start < 0) continue;
    const end = nodes[Math.min(start + dataset.passage.length, nodes.length - 1)];
    const range = document.createRange();
    range.setStart(...nodes[start]);
    range.setEnd(...end);
    ranges.push(range);
  }
  CSS.highlights.set("passages", new Highlight(...ranges));
}
