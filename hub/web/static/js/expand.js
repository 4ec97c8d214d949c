/* <text-expander data-expand="/expand">: @ people, # topics, : emoji. The server answers with a list of options. */
document.addEventListener("text-expander-change", ({ target, detail }) => {
  const url = target.dataset.expand;
  if (url && detail.text) detail.provide(options(`${url}?${new URLSearchParams({ key: detail.key, text: detail.text })}`));
});

document.addEventListener("text-expander-value", ({ detail }) => {
  detail.value = detail.item.dataset.value;
});

async function options(url) {
  try {
    const response = await fetch(url, { headers: { "HX-Request": "true" } });
    const page = new DOMParser().parseFromString(response.ok ? await response.text() : "", "text/html");
    const fragment = page.querySelector("[role=listbox]");
    return { matched: Boolean(fragment?.childElementCount), fragment: fragment && document.adoptNode(fragment) };
  } catch {
    return { matched: false };
  }
}
