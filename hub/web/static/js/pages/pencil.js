/* The page that draws diagrams for the page around it: a source comes as a message, an SVG goes back. Mermaid stands
   there already, as the global that it is. */
const { mermaid } = globalThis;
const FONT = 'ui-sans-serif, system-ui, "Segoe UI", Roboto, "Noto Sans", sans-serif';
const LIMITS = { securityLevel: "strict", maxTextSize: 20_000, maxEdges: 300, suppressErrorRendering: true };
const PLAIN = { startOnLoad: false, htmlLabels: false, flowchart: { htmlLabels: false }, class: { htmlLabels: false } };

function settle(colours) {
  mermaid.initialize({
    ...LIMITS,
    ...PLAIN,
    theme: "base",
    fontFamily: FONT,
    themeVariables: {
      fontFamily: FONT,
      fontSize: "15px",
      background: colours.surface,
      primaryColor: colours["brand-tint"],
      primaryBorderColor: colours["brand-line"],
      primaryTextColor: colours.ink,
      secondaryColor: colours.sunken,
      tertiaryColor: colours.sunken,
      lineColor: colours["ink-2"],
      textColor: colours.ink,
      noteBkgColor: colours["in-tint"],
      noteBorderColor: colours["in-line"],
      noteTextColor: colours.ink,
      edgeLabelBackground: colours.surface,
      clusterBkg: colours.sunken,
      clusterBorder: colours["line-2"],
    },
  });
}

/* As a picture it must be well-formed, and say how large it is. */
function whole(drawn) {
  const svg = new DOMParser().parseFromString(drawn, "text/html").querySelector("svg");
  const [, , width, height] = svg.getAttribute("viewBox").split(/[\s,]+/).map(Number);
  svg.setAttribute("width", width);
  svg.setAttribute("height", height);
  svg.style.maxWidth = "";
  const said = (name) => svg.querySelector(`:scope > ${name}`)?.textContent.trim();
  const label = [said("title"), said("desc")].filter(Boolean).join(". ");
  return { svg: new XMLSerializer().serializeToString(svg), width: Math.ceil(width), height: Math.ceil(height), label };
}

let turn = Promise.resolve();
addEventListener("message", ({ source, origin, data }) => {
  if (source !== parent || origin !== location.origin) return;
  turn = turn.then(async () => {
    try {
      settle(data.colours);
      const { svg } = await mermaid.render(`d${data.number}`, data.source);
      parent.postMessage({ number: data.number, ...whole(svg) }, origin);
    } catch (error) {
      parent.postMessage({ number: data.number, error: String(error.message ?? error).slice(0, 600) }, origin);
    }
  });
});
