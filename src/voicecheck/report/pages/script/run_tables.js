// Agents, rules and calls as tables.

const tables = {};

const agentRows = () => data.agents.map((agent, index) => ({ ...agent, index }));
const ruleRows = () => data.rules.map((rule, index) => ({ ...rule, index })).filter((rule) => rule.counts.p + rule.counts.f + rule.counts.r > 0);

function startTables() {
  const scores = data.agents.filter((agent) => agent.score).flatMap((agent) => [agent.score[0], agent.score[1] ?? agent.score[0]]);
  const lowest = Math.max(0, Math.floor((Math.min(...scores, 100) - 4) / 10) * 10);
  const mean = data.overview.score ? data.overview.score[0] : null;
  tables.agents = makeTable(byId("agent-table"), "tab_agents", [
    { key: "agent", value: (row) => row.name, cell: (row) => el("button", { type: "button", class: "link", on: { click: () => openCalls({ agent: row.name }) } }, row.name) },
    { key: "tab_calls", value: (row) => row.calls, cell: (row) => row.calls.toLocaleString(lang), right: true, downFirst: true },
    { key: "score_interval", value: (row) => (row.score ? row.score[0] : null), cell: (row) => row.score && el("div", { class: "estimate" },
      el("b", {}, scoreText(row.score[0])), whisker(row.score, { from: lowest, to: 100, mean, text: scoreText, kind: row.apart || "" }),
      el("small", {}, row.score[1] === null ? word("too_few") : `${scoreText(row.score[1])} – ${scoreText(row.score[2])}`)) },
    { key: "against_mean", value: (row) => ({ below: 0, above: 2 })[row.apart] ?? 1,
      cell: (row) => el("span", { class: `apart ${row.apart || "none"}` }, row.apart === "above" ? "▲ " : row.apart === "below" ? "▼ " : "", word(`apart_${row.apart || "none"}`)) },
    { key: "critical_share", value: (row) => (row.critical ? row.critical[0] : null), downFirst: true,
      cell: (row) => row.critical && [`${percentText(row.critical[0])} `, el("small", { class: "nowrap" }, `${percentText(row.critical[1])} – ${percentText(row.critical[2])}`)] },
    { key: "missed_rules", cell: (row) => el("ul", { class: "in-cell" }, row.missed.map(([rule, hits, count]) => el("li", {},
      el("button", { type: "button", class: "link", on: { click: () => openCalls({ agent: row.name, rule: data.rules[rule].id, verdict: "f" }) } }, say(data.rules[rule].title)), ` ${hits}/${count}`))) },
  ]);
  const most = Math.max(...data.rules.map((rule) => (rule.missed ? rule.missed[2] : 0)), 0.01);
  tables.rules = makeTable(byId("rule-table"), "tab_rules", [
    { key: "rule", value: (row) => say(row.title), cell: (row) => el("div", { class: "rule-name", title: say(row.about) },
      el("button", { type: "button", class: "link", on: { click: () => openCalls({ rule: row.id, verdict: "f" }) } }, say(row.title)),
      row.critical && el("span", { class: "chip critical" }, word("critical")), el("small", {}, say(row.group))) },
    { key: "missed_share", value: (row) => (row.missed ? row.missed[1] : null), downFirst: true, cell: (row) => row.missed && el("div", { class: "estimate" },
      el("b", {}, percentText(row.missed[0])), whisker(row.missed, { from: 0, to: most, text: percentText, kind: "missed-share", width: 150 }),
      el("small", {}, `${percentText(row.missed[1])} – ${percentText(row.missed[2])}`)) },
    { key: "decided", value: (row) => row.counts.p + row.counts.f, cell: (row) => (row.counts.p + row.counts.f).toLocaleString(lang), right: true, downFirst: true },
    { key: "to_listen", value: (row) => row.counts.r, cell: (row) => row.counts.r.toLocaleString(lang), right: true, downFirst: true },
    { key: "unjudgeable", value: (row) => row.counts.m, cell: (row) => row.counts.m.toLocaleString(lang), right: true, downFirst: true },
    ...(data.periods ? [{ key: "over_time", cell: (row) => (row.counts.f ? sparkline(row.periods, data.periods.starts) : null) }] : []),
    ...(data.agents.length ? [{ key: "most_with", cell: (row) => (row.agents.length ? el("ul", { class: "in-cell" }, row.agents.map(([agent, hits, count]) => el("li", {},
      el("button", { type: "button", class: "link", on: { click: () => openCalls({ agent: data.agents[agent].name, rule: row.id, verdict: "f" }) } }, data.agents[agent].name), ` ${hits}/${count}`))) : null) }] : []),
  ], { column: "missed_share", down: true });
  tables.calls = makeTable(byId("call-table"), "tab_calls", [
    { key: "recording", value: (row) => data.calls.path[row], cell: (row) => [callLink(row), folderOf(row) && el("small", {}, folderOf(row))] },
    { key: "agent", value: agentName, cell: agentName, nowrap: true },
    ...(data.calls.queue.length ? [{ key: "queue", value: (row) => data.calls.queue[row], cell: (row) => data.calls.queue[row], nowrap: true }] : []),
    ...(data.calls.began.some(Boolean) ? [{ key: "began", value: (row) => data.calls.began[row], cell: (row) => data.calls.began[row], nowrap: true, downFirst: true }] : []),
    { key: "length", value: (row) => data.calls.duration[row], cell: (row) => clock(data.calls.duration[row]), right: true },
    { key: "score", value: (row) => data.calls.score[row], right: true, cell: (row) => el("span", { class: `score-chip band-${bandOf(row)}` }, data.calls.score[row] === null ? "–" : scoreText(data.calls.score[row])) },
    { key: "fails", value: (row) => countCode(data.calls.verdicts[row], "f"), cell: (row) => String(countCode(data.calls.verdicts[row], "f")), right: true, downFirst: true },
    { key: "reviews", value: (row) => countCode(data.calls.verdicts[row], "r"), cell: (row) => String(countCode(data.calls.verdicts[row], "r")), right: true, downFirst: true },
    { key: "critical", value: (row) => (data.calls.critical[row] || []).length, downFirst: true,
      cell: (row) => (data.calls.critical[row] || []).map((rule) => say(ruleTitle(rule))).join(between()) || null },
  ]);
}

