/* Puts each note beside its place, filters by grade, moves from one to the next. Everything is in the page already. */
"use strict";
(() => {
  const GAP = 6, FOLDED = 27, GRADES = ["error", "warning", "unchecked", "consistent"];
  const margin = document.getElementById("margin"), notes = [...document.querySelectorAll(".note")];
  const marks = [...document.querySelectorAll(".k")], buttons = [...document.querySelectorAll("button[data-grade]")];
  const wide = matchMedia("(min-width: 1101px)");
  const gradeOf = [""].concat(notes.map((note) => note.dataset.grade));
  const marksOf = new Map();
  for (const mark of marks) {
    mark.numbers = mark.dataset.f.split(" ").map(Number);
    for (const number of mark.numbers) {
      if (!marksOf.has(number)) marksOf.set(number, []);
      marksOf.get(number).push(mark);
    }
  }
  let filter = "", active = 0, wanted = [];
  const shown = (number) => filter === "" || gradeOf[number] === filter;

  /* The mark with which the first place of a finding begins. */
  function firstMark(number) {
    const anchor = document.getElementById(`m${number}`);
    let mark = anchor ? anchor.closest("[data-f]") : null;
    const belongs = (other) => other && other.numbers && other.numbers.includes(number);
    while (mark && belongs(mark.previousSibling)) mark = mark.previousSibling;
    return mark || (marksOf.get(number) || [])[0];
  }

  /* Where each note would like to stand: level with the first line of its place. */
  function measure() {
    const origin = margin.getBoundingClientRect().top + 10;
    wanted = notes.map((note, index) => {
      const own = firstMark(index + 1);
      return own ? Math.max(0, own.getClientRects()[0].top - origin - 2) : 0;
    });
  }

  const gap = (index) => gradeOf[index + 1] === "consistent" ? 0 : GAP;

  /* Tops that stand as near to what they would like as the ones above them allow. */
  function stack(list, height) {
    const top = new Map();
    let free = 0;
    for (const index of list) { top.set(index, Math.max(wanted[index], free)); free = top.get(index) + height.get(index) + gap(index); }
    return top;
  }

  /* The one in use stands exactly beside its place: those before it move up and, where there is no room, fold. */
  function makeRoom(list, at, height, top) {
    let lack = list.slice(0, at).reduce((sum, index) => sum + height.get(index) + gap(index), 0) - wanted[list[at]];
    const folding = lack > 0 ? list.slice(0, at).filter((index) => gradeOf[index + 1] !== "consistent") : [];
    for (const index of folding) {
      if (lack <= 0) break;
      notes[index].classList.add("folded");
      lack -= height.get(index) - FOLDED;
      height.set(index, FOLDED);
    }
    top.set(list[at], wanted[list[at]]); /* where even folding makes too little room, the first leave at the top */
    for (let i = at - 1; i >= 0; i--)
      top.set(list[i], Math.min(Math.max(wanted[list[i]], top.get(list[i])), top.get(list[i + 1]) - gap(list[i]) - height.get(list[i])));
    let free = top.get(list[at]) + height.get(list[at]) + gap(list[at]);
    for (const index of list.slice(at + 1)) { top.set(index, Math.max(wanted[index], free)); free = top.get(index) + height.get(index) + gap(index); }
  }

  function place() {
    for (const note of notes) note.classList.remove("folded");
    if (!wide.matches) { margin.classList.remove("placed"); margin.style.height = ""; return; }
    margin.classList.add("placed");
    const list = notes.map((note, index) => index).filter((index) => shown(index + 1));
    if (!list.length) return;
    const height = new Map(list.map((index) => [index, notes[index].offsetHeight]));
    const top = stack(list, height), at = list.indexOf(active - 1);
    if (at >= 0) makeRoom(list, at, height, top);
    for (const index of list) notes[index].style.top = `${Math.round(top.get(index))}px`;
    const last = list[list.length - 1];
    margin.style.height = `${Math.ceil(top.get(last) + height.get(last)) + 60}px`;
  }

  function paint() {
    for (const mark of marks) {
      const numbers = mark.numbers.filter(shown);
      const grade = GRADES.find((one) => numbers.some((number) => gradeOf[number] === one));
      const on = mark.numbers.includes(active) && shown(active);
      mark.className = grade ? `k ${grade}${on ? " on" : ""}` : "";
    }
    const own = active && shown(active) ? marksOf.get(active) || [] : [];
    own.forEach((mark, index) => {
      if (index === 0 || !touching(own[index - 1], mark)) mark.classList.add("first");
      if (index === own.length - 1 || !touching(mark, own[index + 1])) mark.classList.add("last");
    });
    for (const number of document.querySelectorAll(".no")) number.hidden = !shown(Number(number.dataset.n));
    notes.forEach((note, index) => { note.hidden = !shown(index + 1); note.classList.toggle("on", index + 1 === active); });
  }

  /* Whether nothing stands between two marks. */
  const touching = (one, other) => one.nextSibling === other;

  function stop(number) {
    notes.forEach((note, index) => { note.tabIndex = index + 1 === number ? 0 : -1; });
  }

  function use(number, look, focus) {
    active = number;
    paint();
    place();
    const visible = notes.map((note, index) => index + 1).filter(shown);
    stop(visible.includes(number) ? number : visible[0] || 0);
    if (!number) return;
    const mark = firstMark(number), note = notes[number - 1];
    if (look) (wide.matches || look === "text" ? mark || note : note).scrollIntoView({ block: "center" });
    if (focus) note.focus({ preventScroll: true });
  }

  function step(by) {
    const visible = notes.map((note, index) => index + 1).filter(shown);
    if (!visible.length) return;
    const at = visible.indexOf(active);
    const next = at < 0 ? (by > 0 ? 0 : visible.length - 1) : Math.min(visible.length - 1, Math.max(0, at + by));
    use(visible[next], "note", true);
  }

  for (const button of buttons) button.addEventListener("click", () => {
    filter = filter === button.dataset.grade ? "" : button.dataset.grade;
    for (const one of buttons) one.setAttribute("aria-pressed", String(one.dataset.grade === filter));
    use(active && shown(active) ? active : 0, "", false);
  });
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href^='#']"), note = event.target.closest(".note"), mark = event.target.closest(".k");
    if (note) {
      const number = notes.indexOf(note) + 1;
      if (link) event.preventDefault();
      use(number, "text", !link);
      if (link) { const target = document.getElementById(link.getAttribute("href").slice(1)); if (target) target.scrollIntoView({ block: "center" }); }
    } else if (link && link.classList.contains("no")) {
      event.preventDefault();
      use(Number(link.dataset.n), "note", true);
    } else if (mark) {
      const numbers = mark.numbers.filter(shown), at = numbers.indexOf(active);
      if (numbers.length) use(numbers[(at + 1) % numbers.length], wide.matches ? "" : "note", wide.matches);
    }
  });
  document.addEventListener("keydown", (event) => {
    const from = event.target instanceof Element ? event.target : document.body;
    if (event.altKey || event.ctrlKey || event.metaKey || from.closest("button, .table")) return;
    const inside = from.closest(".note");
    if (event.key === "j" || (inside && event.key === "ArrowDown")) step(1);
    else if (event.key === "k" || (inside && event.key === "ArrowUp")) step(-1);
    else if (inside && event.key === "Home") { active = 0; step(1); }
    else if (inside && event.key === "End") { active = 0; step(-1); }
    else if (inside && event.key === "Enter") use(notes.indexOf(inside) + 1, "text", true);
    else if (event.key === "Escape") use(0, "", false);
    else return;
    event.preventDefault();
  });
  function again() { measure(); place(); }
  document.documentElement.classList.add("scripted");
  margin.classList.add("placed");
  const asked = /^#n(\d+)$/.exec(location.hash);
  measure();
  use(asked && notes[asked[1] - 1] ? Number(asked[1]) : 0, asked ? "note" : "", false);
  addEventListener("resize", again);
  wide.addEventListener("change", again);
  if (document.fonts && document.fonts.ready) document.fonts.ready.then(again);
})();
