/* Draws a finding from the numbers of drawing.py. Times are civil seconds; texts are positions in the dictionary. */
"use strict";
const SVG = "http://www.w3.org/2000/svg";
const INK = "#17212b", INK2 = "#455160", INK3 = "#5f6a77", AXIS = "#aab4c0", ACCENT = "#1b4f80", RED = "#b3261e";
const DAY = 86400, WIDTH = 1000;

function node(name, attributes, parent, text) {
  const made = document.createElementNS(SVG, name);
  for (const key in attributes) made.setAttribute(key, attributes[key]);
  if (text !== undefined) made.textContent = text;
  if (parent) parent.appendChild(made);
  return made;
}

function canvas(height, title) {
  const svg = node("svg", { viewBox: `0 0 ${WIDTH} ${height}`, width: WIDTH, height, role: "img" });
  node("title", {}, svg, title);
  return svg;
}

/* Width of a text in pixels, near enough to keep labels apart. */
function measure(text, size) {
  let width = 0;
  for (const sign of text) width += sign.charCodeAt(0) > 0x2e7f ? size : size * 0.58;
  return width;
}

function label(svg, x, y, text, options) {
  const o = Object.assign({ size: 13, fill: INK, anchor: "middle", weight: 400 }, options);
  return node("text", { x, y, "font-size": o.size, fill: o.fill, "text-anchor": o.anchor, "font-weight": o.weight }, svg, text);
}

/* A label of two lines: what, when. `left` is where its box begins. */
function twoLines(svg, box, y, colour) {
  const x = box.anchor === "end" ? box.right : box.anchor === "start" ? box.left : (box.left + box.right) / 2;
  label(svg, x, y, box.what, { weight: 600, anchor: box.anchor, fill: colour || INK });
  if (box.when) label(svg, x, y + 18, box.when, { fill: INK2, anchor: box.anchor });
}

function boxAt(x, what, when, anchor) {
  const width = Math.max(measure(what, 13), measure(when, 13));
  const left = anchor === "end" ? x - width : anchor === "start" ? x : x - width / 2;
  return { left, right: left + width, what, when, anchor };
}

function touch(a, b) { return a.left < b.right + 14 && b.left < a.right + 14; }

/* Keep a box on the canvas. */
function within(box) {
  if (box.left < 2) return boxAt(2, box.what, box.when, "start");
  return box.right > WIDTH - 2 ? boxAt(WIDTH - 2, box.what, box.when, "end") : box;
}

const STEPS = [900, 1800, 3600, 7200, 10800, 21600, 43200, DAY, 2 * DAY, 5 * DAY, 7 * DAY, 14 * DAY];
const MONTH_STEPS = [1, 2, 3, 6, 12, 24, 60, 120];
const MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");

/* Three to five round moments between two civil seconds, with what to write at them. */
function ticks(from, to, english) {
  const span = to - from, found = [];
  const day = (date) => english ? `${date.getUTCDate()} ${MONTHS[date.getUTCMonth()]}`
    : `${date.getUTCMonth() + 1}月${date.getUTCDate()}日`;
  const step = STEPS.find((one) => span / one <= 5);
  if (step) {
    /* Days are counted from the first of a fixed Monday, so that steps of a week fall on Mondays. */
    const base = step > DAY ? 4 * DAY : 0;
    for (let at = Math.ceil((from - base) / step) * step + base; at <= to; at += step) {
      const date = new Date(at * 1000), hour = date.getUTCHours();
      const clock = (hour || date.getUTCMinutes() ? String(hour).padStart(2, "0") : "0") + ":" + String(date.getUTCMinutes()).padStart(2, "0");
      found.push([at, step >= DAY ? day(date) : clock === "0:00" ? `${day(date)} 0:00` : clock]);
    }
    return found;
  }
  const months = MONTH_STEPS.find((one) => span / (one * 30.4 * DAY) <= 5) || 240;
  const start = new Date(from * 1000);
  let number = Math.ceil((start.getUTCFullYear() * 12 + start.getUTCMonth()) / months) * months;
  for (; found.length < 8; number += months) {
    const year = Math.floor(number / 12), month = number % 12, at = Date.UTC(year, month, 1) / 1000;
    if (at > to) break;
    if (at < from) continue;
    const whole = months >= 12;
    found.push([at, english ? (whole ? `${year}` : `${MONTHS[month]} ${year}`) : whole ? `${year}年` : `${year}年${month + 1}月`]);
  }
  return found;
}

function ring(svg, x, y) { node("circle", { cx: x, cy: y, r: 5.5, fill: "#fff", stroke: INK, "stroke-width": 2 }, svg); }

