/* Filters, pages and opens the findings. Data come from the page itself; nothing is fetched. */
"use strict";
const DATA = JSON.parse(document.getElementById("data").textContent);
const WORDS = DATA.words, PAGE = 50;
const text = (number) => DATA.strings[number];
const fill = (words, ...values) => words.replace(/\{(\d)\}/g, (_, i) => typeof values[i] === "number" ? values[i].toLocaleString("en-US") : values[i]);

function make(tag, className, content) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  if (content !== undefined) made.textContent = content;
  return made;
}

/* A finding: [outcome, norm, unit, law, template, values, drawing]. */
function unpacked(finding) {
  const values = finding[5];
  const said = DATA.templates[finding[4]].replace(/\u0001(\d+)\u0002/g, (_, i) => DATA.strings[values[i]]);
  const [chip, sentence, matter, day, facts, working, remedy, place] = said.split("\u001e");
  const lines = (part) => part === "" ? [] : part.split("\u001f").map((line) => line.split("\u001d"));
  return { chip, sentence, matter, day, place, facts: lines(facts), working: lines(working), remedy: lines(remedy) };
}

function chip(outcome, words) {
  const made = make("span", "chip");
  const icon = node("svg", { viewBox: "0 0 14 14", "aria-hidden": "true" }, made);
  node("use", { href: outcome ? "#i-missed" : "#i-late" }, icon);
  made.appendChild(document.createTextNode(words));
  return made;
}

function part(title, note, list) {
  const made = make("div"), head = make("h3", "", title);
  if (note) head.appendChild(make("small", "", note));
  made.append(head, list);
  return made;
}

function body(finding, said) {
  const made = make("div", "body");
  const draw = finding[6].length ? DRAW[finding[6][0]] : null;
  if (draw) {
    const box = make("div", "drawing");
    box.appendChild(draw(finding[6], text, WORDS, said.sentence));
    made.appendChild(box);
  }
  const cols = make("div", "cols"), facts = make("ul"), working = make("ol"), remedy = make("ul");
  for (const [what, when, detail, source] of said.facts) {
    const row = make("li");
    row.append(make("b", "", what), [when, detail].filter(Boolean).join(WORDS.comma));
    if (source) row.append(" ", make("small", "", source));
    facts.appendChild(row);
  }
  said.working.forEach(([operation, what, article], i) => {
    const row = make("li");
    const said = make("span", "", what);
    if (article) said.append(make("small", "", article));
    row.append(make("i", "", String(i + 1)), make("b", "", operation), said);
    working.appendChild(row);
  });
  for (const [line] of said.remedy) remedy.appendChild(make("li", "", line));
  cols.append(part(WORDS.facts, "", facts), part(WORDS.working, "", working),
    part(WORDS.remedy, said.remedy.length > 1 ? WORDS.remedy_note : "", remedy));
  made.append(cols, law(finding, said));
  return made;
}

function law(finding, said) {
  const made = make("div", "law"), own = DATA.laws[finding[3]];
  own.cites.forEach(([title, article, quality, since, quote], i) => {
    const line = make("div");
    line.append(title + " " + article);
    if (quality) line.append(" ", make("span", "tag", quality));
    if (since) line.append(" ", since);
    if (quote) line.append(make("blockquote", "", quote));
    made.append(make("b", "", i ? "" : WORDS.law), line);
  });
  made.append(make("b"), make("div", "", said.place));
  if (own.mend) made.append(make("b"), make("div", "", WORDS.mend + WORDS.colon + own.mend));
  return made;
}

function row(finding) {
  const said = unpacked(finding), made = make("details", "f"), head = make("summary");
  head.append(chip(finding[0], said.chip), make("span", "say", said.sentence), make("span", "case", said.matter));
  if (DATA.hasUnits) head.append(make("span", "unit", DATA.units[finding[2]]));
  head.append(make("span", "day", said.day));
  made.append(head);
  made.addEventListener("toggle", () => { if (made.open && made.children.length < 2) made.append(body(finding, said)); });
  return made;
}

/* A list with its pager; `shown` are the findings that pass the filters. */
function listing(root, findings) {
  const rows = root.querySelector(".rows"), range = root.querySelector(".range"), of = root.querySelector(".of");
  const [back, on] = root.querySelectorAll(".pager button");
  let shown = findings, page = 0;
  function render() {
    const pages = Math.max(1, Math.ceil(shown.length / PAGE)), from = page * PAGE, to = Math.min(from + PAGE, shown.length);
    rows.replaceChildren(...shown.slice(from, to).map(row));
    if (!shown.length) rows.append(make("p", "empty", WORDS.nothing));
    range.textContent = shown.length ? fill(WORDS.range, from + 1, to, shown.length) : "";
    of.textContent = fill(WORDS.page, page + 1, pages);
    back.disabled = page === 0;
    on.disabled = page + 1 >= pages;
    root.querySelector(".pager").hidden = pages === 1 && shown.length === findings.length && shown.length < 6;
  }
  const turn = (by) => { page += by; render(); root.scrollIntoView({ block: "start" }); const first = rows.querySelector("summary"); if (first) first.focus({ preventScroll: true }); };
  back.addEventListener("click", () => turn(-1));
  on.addEventListener("click", () => turn(1));
  root.addEventListener("keydown", (event) => {
    const open = event.key === "Escape" && event.target.closest("details[open]");
    if (open) { open.open = false; open.querySelector("summary").focus(); }
  });
  render();
  return (kept) => { shown = kept; page = 0; render(); };
}

const list = document.getElementById("findings");
if (list) {
  const show = listing(list, DATA.findings);
  const norm = document.getElementById("by-norm"), unit = document.getElementById("by-unit"), outcome = document.getElementById("by-outcome");
  const apply = () => show(DATA.findings.filter((one) => (!norm.value || one[1] === +norm.value)
    && (!unit || !unit.value || one[2] === +unit.value) && (!outcome.value || one[0] === +outcome.value)));
  for (const one of [norm, unit, outcome]) if (one) { one.addEventListener("change", apply); }
  if (norm.value || outcome.value || (unit && unit.value)) apply();
}
const provisional = document.getElementById("provisional");
if (provisional) listing(provisional, DATA.provisional);

/* The norms with few breaches are folded away until asked for. */
const fold = document.getElementById("fold"), rest = document.getElementById("rest");
if (fold && rest) {
  const set = (open) => { rest.hidden = !open; fold.setAttribute("aria-expanded", open); fold.textContent = fold.dataset[open ? "close" : "open"]; };
  document.getElementById("fold-row").hidden = false;
  set(false);
  fold.addEventListener("click", () => set(rest.hidden));
  window.addEventListener("beforeprint", () => { rest.hidden = false; });
}
