/* htmx, settled: what is swapped, what every request carries, what happens when one fails. */
import htmx from "htmx.org";
import { Idiomorph } from "idiomorph";
import { say } from "./toast.js";

Object.assign(htmx.config, {
  allowEval: false,
  includeIndicatorStyles: false,
  selfRequestsOnly: true,
  defaultSwapStyle: "outerHTML",
  attributesToSettle: ["class", "width", "height"], // not style: the policy refuses it as an attribute
  // Customer words must not stay in the browser's storage; going back asks the server again.
  historyCacheSize: 0,
  refreshOnHistoryMiss: true,
  responseHandling: [
    { code: "204", swap: false },
    { code: "[23]..", swap: true },
    { code: "409|422", swap: true }, // the form with its errors, or both versions
    { code: "...", swap: false, error: true },
  ],
});

// "morph" and "morph:innerHTML": changes in place, so that focus, caret and scroll stay.
htmx.defineExtension("morph", {
  isInlineSwap: (style) => style === "morph" || style === "morph:outerHTML",
  handleSwap(style, target, fragment) {
    if (!style.startsWith("morph")) return false;
    const morphStyle = style === "morph:innerHTML" ? "innerHTML" : "outerHTML";
    return Idiomorph.morph(target, fragment.children, { morphStyle, ignoreActiveValue: true });
  },
});

const meta = (name) => document.querySelector(`meta[name="${name}"]`)?.content ?? "";

document.addEventListener("htmx:configRequest", ({ detail }) => {
  if (detail.verb !== "get") detail.headers["X-CSRFToken"] = meta("csrf-token");
});

document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  const { xhr, requestConfig } = detail;
  // A form that adds to a list comes back in its own place when something is wrong with it.
  const form = requestConfig.elt;
  if (xhr.status === 422 && /^(after|before)/.test(form.getAttribute("hx-swap"))) Object.assign(detail, { target: form, swapOverride: "outerHTML" });
  // An error may bring its own words and say where they go.
  if (xhr.status >= 400 && xhr.getResponseHeader("HX-Retarget")) Object.assign(detail, { shouldSwap: true, isError: false });
});

// On to another page, or to another place of this one, which is asked for anew: it has changed.
document.addEventListener("htmx:beforeOnLoad", (event) => {
  const to = event.detail.xhr.getResponseHeader("HX-Redirect");
  if (!to) return;
  event.preventDefault();
  const { pathname, search, hash } = new URL(to, location);
  const isHere = hash && pathname === location.pathname && search === location.search;
  location.assign(to);
  if (isHere) location.reload();
});

document.addEventListener("htmx:responseError", ({ detail }) => {
  if (detail.xhr.status === 401) {
    const here = location.pathname + location.search;
    location.assign(`${meta("sign-in") || "/sign-in"}?next=${encodeURIComponent(here)}`);
  } else {
    say(detail.xhr.status === 403 ? "denied" : "failed");
  }
});

document.addEventListener("htmx:sendError", () => say("unreached"));

// What was waited for is there: screen readers may read it now.
document.addEventListener("htmx:afterSwap", ({ detail }) => detail.target.removeAttribute("aria-busy"));

// A wrong field is the next thing to look at.
document.addEventListener("htmx:afterSettle", ({ detail }) => {
  if (detail.xhr?.status === 422) {
    (detail.elt.querySelector("[data-focus]") ?? detail.elt.querySelector("[aria-invalid=true]"))?.focus();
  }
});

// A one-line composer is empty again once its words have arrived.
document.addEventListener("htmx:afterRequest", ({ detail }) => {
  if (!detail.successful || !detail.elt.matches("form[data-clear-after]")) return;
  detail.elt.reset();
  // What is written next is something new: it must not look like the same thing sent twice.
  const once = detail.elt.elements.namedItem("once");
  if (once) once.value = crypto.randomUUID();
});