function triangle(svg, x, y, colour) {
  node("path", { d: `M${x} ${y - 8}L${x + 6.5} ${y + 4}H${x - 6.5}Z`, fill: colour || RED, stroke: "#fff", "stroke-width": 1 }, svg);
}

function hatched(svg, x, y, width, height, pattern, edge) {
  node("rect", { x, y, width: Math.max(width, 1.5), height, fill: `url(#${pattern})`, stroke: edge || "none", "stroke-width": 1 }, svg);
}

/* Where labels stand so that none covers another: start, due, done. */
function placed(x, texts, early) {
  const [first, firstAt, flag, flagAt, done, doneAt] = texts;
  const start = boxAt(x.start, first, firstAt, "middle");
  let due = within(boxAt(x.due, flag, flagAt, early ? "start" : "end"));
  if (touch(start, due)) due = within(boxAt(x.due, flag, flagAt, "start"));
  let end = within(boxAt(x.end, done, doneAt, "middle"));
  if (touch(due, end)) end = within(early ? boxAt(x.end, done, doneAt, "end") : boxAt(Math.max(x.end, due.right + 16), done, doneAt, "start"));
  const left = touch(start, end) || touch(start, due) ? boxAt(x.start + 8, first, firstAt, "end") : start;
  if (!touch(due, end) && !touch(left, due) && !touch(left, end)) return { start: left, due, end, raised: false };
  /* No room on one line: the due moment's label goes above the others. */
  end = within(boxAt(x.end, done, doneAt, "middle"));
  return { start: touch(start, end) ? boxAt(x.start + 8, first, firstAt, "end") : start, end, raised: true,
    due: within(boxAt(x.due, flag, flagAt, "middle")) };
}

/* One bar: ring = start, blue = allowed, flag = due, red hatch = overrun; pauses hatched blue-grey. Real scale; only
   an overrun of more than four times the period is broken off, and the break is shown. */
function drawTime(d, text, words, title) {
  const [, mode, start, begin, due, at, stop, pauses] = d;
  const texts = d.slice(8).map(text), span = texts[6], verdict = texts[7];
  const early = mode === 1, forbidden = mode === 2, bar0 = 14;
  const end = at >= 0 || stop < 0 ? at : stop;
  const low = Math.min(0, end), broken = !early && !forbidden && due > 0 && end > due * 5, high = broken ? due * 2.5 : Math.max(due, end, 1);
  const x0 = 150, x1 = WIDTH - 150, X = (value) => x0 + (Math.min(value, high) - low) / (high - low) * (x1 - x0);
  const xs = X(0), xb = X(Math.min(begin, due)), xd = X(due), xe = X(end), cut = broken ? xd + (xe - xd) * 0.62 : 0;
  const at_ = placed({ start: xs, due: xd, end: xe }, texts, early);
  const top = at_.raised ? 62 : 20, bar = top + 58, svg = canvas(bar + 40, title);
  node("path", { d: `M${x0 - 66} ${bar}H${x1 + 66}`, stroke: AXIS, "stroke-width": 1.2 }, svg);
  node("path", { d: `M${xs} ${top + 26}V${bar - 8}`, stroke: AXIS }, svg);
  node("path", { d: `M${xe} ${top + 26}V${bar - 8}`, stroke: RED }, svg);
  if (xb > xs + 1) node("rect", { x: xs, y: bar - 7, width: xb - xs, height: bar0, fill: "#c9d0d8" }, svg);
  node("rect", { x: xb, y: bar - 7, width: Math.max(1.5, xd - xb), height: bar0, fill: ACCENT }, svg);
  for (let i = 0; i < pauses.length; i += 2) {
    const from = X(pauses[i]), to = X(pauses[i + 1]);
    hatched(svg, from, bar - 7, to - from, bar0, "pause", "#6f8399");
    if (to - from > 34) label(svg, (from + to) / 2, bar - 14, words.paused, { size: 12, fill: INK2 });
  }
  const redFrom = early ? xe : xd, redTo = early ? xd : xe;
  if (!forbidden && redTo > redFrom) hatched(svg, redFrom, bar - 7, redTo - redFrom, bar0, "over", RED);
  if (broken) {
    node("path", { d: `M${cut - 9} ${bar + 11}l7 -22h12l-7 22Z`, fill: "#fff" }, svg);
    node("path", { d: `M${cut - 9} ${bar + 11}l7 -22m12 0l-7 22`, stroke: RED, "stroke-width": 1.4, fill: "none" }, svg);
  }
  const arm = at_.due.anchor === "start" ? 10 : at_.due.anchor === "end" ? -10 : 0;
  node("path", { d: `M${xd} ${bar + 11}V${at_.raised ? 46 : top + 28}h${arm}`, fill: "none", stroke: INK, "stroke-width": 2 }, svg);
  ring(svg, xs, bar);
  if (at >= 0 || early) triangle(svg, xe, bar - 1);
  else node("path", { d: `M${xe - 5} ${bar - 7}l7 7l-7 7`, fill: "none", stroke: RED, "stroke-width": 2 }, svg);
  twoLines(svg, at_.start, top);
  twoLines(svg, at_.due, at_.raised ? 20 : top);
  twoLines(svg, at_.end, top, at < 0 ? RED : INK);
  if (span && xd - xb > measure(span, 12) + 20) label(svg, (xb + xd) / 2, bar - 14, span, { size: 12, fill: ACCENT, weight: 600 });
  const half = measure(verdict, 13) / 2, middle = Math.min(forbidden ? xe : (redFrom + redTo) / 2, WIDTH - half);
  label(svg, middle, bar + 31, verdict, { fill: RED, weight: 600 });
  let edge = -1e9;
  const last = broken ? due + (high - due) * 0.55 : high;
  for (const [moment, name] of ticks(start + low, start + last, words.english)) {
    const x = X(moment - start), wide = measure(name, 11.5) / 2;
    node("path", { d: `M${x} ${bar + 11}v5`, stroke: AXIS }, svg);
    if (x - wide < edge + 8 || (x + wide > middle - half - 6 && x - wide < middle + half + 6)) continue;
    label(svg, x, bar + 31, name, { size: 11.5, fill: INK3 });
    edge = x + wide;
  }
  return svg;
}

