/* What a key does to a row that holds no button for it. */
import htmx from "htmx.org";

// The lines of a menu that has not been opened yet: fetched as if it were, then pressed.
export function fetched(lines, then) {
  const menu = lines.closest("details");
  menu.addEventListener("htmx:afterSettle", then, { once: true });
  htmx.trigger(menu, "toggle");
  return true;
}

// Saved for later by where it leads.
export function keep(row) {
  const link = row.matches("a") ? row : (row.querySelector("h2 a, h3 a") ?? row.querySelector("a"));
  if (!link) return false;
  htmx.ajax("POST", "/saved", { target: "#toasts", swap: "beforeend", values: { at: link.pathname } });
  return true;
}
