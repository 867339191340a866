// Small charts as SVG: every figure that is drawn also stands in words, in a label or beside the picture.

const CHART_WIDTH = 560;

function frame(height, label, children, width) {
  return draw("svg", { viewBox: `0 0 ${width || CHART_WIDTH} ${height}`, role: "img", "aria-label": label, class: "small-chart" }, children);
}

// From values to places along a length; a range of no width gets some.
function spread(values, from, to) {
  const low = Math.min(...values);
  const high = Math.max(...values);
  const room = (high - low || Math.abs(high) || 1) * 0.15;
  const [start, end] = [low - room, high + room];
  const place = (value) => from + ((value - start) / (end - start)) * (to - from);
  return { place, start, end };
}

// The shares of the voice at every semitone as a hill around the speaker's usual pitch.
function hillPath(shares, most, left, step, floor, height) {
  const points = shares.map((share, index) => `${(left + index * step).toFixed(1)} ${(floor - (share / most) * height).toFixed(1)}`);
  return `M${left} ${floor}L${points.join("L")}L${(left + (shares.length - 1) * step).toFixed(1)} ${floor}Z`;
}

function pitchChart(pitch) {
  const [left, right, floor, height] = [70, CHART_WIDTH - 14, 128, 96];
  const step = (right - left) / (2 * pitch.reach);
  const x = (semitones) => left + (semitones + pitch.reach) * step;
  const most = Math.max(...pitch.own.shares, ...(pitch.reference ? pitch.reference.shares : []), 0.01);
  const ticks = [-12, -8, -4, 0, 4, 8, 12].map((semitones) => [
    draw("line", { class: semitones ? "grid" : "grid strong", x1: x(semitones), x2: x(semitones), y1: floor - height, y2: floor }),
    draw("text", { x: x(semitones), y: floor + 16, "text-anchor": "middle" }, semitones > 0 ? `+${semitones}` : String(semitones)),
  ]);
  const span = (one, y, name, kind) => [
    draw("text", { x: 0, y: y + 4, class: `row-name ${kind}` }, name),
    draw("line", { class: `span ${kind}`, x1: x(one.low), x2: x(one.high), y1: y, y2: y }),
    draw("path", { class: `span ${kind}`, d: `M${x(one.low)} ${y - 5}v10M${x(one.high)} ${y - 5}v10` }),
    one.range && draw("text", { x: Math.min(x(one.high) + 8, CHART_WIDTH - 60), y: y + 4, class: "row-value" }, say(one.range)),
  ];
  const label = [["you", pitch.own], ["reference", pitch.reference]]
    .filter(([, one]) => one && one.range).map(([key, one]) => `${word(key)} ${say(one.range)}`).join(", ");
  return frame(pitch.reference ? 200 : 178, `${word("pitch_range")}: ${label}`, [
    ticks,
    draw("path", { class: "hill own", d: hillPath(pitch.own.shares, most, left, step, floor, height) }),
    pitch.reference && draw("path", { class: "hill reference", d: hillPath(pitch.reference.shares, most, left, step, floor, height) }),
    draw("text", { x: right, y: floor + 30, "text-anchor": "end", class: "axis-name" }, word("pitch_axis")),
    span(pitch.own, floor + 40, word("you"), "own"),
    pitch.reference && span(pitch.reference, floor + 62, word("reference"), "reference")]);
}

const PAUSE_TICKS = [0.25, 0.5, 1, 2, 4, 8];

// One dot a pause, on a scale on which each step is twice as long; dots that would touch are stacked.
function pauseChart(rows) {
  const [left, right, rowHeight] = [70, CHART_WIDTH - 20, 62];
  const floor = rows.length * rowHeight + 6;
  const x = (seconds) => left + (Math.log2(Math.min(Math.max(seconds, 0.25), 8) / 0.25) / 5) * (right - left);
  const ticks = PAUSE_TICKS.map((seconds) => [
    draw("line", { class: "grid", x1: x(seconds), x2: x(seconds), y1: 4, y2: floor }),
    draw("text", { x: x(seconds), y: floor + 16, "text-anchor": "middle" }, `${seconds} s`),
  ]);
  const dots = rows.map(({ name, kind, lengths }, row) => {
    const middle = row * rowHeight + rowHeight / 2 + 4;
    const ends = [];
    return [
      draw("text", { x: 0, y: middle + 4, class: `row-name ${kind}` }, name),
      draw("line", { class: "grid", x1: left, x2: right, y1: middle, y2: middle }),
      !lengths.length && draw("text", { x: left + 8, y: middle - 6 }, word("no_pauses")),
      [...lengths].sort((one, other) => one - other).map((length) => {
        let level = ends.findIndex((end) => end <= x(length) - 9);
        if (level < 0) level = ends.length < 5 ? ends.push(0) - 1 : 0;
        ends[level] = x(length);
        const away = level % 2 ? -Math.ceil(level / 2) : level / 2;
        return draw("circle", { class: `pause ${kind}`, cx: x(length), cy: middle + away * 10, r: 4.5 });
      }),
    ];
  });
  const label = rows.map(({ name, lengths }) => `${name} ${lengths.length}`).join(", ");
  return frame(floor + 24, `${word("pause_lengths")}: ${label}`, [ticks, dots]);
}

const SMALL_WIDTH = 360;

// A measure over earlier calls, the present one last, its band behind it.
function historyChart(row) {
  const [left, right, top, floor] = [4, SMALL_WIDTH - 96, 14, 92];
  const values = row.values.map((one) => one.value);
  const shown = [...values, ...(row.band || []).filter((side) => side !== null), ...(row.reference === null ? [] : [row.reference])];
  const scale = spread(shown, floor, top);
  const x = (index) => (row.values.length === 1 ? right : left + 8 + (index / (row.values.length - 1)) * (right - left - 16));
  const clip = (y) => Math.min(Math.max(y, top - 10), floor + 10);
  const band = row.band && draw("rect", {
    class: "band", x: left, width: right - left,
    y: clip(row.band[1] === null ? top - 10 : scale.place(row.band[1])),
    height: Math.max(1, clip(row.band[0] === null ? floor + 10 : scale.place(row.band[0])) - clip(row.band[1] === null ? top - 10 : scale.place(row.band[1]))),
  });
  const points = row.values.map((one, index) => [x(index), scale.place(one.value)]);
  const last = points[points.length - 1];
  const told = row.values.map((one) => `${one.at || word("this_call")} ${say(one.text)}`).join("; ");
  return frame(124, `${say(row.title)}: ${told}`, [
    band,
    row.reference !== null && draw("line", { class: "reference-line", x1: left, x2: right, y1: scale.place(row.reference), y2: scale.place(row.reference) }),
    draw("path", { class: "trend", d: `M${points.map(([px, py]) => `${px.toFixed(1)} ${py.toFixed(1)}`).join("L")}` }),
    points.slice(0, -1).map(([px, py], index) =>
      draw("circle", { class: "past", cx: px, cy: py, r: 4 }, draw("title", {}, `${row.values[index].at} ${row.values[index].name}: ${say(row.values[index].text)}`))),
    draw("path", { class: "now", d: `M${last[0]} ${last[1] - 8}l8 8l-8 8l-8 -8z` }),
    draw("text", { class: "now-value", x: last[0] + 13, y: last[1] + 5 }, row.values[row.values.length - 1].short),
    draw("text", { x: left, y: 118 }, row.values[0].at || ""),
    draw("text", { x: right, y: 118, "text-anchor": "end" }, word("this_call"))], SMALL_WIDTH);
}
