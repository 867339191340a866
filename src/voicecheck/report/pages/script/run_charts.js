// The charts of a run: bars, whiskers and lines as SVG; what they show also stands in words.

const percentText = (share) => `${Math.round(share * 1000) / 10}%`;
const scoreText = (score) => String(Math.round(score * 10) / 10);

// A dot with its interval on a line from `from` to `to`; an upright line where the mean of all lies.
function whisker(estimate, { from, to, mean, text, kind, width }) {
  const [value, low, high] = estimate;
  const length = width || 220;
  const x = (number) => 6 + ((Math.min(Math.max(number, from), to) - from) / (to - from)) * (length - 12);
  const told = `${text(value)}${low === null ? "" : `, ${word("between_95", { low: text(low), high: text(high) })}`}`;
  return draw("svg", { class: `whisker ${kind || ""}`, viewBox: `0 0 ${length} 22`, width: length, height: 22, preserveAspectRatio: "xMinYMid", role: "img", "aria-label": told },
    draw("title", {}, told),
    draw("line", { class: "base", x1: 4, x2: length - 4, y1: 11, y2: 11 }),
    mean !== null && mean !== undefined && draw("line", { class: "mean", x1: x(mean), x2: x(mean), y1: 1, y2: 21 }),
    low !== null && draw("line", { class: "interval", x1: x(low), x2: x(high), y1: 11, y2: 11 }),
    low !== null && draw("path", { class: "interval", d: `M${x(low)} 6v10M${x(high)} 6v10` }),
    draw("circle", { class: "dot", cx: x(value), cy: 11, r: 4.5 }));
}

const BARS = { width: 560, height: 170, floor: 140, left: 48 };

function histogramChart(counts, onBar) {
  const most = Math.max(...counts, 1);
  const step = (BARS.width - BARS.left - 4) / counts.length;
  const bars = counts.map((count, index) => {
    const height = (count / most) * (BARS.floor - 18);
    const [low, high] = [(index * 100) / counts.length, ((index + 1) * 100) / counts.length];
    const told = word("calls_scoring", { low, high, count: count.toLocaleString(lang) });
    const x = BARS.left + index * step;
    return draw("g", { class: "bar-of-calls", tabindex: count ? 0 : null, role: count ? "button" : null, "aria-label": count ? told : null,
      on: count ? { click: () => onBar(low, high), keydown: (event) => {
        if (event.key === "Enter" || event.key === " ") {
          event.preventDefault();
          onBar(low, high);
        }
      } } : {} },
    draw("title", {}, told),
    draw("rect", { class: "hit", x, y: 0, width: step, height: BARS.floor }),
    draw("rect", { class: "fill", x: x + 1, y: BARS.floor - height, width: step - 2, height, rx: 2 }));
  });
  return draw("svg", { class: "small-chart", viewBox: `0 0 ${BARS.width} ${BARS.height}` },
    draw("line", { class: "grid strong", x1: BARS.left, x2: BARS.width - 4, y1: BARS.floor, y2: BARS.floor }),
    draw("text", { x: BARS.left - 6, y: 22, "text-anchor": "end" }, most.toLocaleString(lang)),
    bars,
    [0, 20, 40, 60, 80, 100].map((score) => draw("text", {
      x: BARS.left + (score / 100) * (BARS.width - BARS.left - 4), y: BARS.floor + 18, "text-anchor": score === 100 ? "end" : "middle" }, String(score))));
}

function trendChart({ starts, scores }) {
  const known = scores.map((score, index) => [index, score]).filter(([, score]) => score);
  const ends = known.flatMap(([, [value, low, high]]) => [value, low ?? value, high ?? value]);
  const { place } = spread(ends, BARS.floor, 12);
  const x = (index) => BARS.left + 12 + (starts.length === 1 ? 0.5 : index / (starts.length - 1)) * (BARS.width - BARS.left - 30);
  const every = Math.max(1, Math.ceil(starts.length / 6));
  const line = known.map(([index, [value]]) => `${x(index).toFixed(1)} ${place(value).toFixed(1)}`);
  const edges = [Math.min(...ends), Math.max(...ends)];
  return draw("svg", { class: "small-chart", viewBox: `0 0 ${BARS.width} ${BARS.height}`, role: "img", "aria-label": word("trend") },
    edges.map((value) => [
      draw("line", { class: "grid", x1: BARS.left, x2: BARS.width - 4, y1: place(value), y2: place(value) }),
      draw("text", { x: BARS.left - 6, y: place(value) + 4, "text-anchor": "end" }, scoreText(value))]),
    known.filter(([, score]) => score[1] !== null).map(([index, [, low, high]]) =>
      draw("line", { class: "span own soft", x1: x(index), x2: x(index), y1: place(low), y2: place(high) })),
    draw("path", { class: "trend", d: `M${line.join("L")}` }),
    known.map(([index, [value, low, high, count]]) => draw("circle", { class: "past", cx: x(index), cy: place(value), r: 4 },
      draw("title", {}, `${starts[index]}: ${scoreText(value)}${low === null ? "" : ` (${scoreText(low)} – ${scoreText(high)})`}, ${count}`))),
    starts.map((start, index) => index % every === 0 && draw("text", { x: x(index), y: BARS.floor + 18, "text-anchor": "middle" }, start.slice(5))));
}

// Misses over time in a few pixels: a bar for each period, empty where nothing was decided.
function sparkline(periods, starts) {
  const [width, height] = [Math.min(150, Math.max(40, periods.length * 9)), 24];
  const step = width / periods.length;
  const shares = periods.map(([hits, count]) => (count ? hits / count : null));
  const most = Math.max(...shares.filter((share) => share !== null), 0.001);
  const told = periods.map(([hits, count], index) => (count ? word("missed_in_period", { period: starts[index], hits, count }) : null)).filter(Boolean);
  return draw("svg", { class: "spark", viewBox: `0 0 ${width} ${height}`, width, height, role: "img", "aria-label": `${word("over_time")}: ${told.slice(-8).join("; ")}` },
    draw("line", { class: "grid strong", x1: 0, x2: width, y1: height - 0.5, y2: height - 0.5 }),
    shares.map((share, index) => share !== null && draw("rect", {
      class: "fill", x: index * step + 0.5, y: height - 1 - Math.max((share / most) * (height - 3), share ? 1.5 : 0), width: Math.max(step - 1, 1),
      height: Math.max((share / most) * (height - 3), share ? 1.5 : 0) },
    draw("title", {}, word("missed_in_period", { period: starts[index], hits: periods[index][0], count: periods[index][1] })))));
}
