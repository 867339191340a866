// What went well, what to try, what to hear again; then the figures beside the good call and the earlier ones.

const PLAY = "M8 5v14l11-7z";

function momentSign(moment, size) {
  return draw("svg", { class: `sign ${moment.verdict}`, viewBox: "0 0 24 24", width: size, height: size, "aria-hidden": "true" },
    moment.verdict === "keep" ? draw("path", { d: "M12 1.5 22.5 12 12 22.5 1.5 12z" }) : draw("circle", { cx: 12, cy: 12, r: 10.5 }),
    draw("text", { x: 12, y: 16.3, "text-anchor": "middle" }, String(moment.number)));
}

function showFinding(moment) {
  for (const card of document.querySelectorAll(".moment")) card.classList.toggle("active", card.dataset.rule === moment.rule);
}

function playButton(start, what, classes) {
  const time = clock(start, true);
  return el("button", { type: "button", class: classes, "data-start": start, on: { click: () => seek(start, { play: true, what: say(what) }) } },
    draw("svg", { viewBox: "0 0 24 24", width: 18, height: 18, "aria-hidden": "true" }, draw("path", { d: PLAY })),
    el("span", { class: "unseen" }, word(audio ? "play_from" : "go_to", { time })),
    el("span", { class: "at", "aria-hidden": "true" }, time));
}

function drawChosen() {
  show(byId("well-list"), data.well.length
    ? el("ul", { class: "chosen" }, data.well.map((one) => el("li", {}, badge("pass"),
      el("div", {}, el("b", {}, say(one.title)), one.detail && el("p", {}, say(one.detail))))))
    : el("p", { class: "quiet" }, word("well_none")));
  show(byId("try-list"), data.toTry.length
    ? el("ul", { class: "chosen" }, data.toTry.map((one) => el("li", {}, el("span", { class: "arrow", "aria-hidden": "true" }, "→"),
      el("div", {}, el("b", {}, say(one.suggestion || one.title)),
        el("p", {}, say(one.title), one.detail && ` · ${say(one.detail)}`), one.moment && hearIt(data.findings[one.moment - 1])))))
    : el("p", { class: "quiet" }, word("try_none")));
}

// The same moment as the card below shows.
const hearIt = (moment) => el("p", { class: "hear-it" }, momentSign(moment, 22), playButton(moment.evidence[0].start, moment.title, "place-button"));

function drawMoments() {
  show(byId("moment-list"), data.findings.map((moment) => {
    const place = moment.evidence[0];
    return el("li", { class: `moment card ${moment.verdict}`, "data-rule": moment.rule },
      el("header", {}, momentSign(moment, 24), el("span", { class: "kind" }, word(`kind_${moment.verdict}`)), playButton(place.start, moment.title, "play-moment")),
      el("h3", {}, say(moment.title)),
      place.text && el("q", {}, place.text),
      el("p", {}, say(moment.message)));
  }));
}

function drawPitchAndPauses() {
  show(byId("pitch-picture"), data.pitch
    ? [pitchChart(data.pitch), el("p", { class: "hint" }, word("pitch_about", { median: say(data.pitch.own.median) }))]
    : el("p", { class: "quiet" }, word("no_pitch")));
  const lengths = (pauses) => pauses.map(([start, end]) => end - start);
  const rows = [{ name: word("you"), kind: "own", lengths: lengths(data.pauses) }];
  if (data.reference) rows.push({ name: word("reference"), kind: "reference", lengths: lengths(data.reference.pauses) });
  show(byId("pause-picture"), rows.some((row) => row.lengths.length)
    ? [pauseChart(rows), el("p", { class: "hint" }, word("pause_about", { count: data.pauses.length }))]
    : el("p", { class: "quiet" }, word("no_pauses")));
}

function drawMeasures() {
  byId("reference-name").textContent = data.reference ? word("reference_is", { name: data.reference.name }) : "";
  const head = ["figure", "you", ...(data.reference ? ["reference"] : []), "band"];
  show(byId("measures"), el("table", { class: "figures-table" },
    el("thead", {}, el("tr", {}, head.map((key) => el("th", { scope: "col" }, word(key))))),
    el("tbody", {}, data.measures.map((measure) => el("tr", {},
      el("th", { scope: "row", title: say(measure.about) }, say(measure.title)),
      el("td", {}, el("b", {}, measure.value), el("small", {}, say(measure.unit))),
      data.reference && el("td", { class: measure.reference ? null : "none" }, measure.reference || "–"),
      el("td", { class: "on-scale" }, measure.scale ? measureScale(measure) : el("span", { class: "quiet" }, word("no_band"))))))));
}

function measureScale(measure) {
  const { value, low, high, low_text: lowText, high_text: highText, reference } = measure.scale;
  const percent = (share) => `${(share * 100).toFixed(2)}%`;
  const told = `${word(measure.inside ? "inside" : "outside")}; ${word("band")} ${say(measure.band)}`;
  return el("div", { class: `scale flat ${measure.inside ? "pass" : "review"}`, role: "img", "aria-label": told },
    el("div", { class: "line" },
      el("div", { class: "zone", place: { left: percent(low), width: percent(high - low) } }),
      lowText !== null && el("span", { class: "edge", place: { left: percent(low) } }, lowText),
      highText !== null && el("span", { class: "edge", place: { left: percent(high) } }, highText),
      reference !== null && el("div", { class: "other", place: { left: percent(reference) } }),
      el("div", { class: "value", place: { left: percent(value) } })));
}

function drawHistory() {
  byId("history").hidden = !data.history.length;
  show(byId("history-charts"), data.history.map((row) => el("figure", {}, el("figcaption", {}, say(row.title)), historyChart(row))));
}

// Without figures of the agent's voice there is nothing to draw: the page says why, and shows no empty charts.
function hideUnmeasured() {
  const measured = data.measures.length > 0;
  for (const id of ["voice", "pitch-and-pauses", "figures"]) byId(id).hidden = !measured;
  byId("no-voice").hidden = measured;
}

function drawUnmeasured() {
  const lines = [...data.unmeasured.map((one) => [el("b", {}, say(one.title)), ` ${say(one.reason)}`]), ...data.limits.map((one) => [say(one)])];
  const section = byId("unmeasured");
  const open = section.querySelector("details")?.open;
  section.hidden = !lines.length;
  show(section, el("details", { class: "card folded", open },
    el("summary", {}, el("h2", {}, word("unmeasured"), el("span", { class: "count" }, lines.length))),
    el("ul", { class: "limits" }, lines.map((line) => el("li", {}, line)))));
}

function drawFacts() {
  const rows = [{ key: "length", value: clock(data.duration) }, ...data.facts];
  show(byId("facts"), rows.map(({ key, value }) =>
    el("div", {}, el("dt", {}, data.words[key] ? word(key) : key), el("dd", {}, say(value)))));
  byId("voice-hint").textContent = word(audio ? "voice_hint" : "voice_hint_silent", { unit: say(data.pace.unit).trim() });
}

data.title = "practice";
hideUnmeasured();
listeners.language.push(drawFacts, drawChosen, drawMoments, drawPitchAndPauses, drawMeasures, drawHistory, drawUnmeasured);
startPlayer();
startListening();
startVoice();
startPage();
root.dataset.ready = "yes";
