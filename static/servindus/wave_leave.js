/* Signing out: the kept pages go; what was not sent stays, and one is told. */
"use strict";

(async () => {
  const words = document.querySelector("[data-unsent]");
  const form = document.querySelector("form.door");
  if (!words || !form) return;
  form.addEventListener("submit", () => {
    if (window.caches) caches.delete("servindus-field-pages");
  });
  try {
    words.hidden = (await window.waveStore.count()) === 0;
  } catch {
    // No store in this browser: nothing waits in it.
  }
})();
