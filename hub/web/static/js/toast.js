/* Toasts leave after eight seconds, but not while somebody points at them, reads them with focus in them, or
   while they say that something was not sent ([data-stay]). */
const LIFE = 8000;
const STEP = 250;
const left = new WeakMap();
const region = () => document.getElementById("toasts");

/* Shows one of the sentences the page brought along (template[data-say="failed"]) and gives it back. */
export function say(which) {
  const template = document.querySelector(`template[data-say="${which}"]`);
  const toast = template?.content.firstElementChild.cloneNode(true);
  if (toast) region()?.append(toast);
  return toast;
}

setInterval(() => {
  for (const toast of region()?.querySelectorAll("[data-toast]:not([data-stay])") ?? []) {
    if (toast.matches(":hover, :focus-within")) continue;
    const rest = (left.get(toast) ?? LIFE) - STEP;
    left.set(toast, rest);
    if (rest <= 0) toast.remove();
  }
}, STEP);

document.addEventListener("submit", (event) => {
  const toast = event.target.closest("[data-toast]");
  if (toast && event.target.hasAttribute("hx-post")) setTimeout(() => toast.remove());
});
