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

self.addEventListener("install", (event) => event.waitUntil(keep()));
self.addEventListener("activate", (event) => event.waitUntil(dropOlder()));
self.addEventListener("message", (event) => {
  if (event.data === "activate") self.skipWaiting();
});
self.addEventListener("fetch", (event) => {
  const { origin, pathname } = new URL(event.request.url);
  if (event.request.method !== "GET" || origin !== self.location.origin) return;
  if (SITE.server.some((prefix) => pathname.startsWith(prefix))) return;
  event.respondWith(answer(event.request, pathname));
});
