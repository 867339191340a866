// Tabs, filters, and the address that keeps both, so that the browser's way back works.

const TABS = ["overview", "agents", "rules", "calls"];
const SCORES = [[0, 60], [60, 80], [80, 100]];
const state = { tab: "overview", filters: {} };

function readAddress() {
  const [tab, ...parts] = window.location.hash.slice(1).split("/");
  state.tab = TABS.includes(tab) ? tab : "overview";
  state.filters = {};
  for (const part of parts) {
    const [key, value] = part.split("=");
    if (value) state.filters[key] = decodeURIComponent(value);
  }
}

function writeAddress(how) {
  const parts = Object.entries(state.filters).filter(([, value]) => value).map(([key, value]) => `${key}=${encodeURIComponent(value)}`);
  const address = `#${[state.tab, ...(state.tab === "calls" ? parts : [])].join("/")}`;
  try {
    window.history[how || "pushState"](null, "", address);
  } catch {
    // Some browsers keep no history of files from disk; the page works without.
  }
}

function openCalls(filters) {
  state.tab = "calls";
  state.filters = filters;
  writeAddress();
  drawState();
  window.scrollTo(0, 0);
}

function showTab(tab, focus) {
  state.tab = tab;
  writeAddress();
  drawState();
  if (focus) byId(`tab-${tab}`).focus();
}

function drawState() {
  for (const tab of TABS) {
    const chosen = tab === state.tab;
    byId(tab).hidden = !chosen;
    byId(`tab-${tab}`).setAttribute("aria-selected", String(chosen));
    byId(`tab-${tab}`).tabIndex = chosen ? 0 : -1;
  }
  if (state.tab === "calls") {
    drawFilters();
    drawFound();
  }
}

const option = (value, text, chosen) => el("option", { value, selected: value === (chosen || "") }, text);

function drawFilters() {
  const { filters } = state;
  const focused = document.activeElement && document.activeElement.name;
  const pick = (name, label, options) => el("label", {}, el("span", { class: "unseen" }, label), el("select", { name, class: "pick" }, options));
  const rules = data.rules.filter((rule) => Object.keys(rule.counts).some((code) => code !== "." && rule.counts[code]));
  const agents = [...data.agents].sort((one, other) => one.name.localeCompare(other.name));
  const range = filters.low || filters.high ? `${filters.low || 0}-${filters.high || 100}` : "";
  const ranges = SCORES.map(([low, high]) => `${low}-${high}`);
  if (range && !ranges.includes(range)) ranges.push(range);
  show(byId("filters"),
    el("label", { class: "find" }, el("span", {}, word("search")), el("input", { type: "search", name: "text", value: filters.text || "", placeholder: word("search_calls") })),
    agents.length > 0 && pick("agent", word("agent"), [option("", word("any_agent"), filters.agent), ...agents.map((agent) => option(agent.name, agent.name, filters.agent))]),
    pick("rule", word("rule"), [option("", word("any_rule"), filters.rule), ...rules.map((rule) => option(rule.id, say(rule.title), filters.rule))]),
    pick("verdict", word("with_verdict"), ["f", "r", "p", "m"].map((code) => option(code, word(`verdict_${code}`), filters.verdict || "f"))),
    pick("range", word("score"), [option("", word("any_score"), range), ...ranges.map((one) => {
      const [low, high] = one.split("-");
      return option(one, word("score_range", { low, high }), range);
    })]),
    el("label", { class: "tick" }, el("input", { type: "checkbox", name: "critical", checked: filters.critical === "1" }), word("only_critical")),
    el("button", { type: "button", class: "plain", on: { click: () => openCalls({}) } }, word("clear")));
  if (focused) byId("filters").querySelector(`[name="${focused}"]`)?.focus();
}

function readFilters() {
  const form = byId("filters");
  const value = (name) => form.querySelector(`[name="${name}"]`)?.value || "";
  const [low, high] = value("range").split("-");
  const rule = value("rule");
  state.filters = {
    text: value("text").trim(), agent: value("agent"), rule, low: low || "", high: high || "",
    verdict: rule || value("verdict") !== "f" || state.filters.verdict ? value("verdict") : "",
    critical: form.querySelector('[name="critical"]').checked ? "1" : "",
  };
  writeAddress("replaceState");
  drawFound();
}

// The numbers of the calls that fit; a verdict without a rule asks for any rule with that verdict.
function fitting() {
  const { text, agent, rule, verdict, low, high, critical } = state.filters;
  const wanted = (text || "").toLowerCase();
  const column = rule ? data.rules.findIndex((one) => one.id === rule) : -1;
  const agentNumber = agent ? data.agents.findIndex((one) => one.name === agent) : -1;
  const { calls } = data;
  const found = [];
  for (let number = 0; number < calls.path.length; number += 1) {
    if (agent && calls.agent[number] !== agentNumber) continue;
    if (critical && !calls.critical[number]) continue;
    if (rule && calls.verdicts[number][column] !== (verdict || "f")) continue;
    if (!rule && verdict && !calls.verdicts[number].includes(verdict)) continue;
    if ((low || high) && !inRange(calls.score[number], Number(low || 0), Number(high || 100))) continue;
    if (wanted && !`${calls.path[number]} ${agentName(number) || ""} ${calls.queue[number] || ""}`.toLowerCase().includes(wanted)) continue;
    found.push(number);
  }
  return found;
}

const inRange = (score, low, high) => score !== null && score >= low && (score < high || (high === 100 && score === 100));

function drawFound() {
  const found = fitting();
  byId("found").textContent = found.length ? word("found", { count: found.length.toLocaleString(lang), total: data.overview.calls.toLocaleString(lang) }) : word("none_found");
  tables.calls.show(found);
  byId("how-to-page").textContent = Object.keys(data.calls.pages).length < data.overview.calls ? word("pages_missing", { run: data.path }) : "";
}

function drawFacts() {
  const rows = [["begun", data.begun], ["standard", say(data.standard)]];
  show(byId("facts"), rows.map(([key, value]) => el("div", {}, el("dt", {}, word(key)), el("dd", {}, value))));
}

function startRun() {
  startTables();
  for (const tab of TABS) byId(`tab-${tab}`).addEventListener("click", () => showTab(tab));
  document.querySelector(".tabs").addEventListener("keydown", (event) => {
    const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (by) showTab(TABS[(TABS.indexOf(state.tab) + by + TABS.length) % TABS.length], true);
  });
  for (const event of ["input", "change"]) byId("filters").addEventListener(event, readFilters);
  byId("filters").addEventListener("submit", (event) => event.preventDefault());
  window.addEventListener("popstate", () => {
    readAddress();
    drawState();
  });
  readAddress();
  let width = 0;
  new ResizeObserver(() => {
    if (byId("missed").clientWidth === width) return;
    width = byId("missed").clientWidth;
    if (width) drawMissed();
  }).observe(byId("missed"));
  listeners.language.push(drawFacts, drawOverview, drawTables, drawState);
}

startRun();
startPage();
root.dataset.ready = "yes";
