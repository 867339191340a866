// Where the findings lie along the call. What falls on one spot shares a pin: the gravest number, and how many more.

const PIN = { size: 20, row: 23, more: 20, rows: 2 };

// Spots from left to right, each with its findings from the gravest down; rows keep spots that are close apart.
function placePins() {
  const spots = [];
  const ends = Array(PIN.rows).fill(-PIN.size);
  const half = PIN.size / 2;
  for (const { time, finding } of places) {
    const x = Math.min(Math.max(at(time), half + 1), picture.width - half - 1);
    const last = spots[spots.length - 1];
    const row = ends.findIndex((end) => end <= x - half);
    if (last && (row < 0 || x - last.x < PIN.size)) {
      if (!last.findings.includes(finding)) last.findings.push(finding);
      ends[last.row] = last.x + half + PIN.more + 3;
      continue;
    }
    ends[row] = x + half + 3;
    spots.push({ x, row, time, findings: [finding] });
  }
  for (const spot of spots) spot.findings.sort((one, other) => one.number - other.number);
  return { spots, height: (Math.max(...spots.map((spot) => spot.row), 0) + 1) * PIN.row };
}

function drawPins(spots) {
  return draw("g", { class: "pins" }, drawStems(), spots.map(drawPin));
}

function drawStems() {
  const { bottom, top } = picture.layout;
  return places.map(({ time, finding }) => draw("line", {
    class: `stem ${finding.verdict}`, "data-rule": finding.rule, x1: at(time), x2: at(time), y1: top, y2: bottom }));
}

function drawPin(spot) {
  const [first] = spot.findings;
  const more = spot.findings.length - 1;
  // At the right edge what is said of the others stands on the left.
  const side = spot.x + PIN.size / 2 + PIN.more > picture.width ? -1 : 1;
  const [left, top] = [spot.x - PIN.size / 2, spot.row * PIN.row];
  const sign = badge(first.verdict, first.number);
  for (const [name, value] of [["x", left], ["y", top], ["width", PIN.size], ["height", PIN.size]]) sign.setAttribute(name, value);
  return draw("g", { class: "pin", "data-rules": spot.findings.map((finding) => finding.rule).join(" "), on: { click: (event) => {
    event.stopPropagation();
    playPlace(first, spot.time);
    showSpot(more ? spot : null);
  } } },
  draw("title", {}, spot.findings.map((finding) => `${finding.number} ${say(finding.title)}`).join("\n")),
  draw("rect", { class: "hit", x: side > 0 ? left : left - PIN.more, y: top, width: PIN.size + (more ? PIN.more : 0), height: PIN.size }),
  sign,
  more > 0 && draw("text", {
    class: "more-here", x: spot.x + side * (PIN.size / 2 + 3), y: top + 14.5, "text-anchor": side > 0 ? "start" : "end" }, `+${more}`));
}

// The findings of a shared pin by name, under the pin; one click leads to each.
function showSpot(spot) {
  const list = byId("spot");
  list.hidden = !spot;
  if (!spot) return;
  show(list, spot.findings.map((finding) => el("li", {}, el("button", { type: "button", on: { click: () => {
    showSpot(null);
    showFinding(finding, { scroll: true });
  } } }, badge(finding.verdict, finding.number), say(finding.title)))));
  const stage = byId("stage");
  const inStage = byId("gutter").offsetWidth + spot.x - byId("scroller").scrollLeft;
  list.style.setProperty("left", `${Math.max(0, Math.min(inStage - 14, stage.clientWidth - list.offsetWidth - 4))}px`);
  list.style.setProperty("top", `${(spot.row + 1) * PIN.row + 2}px`);
}
