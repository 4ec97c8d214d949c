/* <text-expander data-expand="/expand">: @ people, # topics, ! cases, : emoji;
   data-about says where the text will stand. The server answers with a list of options.
   The element's events do not bubble, so they are caught on their way down. */
import { offered } from "./offered.js";

const on = (name, listener) => document.addEventListener(`text-expander-${name}`, listener, true);

on("change", ({ target, detail }) => {
  const url = target.dataset.expand;
  const asked = new URLSearchParams({ key: detail.key, text: detail.text, about: target.dataset.about ?? "" });
  if (url && detail.text && "@#!:".includes(detail.key)) detail.provide(offered(target, `${url}?${asked}`));
});

on("value", ({ detail }) => {
  detail.value = detail.item.dataset.value;
});

// A text of several lines cannot be a combobox: it stays what it is, with a list that belongs to it.
on("activate", ({ target }) => {
  const area = target.querySelector("textarea");
  queueMicrotask(() => {
    area?.removeAttribute("role");
    area?.removeAttribute("aria-expanded");
  });
});

on("committed", ({ detail }) => {
  detail.input.dispatchEvent(new InputEvent("input", { bubbles: true }));
});
