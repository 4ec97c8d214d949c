/* Draws the formulas of a page as MathML, which needs no styles; one that is wrong stays as its source, with the reason. */
import katex from "katex";

const ASKED = { output: "mathml", throwOnError: true, trust: false, strict: "ignore", maxExpand: 200, maxSize: 20 };

function show(place, displayMode) {
  const drawn = document.createElement("span");
  drawn.className = "drawn";
  try {
    katex.render(place.textContent, drawn, { ...ASKED, displayMode });
    place.hidden = true;
  } catch (error) {
    drawn.className = "undrawn";
    drawn.textContent = ` ${error.message.replace(/^KaTeX parse error: /, "")}`;
  }
  place.after(drawn);
}

/** Every formula that is not drawn yet. */
export function draw() {
  for (const math of document.querySelectorAll(".math:not([data-drawn])")) {
    math.dataset.drawn = "";
    const block = math.querySelector("pre");
    show(block ?? math, block !== null);
  }
}
