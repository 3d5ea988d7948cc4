// Comfort only: everything works without this file.
(() => {
  "use strict";

  const status = document.querySelector("[data-busy]");

  // A second press while the first is under way would only wait for the same answer.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.getAttribute("aria-busy") === "true") {
      event.preventDefault();
      return;
    }
    form.setAttribute("aria-busy", "true");
    status.textContent = status.dataset.busy;
  });

  window.addEventListener("pageshow", () => {
    status.textContent = "";
    document.querySelectorAll("form[aria-busy]").forEach((form) => form.removeAttribute("aria-busy"));
    // What went wrong, or else the answer that the address names, is where reading goes on.
    const newest = document.getElementById("problem") || document.getElementById(location.hash.slice(1));
    if (newest && document.activeElement !== newest) {
      newest.focus();
    }
  });

  // ------------------------------------------------------------------ what comes of its own accord

  const talk = document.querySelector("[data-as]");
  const news = document.querySelector("[data-news]");
  const others = document.querySelector("[data-waiting]");
  const EVERY = 2000; // milliseconds between two looks
  const AFTER_TROUBLE = 10000;
  const kept = new Map(); // cards that came while something was being typed into the old one
  let waiting = "";
  let next;

  const parsed = (html) => {
    const template = document.createElement("template");
    template.innerHTML = html; // made, and escaped, by the server this page came from
    return template.content;
  };

  const isInUse = (part) =>
    part.querySelector('[aria-busy="true"]') ||
    [...part.querySelectorAll("input, textarea")].some((box) => box.value !== box.defaultValue);

  const conversation = () => {
    const there = talk.querySelector(".conversation");
    if (there) {
      return there;
    }
    const form = talk.querySelector(".ask");
    form.before(talk.querySelector("template").content);
    // The heading of the page is now that of the conversation. The box keeps its words and its focus.
    const label = form.querySelector("h1 > label");
    label.className = "label";
    label.parentElement.replaceWith(label);
    form.classList.add("ask-next");
    return talk.querySelector(".conversation");
  };

  const like = (element) => {
    const name = element.getAttribute("name");
    return name ? `[name="${CSS.escape(name)}"][value="${CSS.escape(element.value)}"]` : "h2";
  };

  // Put a card in the place of an older one, with the focus where it was; no when somebody is typing into that.
  const replaced = (id, html) => {
    const old = document.getElementById(id).closest("article");
    if (isInUse(old)) {
      return false;
    }
    const focused = old.contains(document.activeElement) ? like(document.activeElement) : "";
    const card = parsed(html).querySelector("article");
    old.replaceWith(card);
    if (focused) {
      (card.querySelector(focused) || card.querySelector("h2")).focus({ preventScroll: true });
    }
    return true;
  };

  const show = ({ id, html }) => {
    if (document.getElementById(id)) {
      return replaced(id, html);
    }
    const entry = document.createElement("li");
    entry.append(parsed(html));
    conversation().append(entry);
    return true;
  };

  const take = (told) => {
    const words = [];
    for (const message of told.messages) {
      words.push(document.getElementById(message.id) ? `Changed: ${message.title}` : `New message: ${message.title}`);
      kept.set(message.id, message);
    }
    for (const message of [...kept.values()]) {
      if (show(message)) {
        kept.delete(message.id);
      }
    }
    talk.dataset.after = told.after;
    if (JSON.stringify(told.waiting) !== waiting) {
      waiting = JSON.stringify(told.waiting);
      others.replaceChildren(parsed(told.waiting_html));
    }
    if (words.length) {
      news.textContent = words.join(". ");
    }
  };

  const look = async () => {
    clearTimeout(next);
    let pause = EVERY;
    try {
      const query = new URLSearchParams({ as: talk.dataset.as, after: talk.dataset.after });
      const answer = await fetch(`/news?${query}`);
      const told = await answer.json();
      if (told.elsewhere) {
        news.textContent = "You are somebody else in another window. Load this page again to go on.";
        return;
      }
      take(told);
    } catch {
      pause = AFTER_TROUBLE;
    }
    clearTimeout(next);
    if (document.visibilityState === "visible") {
      next = setTimeout(look, pause);
    }
  };

  if (talk) {
    next = setTimeout(look, EVERY);
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "visible") {
        look();
      }
    });
  }
})();
