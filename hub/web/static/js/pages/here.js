/* Who is at a case. The page says each minute that it is open, and at once when its reader begins to write, to the
   customer or inside; others hear of it by a ping (live.js). Without a script, opening the page says it. */
const MINUTE = 60000;
const TYPING = 30000; // so long after the last stroke somebody is still writing
const SITTING = 5 * MINUTE; // so long without any sign nobody sits there
const token = document.querySelector('meta[name="csrf-token"]')?.content ?? "";
const there = () => document.querySelector("[data-here]")?.dataset.here;
let address = there();
let said = "viewing";
let saidAt = Date.now();
let typed = { doing: "viewing", at: 0 };
let moved = Date.now();

function doing(now) {
  if (document.hidden || now - moved > SITTING) return "idle";
  return now - typed.at < TYPING ? typed.doing : "viewing";
}

function say() {
  const now = Date.now();
  const next = doing(now);
  if (next === said && now - saidAt < MINUTE) return;
  said = next;
  saidAt = now;
  const body = new URLSearchParams({ doing: next });
  if (address) fetch(address, { method: "POST", headers: { "X-CSRFToken": token }, body }).catch(() => {});
}

function leave() {
  const leaving = new FormData();
  leaving.append("csrf_token", token);
  if (address) navigator.sendBeacon(`${address}/leaving`, leaving);
}

// On to another case in place.
document.addEventListener("htmx:afterSettle", () => {
  if (there() === address) return;
  leave();
  address = there();
  [said, saidAt, typed] = ["viewing", Date.now(), { doing: "viewing", at: 0 }];
});

if (address) {
  document.addEventListener("input", ({ target }) => {
    if (!target.matches?.("#compose textarea, #inside textarea")) return;
    typed = { doing: target.closest("#compose") ? "writing" : "noting", at: Date.now() };
    moved = Date.now();
    say();
  });
  for (const sign of ["pointermove", "keydown"]) {
    document.addEventListener(sign, () => (moved = Date.now()), { passive: true });
  }
  document.addEventListener("visibilitychange", say);
  setInterval(say, TYPING / 3);
  addEventListener("pagehide", leave);
  addEventListener("pageshow", ({ persisted }) => {
    if (persisted) saidAt = 0;
    say();
  });
}
