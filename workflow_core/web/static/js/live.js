/* News without reloading. The socket only rings; what is new is asked for, after a ring and every minute. */
"use strict";
(() => {
  const { body } = document, { socket, news, bell, upto, unread, poll } = body.dataset;
  const find = (css) => document.querySelector(css), shout = (name) => body.dispatchEvent(new Event(name));
  let seen = +upto, signedIn = true, asking = false, again = false, tries = 0, timer, held;

  function count(number) {
    const badge = find(`.nav [href="${bell}"] .count`);
    if (badge) [badge.firstChild.data, badge.hidden] = [number, !number];
    document.title = (number ? `(${number}) ` : "") + document.title.replace(/^\(\d+\) /, "");
  }

  function tell(items) {
    const said = find("#said");
    said.textContent = `${said.dataset.new} (${items.length}): ${items.slice(-3).map((one) => one.text).join(" ")}`;
    shout("news");
    if (items.some((one) => one.case === location.pathname)) shout("case-news");
  }

  async function ask() {
    if (asking) again = true;
    if (asking || !signedIn) return;
    clearTimeout(timer);
    asking = true;
    again = false;
    try {
      const answer = await fetch(`${news}?since=${seen}`);
      signedIn = answer.status !== 401;
      const { last, unread, items } = await answer.json();
      if (answer.ok) count(unread);
      if (items.length) {
        seen = items.at(-1).number;
        again ||= seen < last;
        tell(items);
      }
    } catch { /* No network: the next round asks. */ }
    asking = false;
    timer = setTimeout(ask, again ? 0 : poll * 1000);
  }

  function connect() {
    const line = new WebSocket(location.origin.replace("http", "ws") + socket);
    line.onmessage = ({ data }) => {
      tries = 0;
      if (JSON.parse(data).upto > seen) ask();
    };
    line.onclose = ({ code }) => {
      if (code === 4401) signedIn = false;
      else setTimeout(connect, Math.min(300, 2 ** tries++) * (500 + 500 * Math.random()));
    };
  }

  /* What is being typed is never replaced; whoever stands on a link stays there. */
  const keep = (event) => {
    const { elt, serverResponse = 'id="live"' } = event.detail;
    if (elt.id !== "live") return;
    const typing = elt.dataset.typed || elt.querySelector("input:focus, textarea:focus, select:focus");
    if (typing || !serverResponse.includes('id="live"')) event.preventDefault();
    held = document.activeElement.getAttribute("href");
  };
  /* Drafts kept on this device go when their writer goes. */
  addEventListener("submit", ({ target }) => target.matches("[action$='/logout/']") && localStorage.clear());
  addEventListener("input", ({ target }) => target.closest("#live")?.setAttribute("data-typed", "yes"));
  addEventListener("htmx:beforeRequest", keep);
  addEventListener("htmx:beforeSwap", keep);
  addEventListener("htmx:afterSwap", () => {
    if (held && document.activeElement === body) (find(`#nav [href="${held}"], #live [href="${held}"]`) ?? find("#isi")).focus();
    held = "";
  });

  addEventListener("pageshow", ({ persisted }) => persisted && ["news", "case-news"].forEach(shout));
  addEventListener("visibilitychange", () => document.hidden || ask());
  /* Going back to a page that answered a form asks for it anew, and never to send the form again. */
  history.replaceState(history.state, "");
  count(+unread);
  timer = setTimeout(ask, poll * 1000);
  connect();
})();
