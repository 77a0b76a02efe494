/* Fields that choose one row among very many: the list follows the typing. Without
   this script the button beside the words does the same. */
"use strict";

for (const pick of document.querySelectorAll("[data-pick]")) {
  const words = pick.querySelector("input[type=search]");
  const button = pick.querySelector("button");
  let timer = 0;
  let turn = 0;
  button.hidden = true;

  const look = async () => {
    const mine = ++turn;
    const chosen = pick.querySelector("input[type=radio]:checked");
    const query = new URLSearchParams({
      q: words.value,
      name: pick.dataset.name,
      chosen: chosen ? chosen.value : "",
    });
    const response = await fetch(`${pick.dataset.pick}?${query}`).catch(() => null);
    // A slower answer to fewer letters must not replace a newer one.
    if (mine !== turn) return;
    if (!response || !response.ok) {
      button.hidden = false;
      return;
    }
    const parsed = new DOMParser().parseFromString(await response.text(), "text/html");
    const found = parsed.querySelector(".pick-found");
    const old = pick.querySelector(".pick-found");
    if (mine !== turn || !found) return;
    // The live region stays, so that its new words are read out.
    const said = "[role=status]";
    old.querySelector(said).textContent = found.querySelector(said).textContent;
    old.querySelector(".pick-list").replaceWith(found.querySelector(".pick-list"));
  };

  words.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(look, 250);
  });
  words.addEventListener("keydown", (event) => {
    if (event.key === "Enter") {
      event.preventDefault();
      clearTimeout(timer);
      look();
    }
    if (event.key === "ArrowDown") {
      const first = pick.querySelector("input[type=radio]");
      if (!first) return;
      event.preventDefault();
      first.focus();
    }
  });
  pick.addEventListener("change", (event) => {
    // The words have done their work: left over, they would ask to look again.
    if (event.target.type === "radio") words.value = "";
  });
}
