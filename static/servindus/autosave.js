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

  // What stands beside the form and hangs on what is typed; without it nothing is lost.
  const readAnew = async () => {
    const part = document.querySelector("[data-hangs-on-typed]");
    if (!part) return;
    try {
      const answer = await fetch(`${form.action}`, { redirect: "error" });
      if (!answer.ok) return;
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const fresh = page.getElementById(part.id);
      if (fresh) part.replaceChildren(...fresh.childNodes);
    } catch {
      // The page is being left, or the network is away.
    }
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
      // Sent from another page: there is nothing to try again, and the answer says so.
      if (!answer.ok && answer.status !== 409) throw new Error(String(answer.status));
      if (told) told.textContent = await answer.text();
      await readAnew();
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
