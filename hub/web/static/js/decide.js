/* [data-decide] in a form says why it cannot be sent. The keys that send lead there, or press [data-despite], which sends
   it all the same. */
import { toGap } from "./gaps.js";

export function decide(form) {
  const stop = form.querySelector("[data-decide]");
  const despite = stop?.querySelector("[data-despite]");
  const first = stop?.querySelector("button, textarea");
  if (despite) form.requestSubmit(despite);
  else if (toGap(form.querySelector("textarea[data-draft]"))) return;
  else if (first) first.focus();
  else stop?.scrollIntoView({ block: "nearest" }); // too long, say: that is mended where one is
}
