/* Answers for the pages of waves in the field where there is no network. */
"use strict";

const PAGES = "servindus-field-pages";
const SHELL = "servindus-field-shell";
const FIELD = /^\/temoins\/releves\/[0-9a-f-]+\/terrain\/$/;

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

const forget = () => caches.delete(PAGES);

/* A page asks to be kept: itself and what it is drawn with. */
const keep = async (asked) => {
  const answer = await fetch(`${asked.address}`, { redirect: "manual" });
  const pages = await caches.open(PAGES);
  if (answer.status === 200) await pages.put(asked.address, answer);
  const shell = await caches.open(SHELL);
  for (const part of asked.parts.map((href) => ({ href }))) {
    if (await shell.match(part.href)) continue;
    const found = await fetch(`${part.href}`).catch(() => null);
    if (found && found.ok) await shell.put(part.href, found);
  }
};

self.addEventListener("message", (event) => {
  const done = keep(event.data).then(
    () => event.source.postMessage({ kept: true }),
    () => event.source.postMessage({ kept: false }),
  );
  event.waitUntil(done);
});

const page = async (request) => {
  const address = new URL(request.url).pathname;
  try {
    const answer = await fetch(request);
    // Signed out, or no longer allowed: nothing of the page stays here.
    const gone = answer.type === "opaqueredirect" || [401, 403, 404].includes(answer.status);
    if (gone) await forget();
    return answer;
  } catch (error) {
    const kept = await (await caches.open(PAGES)).match(address);
    if (kept) return kept;
    throw error;
  }
};

const part = async (request) => {
  try {
    const answer = await fetch(request);
    if (answer.ok) await (await caches.open(SHELL)).put(request, answer.clone());
    return answer;
  } catch (error) {
    const kept = await (await caches.open(SHELL)).match(request);
    if (kept) return kept;
    throw error;
  }
};

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== self.location.origin) return;
  if (request.mode === "navigate") {
    if (FIELD.test(pathname)) event.respondWith(page(request));
  } else if (pathname.startsWith("/static/")) {
    event.respondWith(part(request));
  }
});