/* Two acts in order; a dashed ring stands where one is lacking. */
function drawOrder(d, text, words, title) {
  const [, before, there, forbidden] = d, [act, actAt, other, otherAt, verdict] = d.slice(4).map(text);
  const svg = canvas(116, title), y = 78, xa = before ? 640 : 330, xo = before ? 330 : 640;
  node("path", { d: `M150 ${y}H850`, stroke: AXIS, "stroke-width": 1.2 }, svg);
  const absent = !there;
  if (before && there) {
    /* The other act stands, but after this one. */
    twoLines(svg, boxAt(430, act, actAt, "middle"), 24); ring(svg, 430, y);
    twoLines(svg, boxAt(680, other, otherAt, "middle"), 24, RED); triangle(svg, 680, y);
    node("path", { d: `M250 ${y - 7}H416v14H250Z`, fill: "url(#want)", stroke: ACCENT, "stroke-dasharray": "4 3" }, svg);
    label(svg, 333, y + 28, words.should_be_here, { size: 12, fill: ACCENT, weight: 600 });
  } else {
    twoLines(svg, boxAt(xa, act, actAt, "middle"), 24); ring(svg, xa, y);
    twoLines(svg, boxAt(xo, other, otherAt, "middle"), 24, absent || forbidden ? RED : INK);
    if (there) triangle(svg, xo, y);
    else { node("circle", { cx: xo, cy: y, r: 8, fill: "#fff", stroke: RED, "stroke-width": 1.6, "stroke-dasharray": "3 3" }, svg);
      node("path", { d: `M${xo - 3.5} ${y - 3.5}l7 7m0 -7l-7 7`, stroke: RED, "stroke-width": 1.6 }, svg); }
  }
  label(svg, before && there ? 680 : xo, y + 28, verdict, { fill: RED, weight: 600 });
  return svg;
}

/* The act's interval above, what should cover it below; gaps hatched with their length. */
function drawInterval(d, text, words, title) {
  const [, start, end, others, marks, lengths] = d, [act, actAt, other, kind] = d.slice(6).map(text);
  let low = 0, high = Math.max(end, 1);
  for (let i = 0; i < others.length; i += 2) { low = Math.min(low, others[i]); high = Math.max(high, others[i + 1]); }
  low = Math.max(low, -end); high = Math.min(high, end * 2);
  const x0 = 230, x1 = WIDTH - 60, X = (value) => x0 + (Math.min(Math.max(value, low), high) - low) / (high - low || 1) * (x1 - x0);
  const svg = canvas(132, title), a = 34, b = 72;
  label(svg, x0 - 14, a + 1, act, { weight: 600, anchor: "end" });
  label(svg, x0 - 14, a + 18, actAt, { fill: INK2, anchor: "end", size: 12 });
  label(svg, x0 - 14, b + 9, other, { weight: 600, anchor: "end" });
  node("rect", { x: X(0), y: a - 10, width: Math.max(2, X(end) - X(0)), height: 14, fill: "#fff", stroke: INK, "stroke-width": 1.6 }, svg);
  node("path", { d: `M${x0} ${b + 5}H${x1}`, stroke: AXIS }, svg);
  for (let i = 0; i < others.length; i += 2)
    node("rect", { x: X(others[i]), y: b - 2, width: Math.max(2, X(others[i + 1]) - X(others[i])), height: 14, fill: ACCENT }, svg);
  for (let i = 0; i < marks.length; i += 2) {
    const x = X(marks[i]), width = X(marks[i + 1]) - x, name = `${kind} ${text(lengths[i / 2])}`;
    for (const side of [x, x + width]) node("path", { d: `M${side} ${a + 6}V${b + 12}`, stroke: RED, "stroke-dasharray": "2 3" }, svg);
    hatched(svg, x, b - 2, width, 14, "over", RED);
    if (i < 6) label(svg, Math.min(Math.max(x + width / 2, x0 + 20), WIDTH - 50), b + 30 + (i % 4 ? 15 : 0), name, { fill: RED, weight: 600, size: 12 });
  }
  let edge = -1e9;
  for (const [moment, name] of ticks(start + low, start + high, words.english)) {
    const x = X(moment - start), wide = measure(name, 11.5) / 2;
    node("path", { d: `M${x} ${b + 36}v5`, stroke: AXIS }, svg);
    if (x - wide < edge + 8) continue;
    label(svg, x, b + 55, name, { size: 11.5, fill: INK3 });
    edge = x + wide;
  }
  return svg;
}