function drawTables() {
  byId("unassigned").textContent = data.agents.length && data.overview.unassigned
    ? word("unassigned", { count: data.overview.unassigned.toLocaleString(lang) }) : "";
  if (data.agents.length) tables.agents.show(agentRows());
  else show(byId("agent-table"), el("p", { class: "quiet" }, word("no_agents")));
  tables.rules.show(ruleRows());
}

const countCode = (verdicts, code) => {
  let count = 0;
  for (const one of verdicts) count += one === code;
  return count;
};
const agentName = (number) => (data.calls.agent[number] === null ? null : data.agents[data.calls.agent[number]].name);
const nameOf = (number) => data.calls.path[number].split(/[\\/]/).pop();
const folderOf = (number) => data.calls.path[number].slice(0, -nameOf(number).length - 1);
const ruleTitle = (id) => (data.rules.find((rule) => rule.id === id) || { title: id }).title;

function bandOf(number) {
  const [score, share] = [data.calls.score[number], data.calls.share[number]];
  if (score === null || (share || 0) < 0.5) return "none";
  return score >= 80 ? "good" : score >= 60 ? "fair" : "poor";
}

// A call's page, or, where there is none yet, the command that makes it.
function callLink(number) {
  const page = data.calls.pages[number];
  if (page) return el("a", { href: page }, nameOf(number));
  const button = el("button", { type: "button", class: "unlinked", "aria-expanded": "false", on: { click: () => {
    const told = button.nextElementSibling;
    told.hidden = !told.hidden;
    button.setAttribute("aria-expanded", String(!told.hidden));
  } } }, nameOf(number));
  return [button, el("span", { class: "no-page", hidden: true }, word("no_page"), el("code", {}, `voicecheck report ${data.path} --calls ${shellWord(nameOf(number))}`))];
}

// A word of a command line, quoted where it needs to be.
const shellWord = (text) => (/^[\w./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`);
