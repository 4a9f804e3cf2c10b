/* Drafts save themselves. What is typed stays on the device until the server has it. */
"use strict";
(() => {
  const find = (css) => document.querySelector(css), form = () => find("#draft"), bar = find("#saved");
  const { key, taken, saving, offline, later, refused } = bar.dataset, token = "csrfmiddlewaretoken";
  let timer, busy, dirty, stuck, leaving, sent, typed, tries = 0;

  const fields = () => [...new FormData(form())].filter(([name, value]) => typeof value === "string" && name !== token);
  const forget = () => localStorage.removeItem(key);
  const say = (text, ok) => { bar.textContent = text; bar.toggleAttribute("data-wait", !ok); };
  const show = (what) => document.querySelectorAll("[data-when]").forEach((one) => { one.hidden = one.dataset.when !== what; });
  const put = (list) => list.forEach(([name, value]) => { const one = form().elements[name]; if (one) one.value = value; });
  const wait = (seconds) => { clearTimeout(timer); timer = setTimeout(save, seconds * 1000); };

  function keep() {
    const text = JSON.stringify(fields());
    try { localStorage.setItem(key, text); } catch { /* No room on the device. */ }
    return text;
  }

  /* False where there is no way to the server: then nobody leaves the page. */
  async function send() {
    const text = keep(), body = new URLSearchParams([...fields(), ["action", "autosave"]]);
    body.set(token, /csrftoken=(\w+)/.exec(document.cookie)?.[1]);
    say(saving);
    let answer, told = {};
    try {
      answer = await fetch(form().getAttribute("action"), { method: "POST", body, redirect: "manual", headers: { Accept: "application/json" } });
      if (/json/.test(answer.headers.get("content-type"))) told = await answer.json();
    } catch { answer = null; }
    if (!answer || answer.status > 499) {
      say(answer ? later : offline);
      wait(Math.min(60, 2 ** ++tries));
      return false;
    }
    const out = !answer.status || answer.status === 401;
    tries = 0;
    stuck = answer.status === 409;
    show(out ? "out" : stuck ? "both" : "");
    say(told.detail ?? (out ? "" : refused), answer.ok && !told.partly);
    dirty = answer.ok && keep() !== text;
    put(Object.entries(told.fields ?? {}));
    if (dirty) wait(2);
    else if (told.whole) forget();
    return !out;
  }

  async function save() {
    clearTimeout(timer);
    while (busy) await busy;
    if (!dirty || stuck) return true;
    busy = send();
    const seen = await busy;
    busy = 0;
    return seen;
  }

  addEventListener("input", ({ target }) => {
    if (target.form !== form()) return;
    dirty = true;
    keep();
    wait(2);
  });
  addEventListener("submit", async (event) => {
    const { target, submitter } = event;
    if (target.matches("[action$='/logout/']")) forget();
    if (target !== form() || leaving || stuck || !(dirty || busy)) return;
    event.preventDefault();
    leaving = await save();
    if (leaving) target.requestSubmit(submitter);
  });
  addEventListener("click", ({ target: { dataset: { draft } } }) => {
    if (!draft) return;
    if (draft === "restore") {
      const old = form().cloneNode();
      for (const [name, value] of [...JSON.parse(found), [token, find(`[name=${token}]`).value]])
        old.append(Object.assign(document.createElement("input"), { type: "hidden", name, value }));
      document.body.append(old);
      old.submit();
    } else {
      forget();
      form().inert = false;
      show();
    }
  });
  addEventListener("online", save);
  addEventListener("visibilitychange", () => document.hidden && save());
  addEventListener("pageshow", () => { leaving = false; });

  /* Buttons that change the form: one request at a time; what is typed meanwhile is put back. */
  addEventListener("htmx:confirm", async (event) => {
    if (event.detail.elt.form !== form()) return;
    event.preventDefault();
    while (busy) await busy;
    clearTimeout(timer);
    dirty = true;
    sent = new FormData(form());
    busy = new Promise((done) => addEventListener("htmx:afterRequest", done, { once: true }));
    event.detail.issueRequest(true);
  });
  addEventListener("htmx:beforeSwap", ({ detail }) => {
    const now = new FormData(form());
    typed = fields().filter(([name]) => `${now.getAll(name)}` !== `${sent.getAll(name)}`);
    detail.shouldSwap &&= detail.serverResponse.includes('id="draft"');
  });
  addEventListener("htmx:afterSwap", () => {
    const { said, saved, partly } = form().dataset;
    put(typed);
    dirty = !saved || typed.length > 0;
    say(saved, saved && !partly);
    find("#said").textContent = said;
  });
  addEventListener("htmx:afterRequest", () => {
    busy = 0;
    if (dirty) save(); else forget();
  });

  const found = localStorage.getItem(key);
  const bare = (list) => JSON.stringify(list.filter(([name]) => !/^edition$|-pk$/.test(name)));
  if (found && !taken && bare(JSON.parse(found)) !== bare(fields())) {
    form().inert = true;
    show("found");
  } else {
    forget();
    /* What was typed before this script had come. */
    dirty = [...form().elements].some(({ type, value, defaultValue }) => /text/.test(type) && value !== defaultValue);
    if (dirty) wait(2);
  }
})();
