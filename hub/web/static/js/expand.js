/* <text-expander data-expand="/expand">: @ people, # topics, ! cases, : emoji;
   data-about says where the text will stand. The server answers with a list of options.
   The element's events do not bubble, so they are caught on their way down. */
import { offered } from "./offered.js";

const EDGE = 8; // px between a list and the edge of what is seen

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
    keepInView(target.querySelector("[role=listbox]"), area);
  });
});

// The element puts its list below the caret, wherever that is: on a phone, beside the screen or below its keyboard.
function keepInView(list, area) {
  if (!list) return;
  const { left, right, top, bottom } = list.getBoundingClientRect();
  const seen = visualViewport;
  const aside = right + scrollX - (document.documentElement.clientWidth - EDGE); // it may have scrolled the page already
  const isBelow = bottom > seen.offsetTop + seen.height - EDGE;
  const up = isBelow ? bottom - top + parseFloat(getComputedStyle(area).lineHeight) : 0;
  list.style.translate = `${-Math.max(0, Math.min(aside, left + scrollX - EDGE))}px ${-Math.min(up, Math.max(0, top - EDGE))}px`;
}

on("committed", ({ detail }) => {
  detail.input.dispatchEvent(new InputEvent("input", { bubbles: true }));
});
