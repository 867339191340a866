// The findings: what was measured, against what, where, and what to do instead.

const MOST_PLACES = 6;

function playPlace(finding, time) {
  seek(time, { play: true, what: say(finding.title) });
  showFinding(finding, { scroll: false });
}

function showFinding(finding, how) {
  for (const marked of document.querySelectorAll(".active")) marked.classList.remove("active");
  const rule = CSS.escape(finding.rule);
  for (const marked of document.querySelectorAll(`[data-rule="${rule}"], [data-rules~="${rule}"]`)) marked.classList.add("active");
  if (how.scroll) byId(`finding-${finding.number}`).scrollIntoView({ block: "center", behavior: "smooth" });
}

function drawFindings() {
  const drawn = byId("finding-list").firstElementChild;
  const open = new Set([...document.querySelectorAll("#finding-list details[open]")].map((details) => details.id));
  // Where there is nothing to mend, what went well is what there is to read.
  if (!drawn && !numbered.length) open.add("passed");
  const of = (verdict) => data.findings.filter((finding) => finding.verdict === verdict);
  show(
    byId("finding-list"),
    drawGroup("fail_head", of("fail")),
    drawGroup("review_head", of("review")),
    folded("passed", "pass_head", of("pass"), (list) => el("ul", { class: "passed" }, list.map(drawPassed))),
    folded("unmeasured", "not_measurable_head", of("not_measurable").filter((finding) => finding.scored), drawByReason),
    folded("unscored", "not_scored_head", of("not_measurable").filter((finding) => !finding.scored), drawByReason),
    folded("absent", "not_applicable", of("not_applicable"), drawAbsent),
    drawLimits(),
  );
  for (const id of open) if (byId(id)) byId(id).open = true;
}

function drawGroup(key, findings) {
  if (!findings.length) return null;
  const head = el("h3", {}, word(key), el("span", { class: "count" }, findings.length));
  // The head and its first finding hold together, on paper too.
  return el("div", { class: "group" }, el("div", { class: "together" }, head, drawFinding(findings[0])), findings.slice(1).map(drawFinding));
}

function folded(id, key, findings, body) {
  if (!findings.length) return null;
  return el("details", { id, class: "card folded" },
    el("summary", {}, el("h3", {}, word(key), el("span", { class: "count" }, findings.length))), body(findings));
}

function drawFinding(finding) {
  return el(
    "article",
    { class: `finding card ${finding.verdict}`, id: `finding-${finding.number}`, "data-rule": finding.rule, "aria-labelledby": `title-${finding.number}` },
    el(
      "header",
      {},
      badge(finding.verdict, finding.number),
      el("h4", { id: `title-${finding.number}` }, el("span", { class: "unseen" }, `${word(finding.verdict)}: `), say(finding.title)),
      finding.critical && el("span", { class: "chip critical" }, word("critical")),
      el("span", { class: "chip" }, say(finding.group)),
    ),
    el("p", { class: "message" }, say(finding.message)),
    finding.scale && drawScale(finding),
    drawSure(finding.errors),
    finding.steps.length > 0 && drawSteps(finding),
    drawEvidence(finding),
    finding.verdict === "review" && finding.reason && el("p", { class: "why" }, el("b", {}, `${word("why_review")} `), say(finding.reason)),
    finding.suggestion && el("p", { class: "instead" }, el("b", {}, word("instead")), say(finding.suggestion)),
    drawClause(finding),
  );
}

// How often the measure is wrong, folded: it is asked seldom, and then it matters.
function drawSure(errors) {
  if (!errors.length) return null;
  return el("details", { class: "sure" }, el("summary", {}, word("how_sure")),
    el("p", {}, word("how_sure_about")), el("ul", {}, errors.map((line) => el("li", {}, say(line)))));
}

function drawClause(finding) {
  const { document: source, section } = finding.clause;
  return el("p", { class: "clause" }, `${word("source")}${lang === "zh" ? "：" : ": "}${say(source)} §${section}`);
}

function drawScale(finding) {
  const { value, low, high, low_text: lowText, high_text: highText } = finding.scale;
  const percent = (share) => `${(share * 100).toFixed(2)}%`;
  const text = `${word("measured")} ${say(finding.scale.value_text)}; ${word("limit")} ${say(finding.scale.limit_text)}`;
  const edge = (share, label) => label !== null &&
    el("span", { class: "edge", place: { left: percent(share) } }, label);
  const side = value > 0.75 ? " to-left" : value < 0.25 ? " to-right" : "";
  return el(
    "div",
    { class: `scale ${finding.verdict}`, role: "img", "aria-label": text },
    el("div", { class: "line" },
      el("div", { class: "zone", place: { left: percent(low), width: percent(high - low) } }),
      edge(low, lowText), edge(high, highText),
      el("div", { class: "value", place: { left: percent(value) } }),
      el("span", { class: `value-text${side}`, place: { left: percent(value) } }, say(finding.scale.value_text)),
    ),
    el("span", { class: "limit" }, `${word("limit")} ${say(finding.scale.limit_text)}`),
  );
}

