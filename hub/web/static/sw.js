/* The service worker of the installed app: shows what is pushed, and opens without a network.
   Kept on the device: our own styles, one page for everybody, and the last feed of the person who is signed
   in, in its short form without a word of customers. Signing out, or in, forgets it. */
const STYLES = "styles-1";
const FEED = "feed-1";
const OFFLINE = "/offline";
const LAST = "/offline/feed";
const MOST = 60;
const EVERY = 5 * 60 * 1000;
let keptAt = 0;
let forgotten = 0; // how many times: what was asked for before must not be kept after

async function forget() {
  keptAt = 0;
  forgotten += 1;
  await caches.delete(FEED);
}

async function whose() {
  const found = await caches.match("/whose", { cacheName: FEED }); // opening it would make it
  return found ? found.text() : "";
}

async function keepFeed(person) {
  if ((await whose()) !== person) await forget();
  if (Date.now() - keptAt < EVERY) return;
  const before = forgotten;
  const answer = await fetch(LAST, { credentials: "same-origin", redirect: "manual" });
  if (!answer.ok || answer.headers.get("X-Person") !== person) return void (await forget());
  await keepStyles(answer.clone());
  if (before !== forgotten) return;
  const box = await caches.open(FEED);
  await box.put("/whose", new Response(person));
  await box.put(LAST, answer);
  if (before === forgotten) keptAt = Date.now();
  else await caches.delete(FEED);
}

// What is opened without a network needs its styles then: nobody asked for them through us before.
async function keepStyles(answer) {
  const sheets = [...(await answer.text()).matchAll(/<link rel="stylesheet" href="([^"]+)"/g)];
  await Promise.all(sheets.map(([, url]) => style(new Request(url))));
}

async function style(request) {
  const box = await caches.open(STYLES);
  const found = await box.match(request);
  if (found) return found;
  const answer = await fetch(request);
  if (answer.ok) {
    await box.put(request, answer.clone());
    const old = await box.keys();
    await Promise.all(old.slice(0, Math.max(0, old.length - MOST)).map((each) => box.delete(each)));
  }
  return answer;
}

async function keepNote() {
  const note = new Request(OFFLINE, { credentials: "omit", cache: "reload" });
  const answer = await fetch(note);
  if (!answer.ok) throw new Error(`${OFFLINE}: ${answer.status}`);
  await (await caches.open(STYLES)).put(note, answer.clone());
  await keepStyles(answer);
}

async function page(request, path) {
  try {
    return await fetch(request);
  } catch {
    const last = path === "/" && (await caches.match(LAST, { cacheName: FEED }));
    return last || (await caches.match(OFFLINE)) || Response.error();
  }
}

self.addEventListener("install", (event) => {
  event.waitUntil(keepNote().then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  const keep = new Set([STYLES, FEED]);
  const tidied = caches.keys().then((all) => Promise.all(all.filter((name) => !keep.has(name)).map((name) => caches.delete(name))));
  event.waitUntil(tidied.then(() => self.clients.claim()));
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (origin !== self.location.origin) return;
  if (pathname === "/sign-out" || pathname.startsWith("/sign-in")) event.waitUntil(forget());
  if (request.method !== "GET") return;
  if (pathname.startsWith("/static/dist/")) event.respondWith(style(request));
  else if (request.mode === "navigate") event.respondWith(page(request, pathname));
});

self.addEventListener("message", (event) => {
  if (event.data?.person) event.waitUntil(keepFeed(event.data.person).catch(() => {}));
});

self.addEventListener("push", (event) => {
  const said = event.data ? event.data.json() : {};
  const shown = { body: said.body, tag: said.tag, renotify: Boolean(said.tag), icon: "/app-icon.png", data: { url: said.url } };
  event.waitUntil(self.registration.showNotification(said.title || "Backchannel", shown));
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  const to = new URL(event.notification.data?.url || "/notifications", self.location.origin);
  if (to.origin === self.location.origin) event.waitUntil(self.clients.openWindow(to.href));
});
