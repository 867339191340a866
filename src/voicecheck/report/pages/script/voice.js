// The agent's voice through the call: pace inside its band, pitch, and where the pauses are, on one line of time.

const VOICE = { left: 92, pace: 150, pitch: 64, loudness: 44, speech: 34, gap: 14, axis: 22, low: 10 };
const VOICE_STEPS = [5, 10, 15, 30, 60, 120, 300, 600];
const voice = { playhead: null, x: null, scale: null };

function drawVoice() {
  const box = byId("voice-picture");
  const width = Math.max(box.clientWidth, 320);
  const right = width - 10;
  voice.x = (seconds) => VOICE.left + (seconds / Math.max(data.duration, 0.1)) * (right - VOICE.left);
  const tops = { pace: VOICE.low, pitch: VOICE.low + VOICE.pace + VOICE.gap };
  tops.loudness = tops.pitch + VOICE.pitch + VOICE.gap;
  tops.speech = tops.loudness + VOICE.loudness + VOICE.gap;
  const bottom = tops.speech + VOICE.speech;
  voice.playhead = draw("g", { class: "playhead" }, draw("line", { x1: 0, x2: 0, y1: VOICE.low, y2: bottom }));
  show(box, draw("svg", { width, height: bottom + VOICE.axis, viewBox: `0 0 ${width} ${bottom + VOICE.axis}`, role: "img", "aria-label": describeVoice() },
    voiceAxis(bottom), voicePace(tops.pace, right), voicePitch(tops.pitch, right), voiceLoudness(tops.loudness), voiceSpeech(tops.speech), voiceMoments(tops.pace, bottom), voice.playhead));
  moveVoice(player.time);
}

function describeVoice() {
  const { text, bandText } = data.pace;
  return `${word("pace")}: ${text ? word("your_pace", { value: say(text) }) : "–"}${bandText ? `; ${word("band")} ${say(bandText)}` : ""}`;
}

function voiceAxis(bottom) {
  const step = VOICE_STEPS.find((seconds) => voice.x(seconds) - voice.x(0) >= 60) || 600;
  const group = draw("g", { class: "axis" });
  for (let time = 0; time <= data.duration; time += step) {
    group.append(draw("line", { x1: voice.x(time), x2: voice.x(time), y1: VOICE.low, y2: bottom }));
    // A number that would be cut at the edge is left out.
    if (voice.x(time) + 34 <= voice.x(data.duration)) group.append(draw("text", { x: voice.x(time) + 3, y: bottom + 15 }, clock(time)));
  }
  return group;
}

function voicePace(top, right) {
  const { turns, band, value, reference, unit } = data.pace;
  const group = draw("g", { class: "lane agent" }, draw("text", { class: "lane-label", x: 0, y: top + VOICE.pace / 2 + 4 }, word("pace")));
  const values = [...turns.map((turn) => turn[2]), ...(band || []).filter((side) => side !== null)];
  if (!values.length) return group;
  const { place } = spread([...values, ...(reference === null ? [] : [reference])], top + VOICE.pace, top);
  const level = (text, y, kind) => draw("text", { class: kind, x: VOICE.left - 6, y: y + 4, "text-anchor": "end" }, text);
  if (band) {
    const high = band[1] === null ? top : place(band[1]);
    const low = band[0] === null ? top + VOICE.pace : place(band[0]);
    group.append(draw("rect", { class: "band", x: VOICE.left, y: high, width: right - VOICE.left, height: low - high }));
    for (const side of band) if (side !== null) group.append(level(String(side), place(side), "band-edge"));
  }
  const line = (at, kind, text) => [
    draw("line", { class: kind, x1: VOICE.left, x2: right, y1: place(at), y2: place(at) }),
    draw("text", { class: `${kind}-name`, x: right, y: place(at) - 4, "text-anchor": "end" }, text),
  ];
  if (reference !== null) group.append(...line(reference, "reference-line", word("reference_pace", { value: Math.round(reference) })));
  if (value !== null && reference === null) group.append(...line(value, "mean-line", word("your_pace", { value: Math.round(value) })));
  for (const [start, end, pace, text] of turns) {
    const out = isOutside(pace, band);
    group.append(draw("rect", { class: `pace-bar${out ? " out" : ""}`, x: voice.x(start), y: place(pace) - 4, width: Math.max(voice.x(end) - voice.x(start), 4), height: 8, rx: 4 },
      draw("title", {}, `${clock(start)} · ${Math.round(pace)} ${say(unit)}${text ? ` · ${text}` : ""}`)));
  }
  return group;
}

function voicePitch(top, right) {
  const lane = data.lanes.find((one) => one.speaker === "agent");
  const group = draw("g", { class: "lane agent" }, draw("text", { class: "lane-label", x: 0, y: top + 16 }, word("pitch")));
  if (!lane || !lane.f0.some((f0) => f0 !== null)) return group;
  const voiced = lane.f0.filter((f0) => f0 !== null).sort((one, other) => one - other);
  const middle = voiced[Math.floor(voiced.length / 2)];
  const y = (f0) => top + VOICE.pitch / 2 - Math.max(-1, Math.min(1, Math.log2(f0 / middle))) * (VOICE.pitch / 2);
  group.append(draw("line", { class: "median", x1: VOICE.left, x2: right, y1: y(middle), y2: y(middle) }),
    draw("text", { class: "band-edge", x: VOICE.left - 6, y: y(middle) + 4, "text-anchor": "end" }, `${middle} Hz`));
  let path = "";
  let pen = false;
  lane.f0.forEach((f0, index) => {
    if (f0 !== null) path += `${pen ? "L" : "M"}${voice.x((index + 0.5) / data.curveRate).toFixed(1)} ${y(f0).toFixed(1)}`;
    pen = f0 !== null;
  });
  group.append(draw("path", { class: "pitch", d: path }));
  return group;
}

