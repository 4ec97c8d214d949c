/* <text-expander data-saved="/snippets/options?for=case:5">: / or :: and a few letters list saved replies; Enter puts
   the chosen one at the caret and its template[data-chip] among the sources. What was typed before stays; one goes on
   at the first gap of what came. */
import { toGap } from "./gaps.js";
import { addChip } from "./insert.js";
import { offered } from "./offered.js";

const on = (name, listener) => document.addEventListener(`text-expander-${name}`, listener, true);
const chosen = new WeakMap(); // the text expander → the option that goes into its text now

on("change", ({ target, detail }) => {
  const { saved } = target.dataset;
  if (saved && ["/", "::"].includes(detail.key)) {
    detail.provide(offered(target, `${saved}&${new URLSearchParams({ text: detail.text })}`));
  }
});

on("value", ({ target, detail }) => {
  if (detail.item.querySelector("template[data-chip]")) chosen.set(target, detail.item);
});

on("committed", ({ target, detail }) => {
  const item = chosen.get(target);
  chosen.delete(target);
  if (!item) return;
  const { input } = detail;
  const { value } = item.dataset;
  addChip(input.form, item.querySelector("template[data-chip]"), value);
  if (value.includes("{{")) toGap(input, Math.max(0, input.value.lastIndexOf(value, input.selectionStart)));
});
