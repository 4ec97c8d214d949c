/* Where what is being written is kept: on this device, for each person apart (a desk may be shared), and at the hub. */
const KEY = `draft:${document.querySelector('meta[name="person"]')?.content ?? ""}:`;

export const onDevice = {
  at: (place) => localStorage.getItem(KEY + place) ?? "",
  keep: (place, text) => localStorage.setItem(KEY + place, text),
  drop: (place) => localStorage.removeItem(KEY + place),
  places: (start) => Object.keys(localStorage).filter((key) => key.startsWith(KEY + start)).map((key) => key.slice(KEY.length)),
};

/* Says "draft-kept" or "draft-missed" with the place, the text and the answer's status, 0 when there was none. */
export async function upload(place, body) {
  const token = document.querySelector('meta[name="csrf-token"]')?.content ?? "";
  const text = new URLSearchParams({ place, body });
  // Not reaching the server is no loss: the text is on this device.
  const answer = await fetch("/drafts", { method: "POST", headers: { "X-CSRFToken": token }, body: text }).catch(() => null);
  const detail = { place, body, status: answer?.status ?? 0 };
  document.dispatchEvent(new CustomEvent(answer?.ok && !answer.redirected ? "draft-kept" : "draft-missed", { detail }));
}

/* What was begun at a place, perhaps on another device; "" when nothing. */
export async function begun(place) {
  const answer = await fetch(`/drafts/begun?place=${encodeURIComponent(place)}`).catch(() => null);
  return answer?.ok && !answer.redirected ? answer.text() : "";
}
