/* [data-decide] in a form says why it cannot be sent. The keys that send lead there, or press [data-despite], which sends
   it all the same. */
export function decide(form) {
  const stop = form.querySelector("[data-decide]");
  const despite = stop?.querySelector("[data-despite]");
  const first = stop?.querySelector("button, textarea");
  const text = form.querySelector("textarea[data-draft]");
  const place = /\{\{[^{}]*\}\}/.exec(text?.value ?? ""); // that is not filled in: it is typed over
  if (despite) form.requestSubmit(despite);
  else if (place) {
    text.focus();
    text.setSelectionRange(place.index, place.index + place[0].length);
  } else if (first) first.focus();
  else stop?.scrollIntoView({ block: "nearest" }); // too long, say: that is mended where one is
}
