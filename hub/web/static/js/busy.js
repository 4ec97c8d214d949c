/* The button that was pressed says so and takes no second press; it keeps its words and its width. */
const done = (form) => {
  for (const button of form.querySelectorAll("button[aria-busy]")) {
    button.removeAttribute("aria-busy");
    button.removeAttribute("aria-disabled");
  }
};

document.addEventListener("submit", (event) => {
  const { target: form, submitter } = event;
  if (form.querySelector("button[aria-busy]")) return event.preventDefault();
  if (event.defaultPrevented && !form.hasAttribute("hx-post")) return undefined;
  if (form.method !== "post" || !submitter?.classList.contains("btn")) return undefined;
  submitter.setAttribute("aria-busy", "true");
  submitter.setAttribute("aria-disabled", "true");
  return undefined;
});

document.addEventListener("htmx:afterRequest", ({ detail }) => {
  if (detail.elt.matches("form")) done(detail.elt);
});

// Coming back by the browser's button finds the page as it was left.
addEventListener("pageshow", (event) => {
  if (event.persisted) document.querySelectorAll("form").forEach(done);
});
