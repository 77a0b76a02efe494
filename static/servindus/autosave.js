/* What is typed into a form is kept while it is typed; the button still sends it. */
"use strict";

const WAIT = 1500;

for (const form of document.querySelectorAll("form[data-keep]")) {
  const told = document.querySelector("[data-kept]");
  let timer = 0;
  let waiting = false;

  const content = () => {
    const data = new FormData(form);
    for (const [name, value] of [...data]) {
      // A file goes with its button: it is not typed.
      if (value instanceof File) data.delete(name);
    }
    return data;
  };

  const keep = async () => {
    window.clearTimeout(timer);
    if (!waiting) return;
    waiting = false;
    try {
      const answer = await fetch(`${form.dataset.keep}`, {
        method: "POST",
        body: content(),
        redirect: "error",
      });
      if (!answer.ok) throw new Error(String(answer.status));
      if (told) told.textContent = await answer.text();
      // What hangs on what is typed may be read anew.
      document.dispatchEvent(new Event("kept"));
    } catch {
      // Offline or too often: the next key tries again; the page says nothing false.
      waiting = true;
      if (told) told.textContent = told.dataset.kept;
    }
  };

  form.addEventListener("input", (event) => {
    if (event.target.type === "file") return;
    waiting = true;
    window.clearTimeout(timer);
    timer = window.setTimeout(keep, WAIT);
  });
  form.addEventListener("change", keep);
  // Leaving the page must not lose the last words.
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState !== "hidden" || !waiting) return;
    waiting = !navigator.sendBeacon(form.dataset.keep, content());
  });
  form.addEventListener("submit", () => {
    window.clearTimeout(timer);
    waiting = false;
  });
}
