/* [data-decide] in a form says why it cannot be sent. The keys that send lead there, or press [data-despite], which sends
   it all the same. */
export function decide(form) {
  const stop = form.querySelector("[data-decide]");
  const despite = stop?.querySelector("[data-despite]");
  const first = stop?.querySelector("button, textarea");
  if (despite) form.requestSubmit(despite);
  else if (first) first.focus();
  else stop?.scrollIntoView({ block: "nearest" }); // too long, say: that is mended where one is
}
