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
})();