// How loud, on the line of time; turns in a raised voice are marked.
function voiceLoudness(top) {
  const lane = data.lanes.find((one) => one.speaker === "agent");
  const group = draw("g", { class: "lane agent" }, draw("text", { class: "lane-label", x: 0, y: top + VOICE.loudness / 2 + 4 }, word("loudness")));
  if (!lane || !lane.level.some((level) => level !== null)) return group;
  const perSecond = (voice.x(data.duration) - VOICE.left) / Math.max(data.duration, 0.1);
  group.append(draw("path", { class: "loudness", transform: `translate(${VOICE.left} 0)`, d: levelPath(lane, perSecond, top, VOICE.loudness) }));
  for (const turn of data.turns.filter((one) => one.speaker === "agent" && one.raised)) {
    group.append(draw("rect", { class: "raised-turn", x: voice.x(turn.start), y: top - 3, width: Math.max(voice.x(turn.end) - voice.x(turn.start), 3), height: VOICE.loudness + 6, rx: 3 },
      draw("title", {}, `${clock(turn.start, true)} · ${word("raised_here")}`)));
  }
  return group;
}

function drawVoiceLegend() {
  const { turns, band, reference } = data.pace;
  const outside = turns.filter((turn) => isOutside(turn[2], band)).length;
  const items = [
    ["bar_inside", turns.length > outside],
    ["bar_outside", outside > 0],
    ["pace_band", Boolean(band)],
    [reference === null ? "mean_line" : "reference_line", turns.length > 0],
    ["usual_pitch", data.lanes.some((lane) => lane.speaker === "agent" && lane.f0.length)],
    ["raised_here", data.turns.some((turn) => turn.speaker === "agent" && turn.raised)],
    ["pause_sign", data.pauses.length > 0],
  ];
  const kinds = [...new Set(data.findings.map((moment) => moment.verdict))].map((kind) =>
    el("li", {}, momentSign({ verdict: kind, number: "n" }, 18), word(`kind_${kind}`)));
  show(byId("voice-legend"), kinds, items.filter(([, shown]) => shown).map(([key]) => el("li", {}, el("i", { class: `key-${key}` }), word(key))));
}

const isOutside = (pace, band) => Boolean(band && ((band[0] !== null && pace < band[0]) || (band[1] !== null && pace > band[1])));

function voiceSpeech(top) {
  const group = draw("g", { class: "lane agent" }, draw("text", { class: "lane-label", x: 0, y: top + 22 }, word("pauses")));
  for (const turn of data.turns.filter((one) => one.speaker === "agent")) {
    for (const [start, end] of turn.pieces) {
      group.append(draw("rect", { class: "spoken-piece", x: voice.x(start), y: top + 8, width: Math.max(voice.x(end) - voice.x(start), 1), height: 18, rx: 2 }));
    }
  }
  for (const [start, end] of data.pauses) {
    group.append(draw("rect", { class: "paused-piece", x: voice.x(start), y: top + 3, width: Math.max(voice.x(end) - voice.x(start), 2), height: 28, rx: 2 },
      draw("title", {}, `${clock(start, true)} · ${(end - start).toFixed(2)} s`)));
  }
  return group;
}

function voiceMoments(top, bottom) {
  return data.findings.map((moment) => {
    const x = voice.x(moment.evidence[0].start);
    const sign = momentSign(moment, 20);
    sign.setAttribute("x", Math.min(x - 10, voice.x(data.duration) - 20));
    sign.setAttribute("y", top - 10);
    return draw("g", { class: `pin ${moment.verdict}` }, draw("line", { class: `stem ${moment.verdict}`, x1: x, x2: x, y1: top + 10, y2: bottom }), sign);
  });
}

function moveVoice(time) {
  if (voice.playhead) voice.playhead.setAttribute("transform", `translate(${voice.x(time).toFixed(1)} 0)`);
}

function startVoice() {
  const box = byId("voice-picture");
  box.addEventListener("click", (event) => {
    const image = box.firstElementChild.getBoundingClientRect();
    const share = (event.clientX - image.left - VOICE.left) / (voice.x(data.duration) - VOICE.left);
    if (share < 0) return;
    const time = share * data.duration;
    const turn = data.pace.turns.find(([start, end]) => start <= time && time <= end);
    seek(turn ? turn[0] : time, { play: true, what: turn ? turn[3] : "" });
  });
  let width = 0;
  new ResizeObserver(() => {
    if (box.clientWidth === width) return;
    width = box.clientWidth;
    drawVoice();
  }).observe(box);
  player.followers.push(moveVoice);
  listeners.language.push(drawVoice, drawVoiceLegend);
}
