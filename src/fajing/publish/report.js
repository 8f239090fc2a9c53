"use strict";
/* A figure opens beside the text instead of leading away from it. Escape closes and returns. */
const panel = document.getElementById("panel"), shown = document.getElementById("shown");
let opener = null;
function shut() {
  if (panel.hidden) return;
  panel.hidden = true;
  document.body.classList.remove("open");
  if (opener) { opener.setAttribute("aria-expanded", "false"); opener.focus({ preventScroll: true }); }
  opener = null;
}
document.querySelectorAll("a.figure, a.detail, a.missing").forEach((link) => {
  link.setAttribute("aria-expanded", "false");
  link.setAttribute("aria-controls", "panel");
  link.setAttribute("role", "button");
  link.addEventListener("keydown", (event) => { if (event.key === " ") { event.preventDefault(); link.click(); } });
  link.addEventListener("click", (event) => {
    event.preventDefault();
    const card = document.getElementById(link.getAttribute("href").slice(1));
    if (!card) return;
    if (opener === link) { shut(); return; }
    if (opener) opener.setAttribute("aria-expanded", "false");
    opener = link;
    const copy = card.cloneNode(true);
    copy.removeAttribute("id");
    shown.replaceChildren(copy);
    panel.hidden = false;
    document.body.classList.add("open");
    link.setAttribute("aria-expanded", "true");
  });
});
document.getElementById("close").addEventListener("click", shut);
document.addEventListener("keydown", (event) => { if (event.key === "Escape") shut(); });
