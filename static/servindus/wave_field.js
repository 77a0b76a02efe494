/* A wave in the field: kept at each change, sent when the network is there. */
"use strict";

(() => {
  const root = document.querySelector("[data-field]");
  const store = window.waveStore;
  // Without these the two forms stay what they are: forms.
  if (!root || !window.indexedDB || !navigator.locks || !crypto.randomUUID) return;
  const words = root.dataset;
  const panel = root.querySelector("[data-field-panel]");
  const list = root.querySelector("[data-entries]");
  const forms = [...root.querySelectorAll("form[data-what]")];
  const drafts = new Map();
  /* Nothing is written in a closed wave: what waits here can be copied. */
  const closed = words.writable === "no";
  panel.hidden = false;

  const find = (name) => root.querySelector(`[data-${name}]`);
  const say = (text) => (find("said").textContent = text);
  const mine = async () => {
    const rows = await store.ofPerson(words.field);
    return rows.filter((row) => row.wave === words.wave).sort((a, b) => a.at - b.at);
  };

  /* --- Forms and their drafts --- */
  const fields = (form) =>
    [...form.elements].filter((one) => one.name && one.type !== "hidden");
  const values = (form) => {
    const found = {};
    for (const [name, value] of new FormData(form)) {
      if (["csrfmiddlewaretoken", "what", "public_id"].includes(name)) continue;
      (found[name] ||= []).push(value);
    }
    return found;
  };
  const fill = (form, given) => {
    for (const one of fields(form)) {
      const wanted = given[one.name] || [];
      if (["radio", "checkbox"].includes(one.type)) one.checked = wanted.includes(one.value);
      else one.value = wanted[0] || "";
      one.dispatchEvent(new Event("input"));
    }
  };
  /* A kept page was drawn on another day: a blank form says the day of this device. */
  const today = () => {
    const now = new Date();
    return new Date(now - now.getTimezoneOffset() * 60_000).toISOString().slice(0, 10);
  };
  const isBlank = (form) => JSON.stringify(values(form)) === form.dataset.blank;
  const blank = (form) => {
    const given = JSON.parse(form.dataset.blank);
    // What the server has refused keeps the day that its author said.
    if (given.happened_on && !form.dataset.refused) given.happened_on = [today()];
    fill(form, given);
    form.dataset.blank = JSON.stringify(values(form));
  };
  /* A lock per draft: another tab never writes into this one's. */
  const hold = (id) =>
    new Promise((resolve) => {
      navigator.locks.request(`field-${id}`, { ifAvailable: true }, (lock) => {
        if (!lock) return resolve(null);
        return new Promise((release) => resolve(release));
      });
    });
  const begin = async (form, id) => {
    const before = drafts.get(form);
    const release = await hold(id);
    if (!release) return false;
    if (before) before.release();
    drafts.set(form, { id, release });
    form.elements.public_id.value = id;
    return true;
  };
  const entry = (form, state) => ({
    id: drafts.get(form).id,
    user: words.field,
    wave: words.wave,
    what: form.dataset.what,
    values: values(form),
    state,
    messages: [],
    at: Date.now(),
  });
  const keep = async (row) => {
    try {
      await store.put(row);
      return true;
    } catch {
      say(words.full);
      return false;
    }
  };

  /* One change after the other, so that an old text never covers a newer one. */
  let last = Promise.resolve();
  const inTurn = (work) => (last = last.then(work, work));

  const typed = (form) => inTurn(async () => {
    if (!drafts.has(form)) return;
    // A draft with nothing in it would bring back the day on which it was emptied.
    if (isBlank(form)) await store.remove(drafts.get(form).id);
    else await keep(entry(form, "draft"));
  });

  /* A blank form is answered as the server answers it: field by field. */
  const complain = (form) => {
    for (const box of form.querySelectorAll(".field:not(.field-bad)")) {
      const asked = [...box.querySelectorAll("[required]")];
      const chosen = (one) => (one.type === "radio" ? one.checked : one.value);
      if (!asked.length || asked.some(chosen)) continue;
      const said = document.createElement("div");
      said.className = "field-errors";
      said.id = `${box.id}_error`;
      const line = add(said, "p", "");
      add(line, "span", `${words.error} `, "visually-hidden");
      add(line, "span", words.required);
      (box.querySelector(".choices") || asked[0]).before(said);
      box.classList.add("field-bad");
      const told = asked[0].closest("fieldset") || asked[0];
      told.setAttribute(
        "aria-describedby", `${told.getAttribute("aria-describedby") || ""} ${said.id}`.trim(),
      );
      for (const one of asked) one.setAttribute("aria-invalid", "true");
    }
    form.querySelector("[aria-invalid=true]")?.focus();
  };
  const forgive = (box) => {
    if (!box || !box.classList.contains("field-bad")) return;
    box.classList.remove("field-bad");
    const said = box.querySelector(".field-errors");
    said?.remove();
    for (const one of box.querySelectorAll("[aria-describedby], [aria-invalid]")) {
      one.removeAttribute("aria-invalid");
      const left = (one.getAttribute("aria-describedby") || "").split(" ");
      one.setAttribute("aria-describedby", left.filter((id) => id !== said?.id).join(" "));
      if (!one.getAttribute("aria-describedby")) one.removeAttribute("aria-describedby");
    }
  };

  const submit = (form, clicks) => inTurn(async () => {
    const row = entry(form, "waiting");
    if (isBlank(form)) {
      // The second click of a double one finds the form empty, and means nothing.
      if (clicks < 2) complain(form);
      return;
    }
    if (!(await keep(row))) {
      if (navigator.onLine) form.submit();
      return;
    }
    await begin(form, crypto.randomUUID());
    blank(form);
    await show();
    sync();
  });

  /* Nothing is taken back while it is on its way: it would be written, then lost. */
  const alone = (work) => navigator.locks.request(`field-send-${words.field}`, work);

  /* What is deleted is sent no more: gone before its turn comes, stopped where it is on
     its way, and gone again after an answer that came meanwhile has put it back. */
  let under = null;
  const discard = async (rows, meanwhile) => {
    const removed = () => Promise.all(rows.map((row) => store.remove(row.id)));
    await removed();
    if (rows.some((row) => row.id === under?.id)) under.abort();
    await meanwhile();
    await alone(removed);
    // The others go on; what had arrived all the same is shown as written.
    if (navigator.onLine) await readAnew().catch(() => {});
    sync();
  };

  const edit = (row) => inTurn(() => alone(async () => {
    const form = forms.find((one) => one.dataset.what === row.what);
    // Another tab may have sent it in the meantime, or be writing in it.
    const now = await store.get(row.id);
    if (!now || !(await begin(form, row.id))) return show();
    fill(form, now.values);
    await keep({ ...now, state: "draft", messages: [] });
    await show();
    form.elements[form.dataset.what === "burden" ? "obligation" : "flow"].focus();
  }));

  /* --- What is shown --- */
  const add = (parent, tag, text, name = "") => {
    const one = document.createElement(tag);
    one.textContent = text;
    one.className = name;
    parent.append(one);
    return one;
  };
  /* Choices in the words of the form; a number with its field's name; a day in words. */
  const spoken = (one, value) => {
    const label = (field) => field.labels[0].firstChild.textContent.trim();
    if (one.type === "number") return `${value} (${label(one)})`;
    const day = one.type === "date" ? new Date(`${value}T00:00`) : NaN;
    if (!Number.isNaN(Number(day))) {
      return day.toLocaleDateString(document.documentElement.lang, { dateStyle: "long" });
    }
    if (one.options) return [...one.options].find((o) => o.value === value)?.text;
    return one.value !== value || !["radio", "checkbox"].includes(one.type)
      ? value
      : one.labels[0].textContent.trim();
  };
  const text = (row) => {
    const form = forms.find((one) => one.dataset.what === row.what);
    const lines = [];
    for (const [name, given] of Object.entries(row.values)) {
      // Who may read a quote says nothing without one.
      if (name === "quote_audience" && !row.values.quote?.[0]) continue;
      for (const value of given.filter(Boolean)) {
        const own = fields(form).filter((one) => one.name === name);
        const field = own.find((one) => one.value === value) || own[0];
        lines.push((field && spoken(field, value)) || value);
      }
    }
    return lines.join("\n");
  };
  const SHAPES = { draft: "○", waiting: "◷", refused: "▲", closed: "■" };
  const button = (parent, label, act) => {
    const one = add(parent, "button", label, "btn");
    one.type = "button";
    one.addEventListener("click", act);
  };
  const draw = (row) => {
    const box = add(list, "article", "", "panel field-entry");
    box.dataset.state = row.state;
    const state = add(box, "p", "", "field-state");
    add(state, "span", SHAPES[row.state]).setAttribute("aria-hidden", "true");
    add(state, "b", words[row.state]);
    for (const one of row.messages) add(box, "p", one);
    add(box, "p", text(row), "quiet");
    const acts = add(box, "div", "", "field-acts");
    if (row.state !== "closed" && !closed) button(acts, words.edit, () => edit(row));
    button(acts, words.copy, async () => {
      await navigator.clipboard.writeText(text(row)).then(() => say(words.copied), () => {});
    });
    button(acts, words.drop, async () => {
      if (!window.confirm(words.sure)) return;
      await discard([row], show);
    });
  };
  const show = async () => {
    const held = [...drafts.values()].map((one) => one.id);
    const rows = (await mine()).filter(
      (row) => row.state !== "draft" || !held.includes(row.id),
    );
    list.replaceChildren();
    rows.forEach(draw);
    const n = rows.filter((row) => row.state === "waiting").length;
    const many = n === 1 ? words.one : words.many.replace("{n}", String(n));
    find("shape").textContent = navigator.onLine ? "●" : "○";
    find("line").textContent =
      `${navigator.onLine ? words.online : words.offline} ${n ? many : words.none}`;
  };

  /* --- Sending --- */
  const ask = async () => {
    const answer = await fetch(`${words.send}`, { redirect: "manual", cache: "no-store" });
    if (answer.status >= 500 || answer.status === 429) return "aged";
    if (!answer.ok) return "signedOut";
    const who = await answer.json();
    return who.user === words.field ? who : "other";
  };
  const post = async (row, token) => {
    under = Object.assign(new AbortController(), { id: row.id });
    const answer = await fetch(`${words.send}`, {
      method: "POST",
      signal: under.signal,
      redirect: "manual",
      headers: { "X-CSRFToken": token, "Content-Type": "application/json" },
      body: JSON.stringify({
        id: row.id, user: row.user, what: row.what, values: row.values,
      }),
    });
    if (answer.type === "opaqueredirect") return { state: "signedOut" };
    const found = await answer.json().catch(() => null);
    if (found) return found;
    return { state: answer.status === 403 ? "signedOut" : "aged" };
  };
  const settle = async (row, answer) => {
    if (answer.state === "kept") {
      await store.remove(row.id);
      say(words.sent);
      return true;
    }
    const states = {
      refused: "refused", unreadable: "refused", closed: "closed", differs: "closed",
    };
    const state = states[answer.state];
    if (!state) {
      say(words[answer.state] || words.aged);
      find("sign-in").hidden = answer.state !== "signedOut";
      return false;
    }
    await store.put({ ...row, state, messages: answer.messages || [] });
    return true;
  };
  const readAnew = async () => {
    const here = location;
    const answer = await fetch(`${here.pathname}`, { redirect: "error" });
    if (!answer.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.getElementById("field-written");
    if (fresh) document.getElementById(fresh.id).replaceChildren(...fresh.childNodes);
  };
  const sendAll = async () => {
    const waiting = (await mine()).filter((row) => row.state === "waiting");
    if (!waiting.length) return;
    const who = await ask();
    find("sign-in").hidden = who !== "signedOut";
    if (typeof who === "string") return say(words[who]);
    for (const row of waiting) {
      // In the meantime its author may have taken it back to correct it.
      const now = await store.get(row.id);
      if (!now || now.state !== "waiting") continue;
      const sent = await post(now, who.token);
      if (!(await settle(now, sent))) return;
      await show();
    }
    await readAnew();
  };
  const sync = () =>
    alone(sendAll)
      .catch(() => {}) // The network went away: all that waits still waits.
      .then(show);

  /* --- Beginning --- */
  const keepPage = async () => {
    if (!navigator.serviceWorker) return;
    // Pages that somebody else has kept here go before this one comes.
    if (localStorage.getItem("field-owner") !== words.field) {
      await caches.delete("servindus-field-pages");
      localStorage.setItem("field-owner", words.field);
    }
    await navigator.serviceWorker.register(words.worker, { scope: words.scope });
    const { active } = await navigator.serviceWorker.ready;
    const parts = performance.getEntriesByType("resource").map((one) => one.name);
    const own = parts.filter((one) => one.startsWith(`${location.origin}/static/`));
    navigator.serviceWorker.addEventListener("message", (event) => {
      if (!event.data.kept) return;
      root.dataset.ready = "yes";
      if (!find("said").textContent) say(words.shell);
    });
    active.postMessage({ address: location.pathname, parts: own });
  };
  const adopt = async (form) => {
    form.dataset.blank = JSON.stringify(values(form));
    if (form.querySelector(".is-invalid, [aria-invalid=true]")) form.dataset.refused = "yes";
    else {
      blank(form);
      for (const row of await mine()) {
        if (row.state !== "draft" || row.what !== form.dataset.what) continue;
        if (await begin(form, row.id)) return fill(form, row.values);
      }
    }
    await begin(form, crypto.randomUUID());
  };
  const start = async () => {
    for (const form of closed ? [] : forms) {
      let clicks = 0;
      await adopt(form);
      form.addEventListener("input", (event) => event.isTrusted && typed(form));
      form.addEventListener("input", (event) => forgive(event.target.closest(".field")));
      form.addEventListener("change", () => typed(form));
      form.addEventListener("click", (event) => (clicks = event.detail));
      form.addEventListener("submit", (event) => {
        event.preventDefault();
        submit(form, clicks);
      });
    }
    find("clear").addEventListener("click", async () => {
      if (!window.confirm(words.all)) return;
      await discard(await store.ofPerson(words.field), async () => {
        for (const form of closed ? [] : forms) {
          await begin(form, crypto.randomUUID());
          blank(form);
        }
        if (window.caches) await caches.delete("servindus-field-pages");
        await show();
      });
    });
    window.addEventListener("online", sync);
    window.addEventListener("offline", show);
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState !== "visible") return;
      for (const form of closed ? [] : forms) {
        const day = form.elements.happened_on;
        if (day && day.value !== today() && isBlank(form)) blank(form);
      }
      sync();
    });
    await show();
    root.dataset.started = "yes";
    if (navigator.onLine) keepPage().catch(() => {});
    sync();
  };
  start().catch(() => say(words.full));
})();
