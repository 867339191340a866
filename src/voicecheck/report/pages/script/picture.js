// The call as a picture: a lane for each party, what happened between them, and every finding where it happened.

const LANE = { wave: 54, words: 18, curves: 40, events: 24, axis: 20, gap: 4 };
const WORD_PIXELS_PER_SECOND = 46;
const MOST_PIXELS = 60000;
const AXIS_STEPS = [0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 1800];

const picture = { zoom: 1, width: 0, perSecond: 1, playhead: null, layout: null, words: [], spots: [] };

const numbered = data.findings.filter((finding) => finding.number);
const at = (seconds) => seconds * picture.perSecond;

function drawPicture() {
  const scroller = byId("scroller");
  const visible = picture.printing || Math.max(scroller.clientWidth, 280);
  picture.width = Math.min(Math.round(visible * picture.zoom), MOST_PIXELS);
  picture.perSecond = picture.width / Math.max(data.duration, 0.1);
  picture.words = [];
  const pins = placePins();
  picture.spots = pins.spots;
  picture.layout = layOut(pins.height);
  const { height } = picture.layout;
  const image = draw("svg", {
    width: picture.printing ? "100%" : picture.width,
    height: picture.printing ? null : height,
    viewBox: `0 0 ${picture.width} ${height}`,
    role: "img",
    "aria-label": describeCall(),
  });
  image.append(patterns(), drawAxis(), drawPlaces());
  picture.layout.lanes.forEach((lane) => image.append(drawLane(lane)));
  image.append(drawEvents(), drawPins(pins.spots), drawPlayhead());
  show(scroller, image);
  showSpot(null);
  drawGutter();
  movePlayhead(player.time, {});
}

// Vertical places. With two parties the events lie between them.
function layOut(pinsHeight) {
  let y = pinsHeight + LANE.gap;
  const lanes = [];
  const block = (lane) => {
    const placed = { lane, wave: y, words: y + LANE.wave + 2, curves: y + LANE.wave + LANE.words + LANE.gap };
    const hasCurves = lane.f0.length > 0;
    y = hasCurves ? placed.curves + LANE.curves + LANE.gap : placed.words + LANE.words + LANE.gap;
    lanes.push({ ...placed, hasCurves, range: pitchRange(lane), end: y });
  };
  block(data.lanes[0]);
  const events = y;
  y += LANE.events + LANE.gap;
  if (data.lanes.length > 1) block(data.lanes[1]);
  return { lanes, events, top: pinsHeight, bottom: y, height: y + LANE.axis };
}

