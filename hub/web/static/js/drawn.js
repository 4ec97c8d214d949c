/* Texts that hold code, callouts, diagrams or formulas: what shows them comes to the pages that need it, and to no other. */
const NEEDED = { text: ".highlight, .callout, .diagram, .math, .footnote, .body dl", diagrams: ".diagram", formulas: ".math" };
const at = (name) => document.querySelector(`meta[name="drawn"]`)?.dataset[name];
const asked = new Set();

function style(href) {
  const link = document.createElement("link");
  Object.assign(link, { rel: "stylesheet", href });
  document.head.append(link);
}

async function look() {
  for (const [name, selector] of Object.entries(NEEDED)) {
    if (!at(name) || !document.querySelector(selector)) continue;
    if (name !== "text") (await import(at(name))).draw();
    else if (!asked.has(name)) style(at(name));
    asked.add(name);
  }
}

look();
document.addEventListener("htmx:afterSettle", look);
