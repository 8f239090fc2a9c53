/* The search box, and print. Data come from search_index.js beside this file; nothing is fetched. */
"use strict";
(function () {
  const box = document.getElementById("search"), index = window.LAW_INDEX || [];
  const list = document.getElementById("found"), frame = document.getElementById("found-box");
  const count = frame.querySelector(".count"), SHOWN = 30;
  const root = box.dataset.root;
  let chosen = -1;

  function fill(words, values) { return words.replace(/\{(\d)\}/g, (_, i) => values[i]); }

  /* Every word must be there; whatever has it in its title comes first, norms before the rest. */
  function search(text) {
    const words = text.toLowerCase().split(/\s+/).filter(Boolean);
    if (!words.length) return [];
    const found = [];
    index.forEach((entry, place) => {
      const title = entry[1].toLowerCase(), all = title + " " + entry[2].toLowerCase() + " " + entry[4];
      if (!words.every((word) => all.includes(word))) return;
      const inTitle = words.filter((word) => title.includes(word)).length;
      found.push([-inTitle, place, entry]);
    });
    return found.sort((a, b) => a[0] - b[0] || a[1] - b[1]).map((one) => one[2]);
  }

  function choose(number) {
    const rows = list.children;
    if (chosen >= 0 && rows[chosen]) rows[chosen].setAttribute("aria-selected", "false");
    chosen = rows.length ? (number + rows.length) % rows.length : -1;
    if (chosen < 0) { box.removeAttribute("aria-activedescendant"); return; }
    rows[chosen].setAttribute("aria-selected", "true");
    rows[chosen].scrollIntoView({ block: "nearest" });
    box.setAttribute("aria-activedescendant", rows[chosen].id);
  }

  function show() {
    const found = search(box.value), any = box.value.trim() !== "";
    list.replaceChildren(...found.slice(0, SHOWN).map((entry, number) => {
      const row = document.createElement("li"), link = document.createElement("a");
      row.id = "found-" + number;
      row.setAttribute("role", "option");
      row.setAttribute("aria-selected", "false");
      link.href = root + entry[3];
      link.tabIndex = -1;
      for (const [name, text] of [["kind", entry[0]], ["title", entry[1]], ["more", entry[2]]]) {
        const part = document.createElement("span");
        part.className = name;
        part.textContent = text;
        link.appendChild(part);
      }
      row.appendChild(link);
      return row;
    }));
    count.textContent = !found.length ? box.dataset.nothing
      : found.length > SHOWN ? fill(box.dataset.first, [SHOWN, found.length]) : fill(box.dataset.found, [found.length]);
    frame.hidden = !any;
    box.setAttribute("aria-expanded", String(any));
    chosen = -1;
    if (found.length) choose(0); else box.removeAttribute("aria-activedescendant");
  }

  function close() { frame.hidden = true; box.setAttribute("aria-expanded", "false"); }

  box.addEventListener("input", show);
  box.addEventListener("focus", () => { if (box.value.trim()) show(); });
  box.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown") { choose(chosen + 1); event.preventDefault(); }
    else if (event.key === "ArrowUp") { choose(chosen - 1); event.preventDefault(); }
    else if (event.key === "Enter" && chosen >= 0 && !event.isComposing) list.children[chosen].firstChild.click();
    else if (event.key === "Escape") { if (frame.hidden) box.value = ""; close(); event.preventDefault(); }
  });
  document.addEventListener("click", (event) => { if (!event.target.closest(".search")) close(); });
  document.addEventListener("focusin", (event) => { if (!event.target.closest(".search")) close(); });
  document.addEventListener("keydown", (event) => {
    const typing = /^(input|select|textarea)$/i.test(event.target.tagName);
    if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
      box.focus();
      box.select();
      event.preventDefault();
    }
  });
  window.addEventListener("beforeprint", () => { for (const one of document.querySelectorAll("details")) one.open = true; });
})();
