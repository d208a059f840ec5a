// Keeps this version of the site, so that it starts without a network. Cache first; the sync server's own
// addresses are never touched. A new version waits until the last tab closes or the person asks for it.

const VERSION = "__VERSION__";
const SITE = "__SITE__"; // { always: [...], renderers: { name: [...] }, index: sha256 of index.html, server: [...] }
const CACHE = "touchline-" + VERSION;
const RENDERER = new URL(self.location).searchParams.get("renderer");

async function keep() {
  const cache = await caches.open(CACHE);
  const wanted = [...SITE.always, ...(SITE.renderers[RENDERER] ?? Object.values(SITE.renderers).flat())];
  const kept = new Set((await cache.keys()).map((request) => new URL(request.url).pathname));
  await Promise.all(wanted.filter((address) => !kept.has(address)).map((address) => keepOne(cache, address)));
}

async function keepOne(cache, address) {
  // What a path with a content hash names never changes: an older version's copy or the HTTP cache will do.
  const pinned = SITE.pinned.some((folder) => address.startsWith(folder));
  const response = (pinned && (await caches.match(address))) || (await fetch(address, { cache: pinned ? "default" : "no-cache" }));
  if (!response.ok) throw new Error(`${address}: ${response.status}`);
  if (address === "/index.html") await sameVersion(response.clone());
  await cache.put(address, response);
}

async function sameVersion(response) {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", await response.arrayBuffer()));
  const text = Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
  if (text !== SITE.index) throw new Error("index.html is of another version: the next look will do");
}

async function dropOlder() {
  for (const name of await caches.keys()) if (name.startsWith("touchline-") && name !== CACHE) await caches.delete(name);
  await self.clients.claim();
}

async function answer(request, path) {
  const cache = await caches.open(CACHE);
  const key = request.mode === "navigate" ? "/index.html" : path;
  return (await cache.match(key)) ?? fetch(request);
}

// ---- a push: it says nothing, so that nobody on the way learns anything -------------------------------------------
const SPOKEN = "spoken"; // a cache of its own: no other store is here without a page
const NEWS = "touchline-news";

async function keepLanguage(code) {
  await (await caches.open(SPOKEN)).put("/language", new Response(String(code)));
}

async function words() {
  const kept = await (await caches.open(SPOKEN)).match("/language");
  const wanted = kept ? await kept.text() : navigator.language.slice(0, 2);
  return SITE.words[wanted] ?? SITE.words.nl;
}

/** Pages that are open sync and show it themselves; where none is looked at, a line says that there is something. */
async function tellOfNews() {
  const pages = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
  pages.forEach((page) => page.postMessage("news"));
  if (pages.some((page) => page.visibilityState === "visible")) return;
  const { news, news_more: body } = await words();
  await self.registration.showNotification(news, { body, tag: NEWS, icon: "/icons/icon-192.png" });
}

async function openApp() {
  const [page] = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
  await (page ? page.focus() : self.clients.openWindow("/"));
}

self.addEventListener("push", (event) => event.waitUntil(tellOfNews()));
self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(openApp());
});

self.addEventListener("install", (event) => event.waitUntil(keep()));
self.addEventListener("activate", (event) => event.waitUntil(dropOlder()));
self.addEventListener("message", (event) => {
  if (event.data === "activate") self.skipWaiting();
  else if (event.data?.language) event.waitUntil(keepLanguage(event.data.language));
});
self.addEventListener("fetch", (event) => {
  const { origin, pathname } = new URL(event.request.url);
  if (event.request.method !== "GET" || origin !== self.location.origin) return;
  if (SITE.server.some((prefix) => pathname.startsWith(prefix))) return;
  event.respondWith(answer(event.request, pathname));
});