function placeButton(finding, place, text) {
  const time = clock(place.start, true);
  return el(
    "button",
    { type: "button", class: "place-button", "data-start": place.start, on: { click: () => playPlace(finding, place.start) } },
    draw("svg", { viewBox: "0 0 24 24", width: 14, height: 14, "aria-hidden": "true" }, draw("path", { d: ICONS.play })),
    el("span", { class: "unseen" }, word(audio ? "play_from" : "go_to", { time })),
    el("span", { class: "at", "aria-hidden": "true" }, text || !place.end ? time : `${time} – ${clock(place.end, true)}`),
    place.speaker && el("span", { class: `who-said ${place.speaker}` }, speakerName(place.speaker)),
    text && el("q", {}, text),
  );
}

function drawEvidence(finding) {
  if (!finding.evidence.length) return null;
  const items = finding.evidence.map((place, index) =>
    el("li", { hidden: index >= MOST_PLACES, class: index >= 3 ? "beyond-print" : place.text ? null : "unsaid" }, placeButton(finding, place, place.text)));
  const hidden = finding.evidence.length - MOST_PLACES;
  // Steps have times of their own: what stands here made them due, or is where they were looked for.
  const due = finding.steps.length > 0 && el("li", { class: "due" }, word(finding.evidence[0].text ? "due_since" : "looked_here"));
  const list = el("ul", { class: "evidence", "aria-label": word("places") }, due, items);
  if (hidden <= 0) return list;
  const more = el("button", { type: "button", class: "more", on: { click: () => {
    for (const item of items) item.hidden = false;
    more.remove();
  } } }, word("more_places", { count: hidden }));
  return [list, more];
}

function drawSteps(finding) {
  return el("ol", { class: "steps" }, finding.steps.map((step) => el(
    "li",
    { class: step.found ? "found" : "missing" },
    el("span", { class: "sign", "aria-hidden": "true" }, step.found ? "✓" : "✕"),
    el("span", {}, say(step.title), !step.found && !step.waited && el("em", {}, ` ${word("step_missing")}`)),
    step.waited && el("span", { class: "quiet" }, word("waited", { value: say(step.waited) }), step.expected && ` (${say(step.expected)})`),
    step.start !== null && placeButton(finding, { start: step.start, speaker: null }, step.text),
  )));
}

function drawPassed(finding) {
  const found = finding.steps.filter((step) => step.found).map((step) => say(step.title)).join(between());
  return el("li", {}, badge("pass"),
    el("div", {}, el("span", { class: "passed-title" }, say(finding.title)), found && el("small", {}, found), finding.scale && [drawScale(finding), drawSure(finding.errors)]),
    finding.evidence.length > 0 && isPlace(finding.evidence[0]) && placeButton(finding, finding.evidence[0], finding.evidence[0].text ? shorten(finding.evidence[0].text) : null));
}

const shorten = (text) => (text.length > 14 ? `${text.slice(0, 13)}…` : text);

function drawByReason(findings) {
  const reasons = new Map();
  for (const finding of findings) {
    const reason = say(finding.reason);
    reasons.set(reason, [...(reasons.get(reason) || []), say(finding.title)]);
  }
  return el("dl", { class: "reasons" }, [...reasons].map(([reason, titles]) =>
    [el("dt", {}, reason, el("span", { class: "count" }, titles.length)), el("dd", {}, titles.join(between()))]).flat());
}

function drawAbsent(findings) {
  return el("p", { class: "quiet" }, findings.map((finding) => say(finding.title)).join(between()));
}

function drawLimits() {
  if (!data.limits.length && !data.unrecognised.length) return null;
  const unsaid = data.unrecognised.map(([start, end, speaker, reason]) =>
    `${clock(start)}–${clock(end)} ${speaker ? speakerName(speaker) : ""} ${word("unrecognised")}${lang === "zh" ? "：" : ": "}${say(reason)}`);
  return el("details", { id: "limits", class: "card folded" },
    el("summary", {}, el("h3", {}, word("limits"), el("span", { class: "count" }, data.limits.length + unsaid.length))),
    el("ul", { class: "limits" }, [...data.limits.map(say), ...unsaid].map((limit) => el("li", {}, limit))));
}