/* A dot for each event counted; past the limit they are red triangles, what is lacking is a dashed ring. */
function drawCount(d, text, words, title) {
  const [, most, bound, hidden, dots] = d, name = text(d[5]);
  const lacking = most ? 0 : Math.min(12, Math.max(0, bound - dots.length - hidden)), all = dots.length + lacking;
  const svg = canvas(104, title), y = 48, gap = Math.min(120, 700 / Math.max(all, 1));
  const x0 = Math.max(measure(name, 13) + 40, (WIDTH - gap * all + measure(name, 13)) / 2);
  label(svg, x0 - 30, y + 5, name, { weight: 600, anchor: "end" });
  node("path", { d: `M${x0 - 16} ${y}H${x0 + gap * all}`, stroke: AXIS, "stroke-width": 1.2 }, svg);
  for (let i = 0; i < all; i++) {
    const x = x0 + gap * i + 14, number = i + 1 + hidden, over = most && number > bound;
    if (i >= dots.length) node("circle", { cx: x, cy: y, r: 7, fill: "#fff", stroke: RED, "stroke-dasharray": "3 3", "stroke-width": 1.6 }, svg);
    else if (over) triangle(svg, x, y); else node("circle", { cx: x, cy: y, r: 6, fill: ACCENT }, svg);
    label(svg, x, y - 18, String(number), { fill: over || i >= dots.length ? RED : INK, weight: 600 });
    if (i < dots.length && gap >= 60) label(svg, x, y + 26, text(dots[i]), { size: 11.5, fill: INK3 });
  }
  const limit = x0 + gap * (bound - hidden) - gap / 2 + 14;
  if (bound >= hidden && bound - hidden <= all) {
    node("path", { d: `M${limit} ${y - 28}V${y + 12}`, stroke: INK, "stroke-width": 2 }, svg);
    label(svg, limit, y + 46, `${words.limit} ${bound}`, { size: 12, weight: 600 });
  }
  return svg;
}

/* A box for each part owed: filled where it is there, dashed and hatched where not. */
function drawParts(d, text, words, title) {
  const names = d[1].map(text), svg = canvas(64, title);
  const widths = names.map((name) => Math.max(96, measure(name, 13) + 46));
  let x = Math.max(4, (WIDTH - widths.reduce((a, b) => a + b + 14, -14)) / 2), y = 14;
  names.forEach((name, i) => {
    if (x + widths[i] > WIDTH) { x = 4; y += 44; svg.setAttribute("viewBox", `0 0 ${WIDTH} ${y + 50}`); svg.setAttribute("height", y + 50); }
    const there = d[2][i];
    node("rect", { x, y, width: widths[i], height: 34, fill: there ? "#e8eff6" : "url(#lack)", stroke: there ? ACCENT : RED,
      "stroke-width": 1.4, "stroke-dasharray": there ? "none" : "5 3" }, svg);
    const cx = x + 18, cy = y + 17;
    node("path", { d: there ? `M${cx - 6} ${cy}l4 4l8 -9` : `M${cx - 5} ${cy - 5}l10 10m0 -10l-10 10`, fill: "none", stroke: there ? ACCENT : RED, "stroke-width": 2 }, svg);
    label(svg, x + 34, y + 22, name, { weight: 600, anchor: "start", fill: there ? INK : RED });
    x += widths[i] + 14;
  });
  return svg;
}

const DRAW = { 1: drawTime, 2: drawOrder, 3: drawInterval, 4: drawCount, 5: drawParts };
