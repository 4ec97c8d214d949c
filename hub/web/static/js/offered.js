/* What the server offers for what is being typed, as a list for <text-expander>. Who types on asks again before the
   answer is there, and answers may pass each other on the way: only the last one asked for by an element comes,
   the others never do. */
const asked = new WeakMap();

export async function offered(element, url) {
  asked.set(element, url);
  const list = await fetched(url);
  return asked.get(element) === url ? list : new Promise(() => {});
}

async function fetched(url) {
  const answer = await fetch(url, { headers: { "HX-Request": "true" } }).catch(() => null);
  const page = new DOMParser().parseFromString(answer?.ok ? await answer.text() : "", "text/html");
  const fragment = page.querySelector("[role=listbox]");
  return { matched: Boolean(fragment?.childElementCount), fragment: fragment && document.adoptNode(fragment) };
}
