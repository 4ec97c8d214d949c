/* The one owner of the socket. A ping names what changed, never the content: whatever shows it ([data-live="question:7"])
   asks for its fragment (data-live-url) over HTTP. Without a socket the same happens when the page comes to the front. */
import htmx from "htmx.org";
import { io } from "socket.io-client";

const PATIENCE = 3000;
const GATHER = 250;
const meta = document.querySelector('meta[name="live-after"]');
const waiting = new Map();
let after = Number(meta?.content ?? 0);
let banner = 0;
let missed = false; // something was asked for while nobody looked

if (meta) connect();

// What counts minutes is asked for anew each minute, even when nothing happened.
setInterval(() => document.querySelectorAll("[data-live-minutely]").forEach(soon), 60000);

function connect() {
  const socket = io({ transports: ["websocket"], timeout: 4000, reconnectionDelayMax: 4000 });
  socket.on("ping", take);
  socket.on("connect", () => {
    clearTimeout(banner);
    banner = 0;
    line(true);
    catchUp(); // also the first time: something may have happened since the page was made
  });
  socket.on("disconnect", (reason) => {
    banner ||= setTimeout(line, PATIENCE, false);
    // The server lets go when rights have changed; it decides anew what this person may hear.
    if (reason === "io server disconnect") setTimeout(() => socket.connect(), GATHER);
  });
  socket.on("connect_error", () => (banner ||= setTimeout(line, PATIENCE, false)));
  document.addEventListener("visibilitychange", () => {
    if (document.hidden || (socket.connected && !missed)) return;
    missed = false;
    document.querySelectorAll("[data-live]").forEach(soon);
  });
}

function take({ event, kind, ref, topics = [] }) {
  after = Math.max(after, event ?? 0);
  const names = new Set([ref, kind, ...topics]); // a list follows a kind of event, a page its thing
  for (const part of document.querySelectorAll("[data-live]")) {
    if (part.dataset.live.split(" ").some((name) => names.has(name))) soon(part);
  }
}

async function catchUp() {
  const response = await fetch(`/live/since?after=${after}`, { headers: { Accept: "application/json" } });
  if (!response.ok) return;
  const { pings = [], last = after, reset = false } = await response.json();
  if (reset) document.querySelectorAll("[data-live]").forEach(soon);
  pings.forEach(take);
  after = Math.max(after, last);
}

// Several pings in a row make one request; a list does not move under the pointer or the focus.
function soon(part) {
  clearTimeout(waiting.get(part));
  waiting.set(part, setTimeout(refresh, GATHER, part));
}

function refresh(part) {
  waiting.delete(part);
  if (!part.isConnected || !part.dataset.liveUrl) return;
  if (part.hasAttribute("data-live-still") && part.matches(":hover, :focus-within")) {
    for (const end of ["pointerleave", "focusout"]) part.addEventListener(end, () => soon(part), { once: true });
    return;
  }
  const swap = part.dataset.liveSwap || "morph:outerHTML";
  missed ||= document.hidden;
  const headers = document.hidden ? {} : { "X-In-Sight": "1" }; // what stands before their eyes counts as read
  htmx.ajax("GET", part.dataset.liveUrl, { source: part, target: part, swap, headers }).catch(() => {});
}

function line(on) {
  const offline = document.getElementById("offline");
  if (offline) offline.hidden = on;
  document.documentElement.dataset.line = on ? "on" : "off";
}

// Sending waits for the line; what was typed stays.
document.addEventListener("submit", (event) => {
  const off = document.documentElement.dataset.line === "off";
  if (!off || !event.target.querySelector("[data-needs-line]")) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  document.getElementById("offline")?.scrollIntoView({ block: "center" });
}, true);

// A page that came in place was made up to there; what happened since it has not seen.
document.addEventListener("htmx:afterSettle", ({ detail }) => {
  const made = detail.target.id === "main" && detail.target.querySelector("template[data-live-after]");
  if (!made) return;
  after = Number(made.dataset.liveAfter);
  catchUp();
});

// "(2) Cases": the tab tells how many customers wait for you.
document.addEventListener("htmx:afterSettle", () => {
  const count = document.querySelector("[data-title-count]")?.dataset.titleCount;
  const title = document.title.replace(/^\(\d+\) /, "");
  document.title = Number(count) ? `(${count}) ${title}` : title;
});