function patterns() {
  const hatch = (id, gap) =>
    draw(
      "pattern",
      { id, width: gap, height: gap, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" },
      draw("line", { x1: 0, y1: 0, x2: 0, y2: gap, class: id }),
    );
  return draw("defs", {}, hatch("hatch-raised", 6), hatch("hatch-silence", 5), hatch("hatch-overlap", 4));
}

function drawAxis() {
  const { bottom, top } = picture.layout;
  const step = AXIS_STEPS.find((seconds) => at(seconds) >= 64) || AXIS_STEPS[AXIS_STEPS.length - 1];
  const group = draw("g", { class: "axis" });
  for (let count = 0; count * step <= data.duration; count += 1) {
    const x = at(count * step).toFixed(1);
    group.append(draw("line", { x1: x, x2: x, y1: top, y2: bottom }));
    if (Number(x) + 30 < picture.width) {
      group.append(draw("text", { x: Number(x) + 3, y: bottom + 14 }, clock(count * step, step < 1)));
    }
  }
  return group;
}

function drawLane(placed) {
  const { lane, wave, words, curves } = placed;
  const group = draw("g", { class: `lane ${lane.speaker || "speech"}` });
  for (const turn of data.turns) {
    if (lane.speaker && turn.speaker !== lane.speaker) continue;
    const own = lane.speaker ? "" : turn.speaker || "";
    const [x, width] = [at(turn.start), Math.max(at(turn.end - turn.start), 1.5)];
    const box = { x, y: wave, width, height: LANE.wave, rx: 4 };
    group.append(draw("rect", { ...box, class: `turn ${own}` }));
    if (turn.raised) {
      group.append(draw("rect", { ...box, class: "raised" }));
      if (width > 14) group.append(draw("path", { class: "raised-sign", d: `M${x + 3} ${wave + 10}l5 -8 5 8z` }));
    }
    group.append(drawWords(turn, x, width, words + 13));
  }
  group.append(
    draw("path", { class: "wave", d: wavePath(lane, picture.perSecond, wave + LANE.wave / 2, LANE.wave / 2 - 3) }),
  );
  if (picture.printing) group.append(draw("text", { class: "lane-label", x: 2, y: wave + 12 }, speakerName(lane.speaker)));
  if (placed.hasCurves) {
    group.append(draw("path", { class: "level", d: levelPath(lane, picture.perSecond, curves, LANE.curves) }));
    if (placed.range) {
      const y = pitchY(placed.range.median, curves, LANE.curves, placed.range);
      group.append(
        draw("line", { class: "median", x1: 0, x2: picture.width, y1: y, y2: y }),
        draw("path", { class: "pitch", d: pitchPath(lane, picture.perSecond, curves, LANE.curves, placed.range) }),
      );
    }
  }
  return group;
}

// Every word in its place where there is room, else as much of the turn's text as fits under it.
function drawWords(turn, x, width, y) {
  const group = draw("g", { class: `said ${turn.speaker || "speech"}` });
  if (picture.perSecond >= WORD_PIXELS_PER_SECOND && turn.words.length) {
    for (const [start, end, text] of turn.words) {
      const drawn = draw("text", { x: at(start), y, class: "word" }, text);
      picture.words.push({ start, end, drawn });
      group.append(drawn);
    }
    return group;
  }
  let room = width - 2;
  let shown = "";
  for (const char of turn.text) {
    room -= char > "\u2e80" ? 12 : 6.6;
    if (room < 0) {
      shown = shown.length > 1 ? `${shown.slice(0, -1)}…` : "";
      break;
    }
    shown += char;
  }
  if (shown) group.append(draw("text", { x: x + 1, y }, shown));
  return group;
}

function drawEvents() {
  const { events } = picture.layout;
  const group = draw("g", { class: "events" });
  const box = (start, end, name, height) =>
    draw("rect", {
      x: at(start), y: events + (LANE.events - height) / 2, width: Math.max(at(end - start), 2), height, rx: 2, class: name,
    });
  for (const [start, end, excused] of data.silences) {
    group.append(box(start, end, excused ? "silence excused" : "silence", 12));
    const text = `${(end - start).toFixed(1)} s`;
    if (at(end - start) > 40) {
      const middle = at((start + end) / 2);
      group.append(
        draw("rect", { class: "plate", x: middle - 17, y: events + 4, width: 34, height: 16, rx: 3 }),
        draw("text", { x: middle, y: events + 16, "text-anchor": "middle" }, text),
      );
    }
  }
  for (const [start, end] of data.rings) {
    const x = at(start);
    group.append(box(start, end, "tone", 18));
    if (at(end - start) >= 13) {
      group.append(draw("path", { class: "bell", d: `M${x + 3} ${events + 16}h8l-1.5 -2v-4a2.5 2.5 0 0 0 -5 0v4z` }));
    }
  }
  for (const [start, end, , kind] of data.overlaps) group.append(box(start, end, `overlap ${kind}`, LANE.events));
  return group;
}

// The stretch of every place of a finding, behind the lane of the party that it is about.
function drawPlaces() {
  const { lanes, top, bottom } = picture.layout;
  const group = draw("g", { class: "places" });
  for (const finding of numbered) {
    for (const place of finding.evidence) {
      const own = lanes.find((placed) => placed.lane.speaker && placed.lane.speaker === place.speaker);
      const from = own ? own.wave - 2 : top;
      group.append(
        draw("rect", {
          class: `place ${finding.verdict}${place.text ? "" : " unsaid"}`,
          "data-rule": finding.rule,
          x: at(place.start), y: from,
          width: Math.max(at(place.end - place.start), 2),
          height: (own ? own.end - 2 : bottom) - from,
        }),
      );
    }
  }
  return group;
}

function drawPlayhead() {
  const { bottom } = picture.layout;
  picture.playhead = draw("g", { class: "playhead" }, draw("line", { x1: 0, x2: 0, y1: 0, y2: bottom }),
    draw("path", { d: `M-5 ${bottom + 7}L0 ${bottom}L5 ${bottom + 7}Z` }));
  return picture.playhead;
}

function movePlayhead(time, how) {
  const x = at(time);
  picture.playhead.setAttribute("transform", `translate(${x.toFixed(1)} 0)`);
  for (const one of picture.words) one.drawn.classList.toggle("lit", one.start <= time && time < one.end);
  const scroller = byId("scroller");
  const [left, room] = [scroller.scrollLeft, scroller.clientWidth];
  if (picture.zoom > 1 && (how.sought || player.playing) && (x < left + 8 || x > left + room * 0.9)) {
    scroller.scrollLeft = x - room * 0.25;
  }
}

function drawGutter() {
  const names = [];
  const name = (top, text, small, classes) =>
    names.push(el("span", { class: classes, place: { top: `${top}px` } }, text, small && el("small", {}, small)));
  for (const placed of picture.layout.lanes) {
    const speaker = placed.lane.speaker || "speech";
    name(placed.wave + LANE.wave / 2 - 10, word(speaker), null, `lane-name ${speaker}`);
    if (placed.hasCurves) {
      name(placed.curves + 1, word("pitch"), placed.range && `${placed.range.median} Hz`, "curve-name pitch-name");
      name(placed.curves + 20, word("level"), null, "curve-name level-name");
    }
  }
  name(picture.layout.events + 4, word("events"), null, "curve-name");
  show(byId("gutter"), names);
  byId("gutter").style.setProperty("height", `${picture.layout.height}px`);
}

function describeCall() {
  const counts = ["ring", "silence", "interruption", "raised"].map((key) => `${word(key)} ${countOf(key)}`);
  return `${word("picture")}: ${clock(data.duration)}; ${counts.join(", ")}; ${word("fail")} ${
    numbered.filter((finding) => finding.verdict === "fail").length}`;
}

const countOf = (key) => ({
  ring: data.rings.length,
  silence: data.silences.length,
  interruption: data.overlaps.filter((overlap) => overlap[3] === "interruption").length,
  raised: data.turns.filter((turn) => turn.raised).length,
})[key];

function drawLegend() {
  const has = (kind) => data.overlaps.some((overlap) => overlap[3] === kind);
  const items = [
    ["ring", data.rings.length > 0],
    ["silence", data.silences.some((silence) => !silence[2])],
    ["silence_excused", data.silences.some((silence) => silence[2])],
    ["interruption", has("interruption")],
    ["backchannel", has("backchannel")],
    ["handover", has("handover")],
    ["raised", countOf("raised") > 0],
    ["pitch", data.lanes.some((lane) => lane.f0.length)],
    ["level", data.lanes.some((lane) => lane.level.length)],
  ];
  const signs = items.filter(([, shown]) => shown).map(([key]) => el("li", {}, el("i", { class: `key-${key}` }), word(key)));
  const verdicts = ["fail", "review"]
    .filter((verdict) => numbered.some((finding) => finding.verdict === verdict))
    .map((verdict) => el("li", {}, badge(verdict, "n"), word(verdict)));
  const shared = picture.spots.some((spot) => spot.findings.length > 1);
  show(byId("legend"), verdicts, shared && el("li", {}, el("b", {}, "+n"), word("more_here")), signs);
  byId("picture-hint").textContent = word(audio ? "picture_hint" : "picture_hint_silent");
}

function zoomTo(zoom) {
  const scroller = byId("scroller");
  const widest = Math.max(1, Math.min(MOST_PIXELS, data.duration * 120) / Math.max(scroller.clientWidth, 1));
  const chosen = Math.min(Math.max(zoom, 1), widest);
  if (chosen === picture.zoom) return;
  picture.zoom = chosen;
  drawPicture();
  scroller.scrollLeft = at(player.time) - scroller.clientWidth / 2;
  byId("zoom-out").disabled = chosen <= 1;
  byId("zoom-in").disabled = chosen >= widest;
}

const zoomBy = (factor) => zoomTo(picture.zoom * factor);

Object.assign(KEYS, { Escape: () => showSpot(null), "+": () => zoomBy(2), "=": () => zoomBy(2), "-": () => zoomBy(0.5), 0: () => zoomTo(1) });

function startPicture() {
  byId("zoom-in").addEventListener("click", () => zoomBy(2));
  byId("zoom-out").addEventListener("click", () => zoomBy(0.5));
  byId("zoom-fit").addEventListener("click", () => zoomTo(1));
  byId("zoom-out").disabled = true;
  const scroller = byId("scroller");
  const timeOf = (event) => {
    const box = scroller.firstElementChild.getBoundingClientRect();
    return ((event.clientX - box.left) / box.width) * data.duration;
  };
  scroller.addEventListener("click", (event) => {
    showSpot(null);
    const time = timeOf(event);
    const turn = turnAt(time);
    seek(time, { play: true, what: turn ? `${speakerName(turn.speaker)} ${turn.text}` : "" });
  });
  scroller.addEventListener("pointermove", (event) => showTip(event, timeOf(event)));
  scroller.addEventListener("scroll", () => showSpot(null));
  scroller.addEventListener("pointerleave", () => { byId("tip").hidden = true; });
  let width = 0;
  new ResizeObserver(() => {
    if (scroller.clientWidth === width || picture.printing) return;
    width = scroller.clientWidth;
    drawPicture();
  }).observe(scroller);
  window.addEventListener("beforeprint", () => printing(1040));
  window.addEventListener("afterprint", () => printing(0));
  player.followers.push(movePlayhead);
  listeners.language.push(drawPicture, drawLegend);
}

let zoomBefore = 1;

function printing(width) {
  if (width && !picture.printing) zoomBefore = picture.zoom;
  picture.printing = width;
  picture.zoom = width ? 1 : zoomBefore;
  drawPicture();
  unfoldForPrint(Boolean(width));
}

// Paper cannot be unfolded: what is folded on the screen is printed open, and folded again afterwards.
function unfoldForPrint(printed) {
  for (const details of document.querySelectorAll("#finding-list details")) {
    if (printed && !details.open) {
      details.dataset.folded = "yes";
      details.open = true;
    } else if (!printed && details.dataset.folded) {
      delete details.dataset.folded;
      details.open = false;
    }
  }
}

function showTip(event, time) {
  const tip = byId("tip");
  const turn = turnAt(time);
  tip.hidden = event.pointerType === "touch";
  show(tip, el("b", {}, clock(time, true)), turn && ` ${speakerName(turn.speaker)} `, turn && turn.text.slice(0, 60));
  const stage = byId("stage").getBoundingClientRect();
  const left = Math.min(event.clientX - stage.left + 14, stage.width - tip.offsetWidth - 4);
  tip.style.setProperty("left", `${Math.max(left, 0)}px`);
  tip.style.setProperty("top", `${event.clientY - stage.top + 18}px`);
}
