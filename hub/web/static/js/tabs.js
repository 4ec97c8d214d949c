/* The open tab stands in view where the row of tabs is wider than the screen. */
document.addEventListener("htmx:load", ({ detail }) => {
  for (const tab of detail.elt.querySelectorAll?.(".tabs [aria-current]") ?? []) {
    const row = tab.closest(".tabs");
    row.scrollLeft = tab.offsetLeft - (row.clientWidth - tab.offsetWidth) / 2;
  }
});
