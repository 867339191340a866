// The list of calls.

const COLUMNS = [
  ["call", (call) => call.name],
  ["agent", (call) => call.agent || ""],
  ["length", (call) => call.duration],
  ["score", (call) => (call.score === null ? -1 : call.score)],
  ["share", (call) => parseFloat(call.share) || 0],
  ["fails", (call) => call.fails],
  ["reviews", (call) => call.reviews],
  ["critical", (call) => call.critical.length],
];
const order = { column: null, down: false };

function drawHead() {
  show(byId("head"), el("tr", {}, COLUMNS.map(([key]) =>
    el("th", { scope: "col", "aria-sort": order.column === key ? (order.down ? "descending" : "ascending") : null },
      el("button", { type: "button", class: "sort", on: { click: () => sortBy(key) } }, word(key))))));
}

function sortBy(key) {
  order.down = order.column === key ? !order.down : false;
  order.column = key;
  drawList();
}

function drawList() {
  drawHead();
  const wanted = byId("filter").value.trim().toLowerCase();
  const calls = data.calls.filter((call) => `${call.name} ${call.agent || ""}`.toLowerCase().includes(wanted));
  const column = COLUMNS.find(([key]) => key === order.column);
  if (column) {
    const compare = (one, other) => {
      const [a, b] = [column[1](one), column[1](other)];
      return typeof a === "string" ? a.localeCompare(b) : a - b;
    };
    calls.sort((one, other) => compare(one, other) * (order.down ? -1 : 1));
  }
  show(byId("rows"), calls.map((call) => el("tr", {},
    el("td", {}, el("a", { href: encodeURIComponent(call.page) }, call.name), el("small", {}, say(call.headline))),
    el("td", {}, call.agent ? String(call.agent) : ""),
    el("td", { class: "right" }, clock(Math.round(call.duration))),
    el("td", { class: `right band-${call.band}` }, el("b", {}, call.scoreText ?? "–")),
    el("td", { class: "right" }, call.share ?? "–"),
    el("td", { class: "right" }, String(call.fails)),
    el("td", { class: "right" }, String(call.reviews)),
    el("td", {}, call.critical.map(say).join(between())))));
  const unjudged = byId("unjudged");
  unjudged.hidden = !data.unjudged.length;
  show(unjudged, el("h2", {}, word("not_judged")),
    el("ul", {}, data.unjudged.map((one) => el("li", {}, one.message.includes(one.path) ? one.message : [el("b", {}, one.path), ` ${one.message}`]))));
}

byId("filter").addEventListener("input", drawList);
listeners.language.push(drawList);
startPage();
root.dataset.ready = "yes";
