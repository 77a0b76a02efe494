/* Small comforts; every page works without them. */
"use strict";

/* Live counters under limited texts. */
for (const counter of document.querySelectorAll("[data-counter]")) {
  const input = document.getElementById(counter.dataset.counter);
  const now = counter.querySelector("[data-counter-now]");
  if (!input || !now) continue;
  const limit = Number(counter.dataset.limit);
  const show = () => {
    // Code points, as the server counts; two UTF-16 units would cheat on emoji.
    const length = Array.from(input.value).length;
    now.textContent = String(length);
    counter.classList.toggle("counter-over", length > limit);
  };
  // The server explains a text that is too long; the browser must not cut it.
  input.removeAttribute("maxlength");
  input.addEventListener("input", show);
  show();
}

/* Light, dark, or like the system: a cookie, so that the server draws it at once. */
const root = document.documentElement;
const showTheme = () => {
  const chosen = root.getAttribute("data-bs-theme") || "";
  for (const button of document.querySelectorAll("[data-theme-value]")) {
    const pressed = button.dataset.themeValue === chosen;
    button.setAttribute("aria-pressed", String(pressed));
  }
};
for (const group of document.querySelectorAll("[data-theme-choice]")) {
  group.hidden = false;
  group.addEventListener("click", (event) => {
    const button = event.target.closest("[data-theme-value]");
    if (!button) return;
    const value = button.dataset.themeValue;
    const age = value ? 31536000 : 0;
    const secure = location.protocol === "https:" ? "; secure" : "";
    document.cookie = `theme=${value}; path=/; max-age=${age}; samesite=lax${secure}`;
    if (value) root.setAttribute("data-bs-theme", value);
    else root.removeAttribute("data-bs-theme");
    showTheme();
  });
}
showTheme();

/* On a phone the filters start closed, unless some are active. */
if (window.matchMedia("(max-width: 719.98px)").matches) {
  for (const fold of document.querySelectorAll("[data-phone-fold]")) {
    fold.open = false;
  }
}

/* A fold of the header closes with Escape and when the reader goes elsewhere. */
for (const fold of document.querySelectorAll("details.fold")) {
  fold.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !fold.open) return;
    fold.open = false;
    fold.querySelector("summary").focus();
  });
  document.addEventListener("click", (event) => {
    if (!fold.contains(event.target)) fold.open = false;
  });
}

/* A page made for paper offers to print itself. */
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}

/* After a refused form the reader starts at the summary of errors. */
const faults = document.querySelector("[data-arrive] .faults");
if (faults) faults.focus();

/* A button that prints; without a script the browser's own does. */
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
