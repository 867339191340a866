// The score, its parts, and the few things that matter.

const MOST_MATTERS = 3;

function drawSummary() {
  drawDial();
  byId("headline").textContent = say(data.headline);
  show(byId("groups"), data.score.groups.map((group) =>
    el("div", { class: "part" },
      el("span", { class: "part-name" }, say(group.title)),
      el("span", { class: "bar", "aria-hidden": "true" }, el("i", { place: { width: `${group.value}%` } })),
      el("span", { class: "part-value" }, group.text))));
  const matters = numbered.slice(0, MOST_MATTERS);
  const well = data.findings.filter((finding) => finding.verdict === "pass" && finding.scored).slice(0, 4);
  show(byId("matters"),
    el("h2", {}, word(matters.length ? "matters" : "well")),
    matters.length ? el("ol", {}, matters.map(drawMatter)) : el("p", {}, word("nothing_to_mend")),
    well.length > 0 && el("div", { class: "well" }, matters.length > 0 && el("h3", {}, word("well")),
      el("ul", {}, well.map((finding) => el("li", {}, badge("pass"), say(finding.title))))));
  drawFacts();
}

function drawDial() {
  const { value, text, band, share, failed } = data.score;
  const around = 2 * Math.PI * 52;
  const ring = draw("svg", { viewBox: "0 0 120 120", class: `ring-${band}`, "aria-hidden": "true" },
    draw("circle", { cx: 60, cy: 60, r: 52, class: "rest" }),
    value !== null && draw("circle", { cx: 60, cy: 60, r: 52, class: "done", transform: "rotate(-90 60 60)",
      "stroke-dasharray": `${(around * value) / 100} ${around}` }));
  show(byId("dial"),
    el("div", { class: "ring" }, ring, el("div", { class: "number" },
      el("strong", { class: value === null ? "none" : null }, value === null ? word("no_score") : text),
      value !== null && el("span", {}, word("of_100")))),
    failed.length > 0 && el("p", { class: "call-fails" }, el("strong", {}, `✕ ${word("call_fails")}`), word("call_fails_why")),
    share && el("p", { class: "quiet" }, word("measured_share", { share })));
}

function drawMatter(finding) {
  const first = finding.evidence.find(isPlace) || finding.steps.find((step) => step.start !== null);
  return el("li", {},
    badge(finding.verdict, finding.number),
    el("div", {},
      el("a", { href: `#finding-${finding.number}`, on: { click: (event) => {
        event.preventDefault();
        showFinding(finding, { scroll: true });
      } } }, say(finding.title)),
      first && placeButton(finding, { start: first.start, speaker: null, end: null }, null),
      el("p", {}, finding.suggestion ? say(finding.suggestion) : say(finding.message))));
}

function drawFacts() {
  const rows = [{ key: "length", value: clock(data.duration) }, ...data.facts];
  show(byId("facts"), rows.map(({ key, value }) =>
    el("div", {}, el("dt", {}, data.words[key] ? word(key) : key), el("dd", {}, say(value)))));
}

function drawFigures() {
  const open = byId("figures").querySelector("details")?.open;
  if (!data.figures.length) return;
  const cell = (value) => el("td", { class: value ? null : "none" }, value ? say(value) : "–");
  const rows = data.figures.map(({ title, about, cells, errors }) =>
    el("tr", {}, el("th", { scope: "row", title: say(about) }, say(title)),
      cells.length === 1 ? el("td", { colspan: 2 }, say(cells[0])) : cells.map(cell),
      el("td", { class: "errors" }, errors.map((line) => el("small", {}, withoutTitle(say(line), say(title)))))));
  show(byId("figures"), el("details", { class: "card folded", open },
    el("summary", {}, el("h2", { id: "figures-head" }, word("figures"))),
    el("table", {}, el("thead", {}, el("tr", {}, el("th", { scope: "col" }, word("figure")),
      el("th", { scope: "col" }, word("agent")), el("th", { scope: "col" }, word("customer")), el("th", { scope: "col" }, word("error")))), el("tbody", {}, rows))));
}

// The row names the figure already; a colon follows the name.
const withoutTitle = (line, title) => (line.startsWith(title) ? line.slice(title.length + 1).trim() : line);
