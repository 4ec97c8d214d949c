/* On to the next page in place: what stands between the frame is exchanged, the frame and all that listens stay.
   Rows beside a case do it (hx-boost), and a reply that is sent "and solved, then the next" (hx-trigger="onward");
   whatever else a form does goes the ordinary way. */
import htmx from "htmx.org";

const isOnward = (form) => form.getAttribute("hx-trigger") === "onward" && form.elements.namedItem("then")?.value === "solve_next";

// Before the others listen: they see that no new page comes, and that nothing is sent twice.
document.addEventListener("submit", (event) => {
  const { target: form, submitter } = event;
  if (!isOnward(form) || submitter?.hasAttribute("formaction") || form.querySelector("button[aria-busy]")) return;
  event.preventDefault();
  htmx.trigger(form, "onward");
}, true);

// Out of the reply before it goes: a field that is taken away with the focus in it is slow to go, and htmx would put
// the focus into the next case's reply, as if somebody had begun to write there.
document.addEventListener("htmx:beforeSwap", ({ detail: { target, xhr } }) => {
  if (target.id === "main" && xhr.status < 400) target.focus({ preventScroll: true });
});

document.addEventListener("htmx:afterSettle", ({ detail: { target, xhr } }) => {
  const said = target.id === "main" && target.querySelector("template[data-frame]");
  if (!said) return;
  document.body.className = `app ${said.dataset.frame}`;
  if (xhr.status >= 400) return; // the field that is wrong is looked at
  scrollTo(0, 0);
  target.focus({ preventScroll: true });
});

// What cannot be shown in place says itself why, as a page.
document.addEventListener("htmx:responseError", ({ detail }) => {
  const { target, verb, path } = detail.requestConfig;
  if (target.id === "main" && verb === "get") location.assign(path);
});
