/* Drafts save themselves. What is typed stays on the device until the server has it. */
"use strict";
(() => {
  const find = (css) => document.querySelector(css), form = () => find("#draft"), bar = find("#saved");
  const { key, taken, unsaved, saving, offline, refused } = bar.dataset, token = "csrfmiddlewaretoken";
  let timer, busy, dirty, stuck, leaving, sent, typed, tries = 0;

  const kind = (name) => form().elements[name]?.type;
  const fields = () => [...new FormData(form())].filter(([name, value]) => typeof value === "string" && name !== token && kind(name) !== "password");
  const bare = (list) => JSON.stringify(list.filter(([name]) => kind(name) !== "hidden"));
  const forget = () => localStorage.removeItem(key);
  const say = (text, ok) => { bar.textContent = text; bar.toggleAttribute("data-wait", !ok); };
  const show = (what) => document.querySelectorAll("[data-when]").forEach((one) => { one.hidden = one.dataset.when !== what; });
  const put = (list) => list.forEach(([name, value]) => { const one = form().elements[name]; if (one) one.value = value; });
  const wait = (seconds) => { clearTimeout(timer); timer = setTimeout(save, seconds * 1000); };
  /* Signing in again in another window changes it. */
  const proof = () => { put([[token, /csrftoken=(\w+)/.exec(document.cookie)?.[1]]]); return [token, form().elements[token].value]; };

  function keep() {
    const text = JSON.stringify(fields());
    try { localStorage.setItem(key, text); } catch { /* No room on the device. */ }
    return text;
  }

  /* False where there is no way to the server: then nobody leaves the page. */
  async function send() {
    const text = keep(), body = new URLSearchParams([...fields(), ["action", "autosave"], proof()]);
    say(saving);
    let answer, told = {};
    try {
      answer = await fetch(form().getAttribute("action"), { method: "POST", body, redirect: "manual", headers: { Accept: "application/json" } });
      told = await answer.json();
    } catch { /* No network, or no words of ours. */ }
    const { ok, status } = answer ?? { status: 500 };
    if (status > 499) {
      say(offline);
      wait(Math.min(60, 2 ** ++tries));
      return false;
    }
    tries = 0;
    stuck = told.both;
    show(status ? stuck && "both" : "out");
    say(told.detail ?? (status ? refused : ""), ok && !told.partly);
    dirty = ok && keep() !== text;
    put(Object.entries(told.fields ?? {}));
    if (dirty) wait(2);
    else if (told.whole) forget();
    return true;
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
    if (target.form !== form() || target.type === "password") return;
    dirty = true;
    keep();
    wait(2);
  });
  addEventListener("submit", async (event) => {
    const { target, submitter } = event;
    if (target !== form()) return;
    proof();
    if (leaving || stuck || !(dirty || busy)) return;
    event.preventDefault();
    leaving = await save();
    if (leaving) target.requestSubmit(submitter);
  });
  addEventListener("click", ({ target: { dataset: { draft } } }) => {
    if (draft === "restore") {
      const old = form().cloneNode();
      for (const [name, value] of [...JSON.parse(found), ["action", "save"], proof()])
        old.append(Object.assign(document.createElement("input"), { type: "hidden", name, value }));
      document.body.append(old);
      old.submit();
    } else if (draft) {
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
    proof();
    sent = JSON.stringify(fields());
    busy = new Promise((done) => addEventListener("htmx:afterRequest", done, { once: true }));
    event.detail.issueRequest(true);
  });
  addEventListener("htmx:beforeSwap", ({ detail }) => {
    detail.shouldSwap &&= detail.serverResponse.includes('id="draft"');
    if (sent) typed = fields().filter((one) => !sent.includes(JSON.stringify(one)));
  });
  addEventListener("htmx:afterSwap", () => {
    if (!sent) return;
    const { said, saved, partly } = form().dataset;
    put(typed);
    dirty = !saved || typed.length > 0;
    say(saved, saved && !partly);
    find("#said").textContent = said;
  });
  addEventListener("htmx:afterRequest", () => {
    if (!sent) return;
    sent = busy = 0;
    if (dirty) save(); else forget();
  });

  const found = localStorage.getItem(key);
  if (found && !taken && bare(JSON.parse(found)) !== bare(fields())) {
    form().inert = true;
    show("found");
  } else {
    forget();
    /* What was typed before this script had come. */
    dirty = unsaved || [...form().elements].some((one) => one.type !== "password" && (one.checked !== one.defaultChecked || one.value !== (one.defaultValue ?? one.value)));
    if (dirty) wait(2);
  }
})();
