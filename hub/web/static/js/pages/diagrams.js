/* Draws the diagrams of a page. The work is done in a page of its own (pencil.js) whose policy allows the styles that
   drawing needs; what comes back is a picture. The source stays below it, and alone where it cannot be drawn. */
const COLOURS = ["surface", "sunken", "ink", "ink-2", "line-2", "edge", "brand-tint", "brand-line", "brand-ink", "in-tint", "in-line"];
const SECONDS = 12;
const words = document.querySelector('meta[name="drawn"]').dataset;
let pencil = null;
let last = 0;

/* The colours of the page, as numbers. */
function colours() {
  const probe = document.createElement("span");
  document.body.append(probe);
  const found = COLOURS.map((name) => {
    probe.style.color = `var(--${name})`;
    return [name, getComputedStyle(probe).color];
  });
  probe.remove();
  return Object.fromEntries(found);
}

function opened() {
  const frame = document.createElement("iframe");
  Object.assign(frame, { className: "pencil", src: "/drawing", title: words.title, tabIndex: -1, ariaHidden: "true" });
  return new Promise((ready) => {
    frame.addEventListener("load", () => ready(frame.contentWindow));
    document.body.append(frame);
  });
}

async function drawn(source) {
  pencil ??= opened();
  const inside = await pencil;
  const number = (last += 1);
  return new Promise((done, failed) => {
    const over = setTimeout(() => failed(new Error(words.slow)), SECONDS * 1000);
    addEventListener("message", function hear({ source: from, origin, data }) {
      if (from !== inside || origin !== location.origin || data.number !== number) return;
      removeEventListener("message", hear);
      clearTimeout(over);
      if (data.svg) done(data);
      else failed(new Error(data.error));
    });
    inside.postMessage({ number, source, colours: colours() }, location.origin);
  });
}

function picture({ svg, width, height, label }, title) {
  const image = new Image(width, height);
  image.alt = title || label || words.title;
  image.addEventListener("load", () => URL.revokeObjectURL(image.src));
  image.src = URL.createObjectURL(new Blob([svg], { type: "image/svg+xml" }));
  return image;
}

function putAway(source) {
  if (source.closest("details")) return;
  const details = document.createElement("details");
  const summary = document.createElement("summary");
  summary.textContent = words.source;
  source.replaceWith(details);
  details.append(summary, source);
}

async function show(diagram) {
  const source = diagram.querySelector("pre");
  const box = document.createElement("div");
  try {
    box.className = "drawn";
    box.append(picture(await drawn(source.textContent), diagram.querySelector(".filename")?.textContent));
    putAway(source);
  } catch (error) {
    box.className = "undrawn";
    box.textContent = `${words.broken} ${error.message}`;
  }
  diagram.querySelector(".drawn, .undrawn")?.remove();
  diagram.querySelector("details, pre").before(box);
  if (box.scrollWidth > box.clientWidth) Object.assign(box, { tabIndex: 0, role: "group", ariaLabel: words.title }); // so that keys can scroll it
}

/** Every diagram that is not drawn yet. */
export function draw() {
  for (const diagram of document.querySelectorAll(".diagram:not([data-drawn])")) {
    diagram.dataset.drawn = "";
    show(diagram);
  }
}

// In other light all are drawn anew.
const anew = () => document.querySelectorAll(".diagram[data-drawn]").forEach(show);
new MutationObserver(anew).observe(document.documentElement, { attributeFilter: ["data-theme", "data-contrast"] });
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", anew);
