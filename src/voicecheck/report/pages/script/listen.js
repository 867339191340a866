// One party alone, on both ears. The sound is led through gains only once a choice is made.

const listen = { gains: null };

function chooseParty(choice) {
  if (!listen.gains) leadThroughGains();
  data.lanes.forEach((lane) => {
    const heard = choice === "both" || choice === lane.speaker;
    const [left, right] = listen.gains[lane.channel];
    left.gain.value = heard && (choice !== "both" || lane.channel === 0) ? 1 : 0;
    right.gain.value = heard && (choice !== "both" || lane.channel === 1) ? 1 : 0;
  });
}

function leadThroughGains() {
  const context = new AudioContext();
  const source = context.createMediaElementSource(audio);
  const splitter = context.createChannelSplitter(2);
  const merger = context.createChannelMerger(2);
  source.connect(splitter);
  listen.gains = [0, 1].map((channel) => [0, 1].map((ear) => {
    const gain = context.createGain();
    splitter.connect(gain, channel);
    gain.connect(merger, 0, ear);
    return gain;
  }));
  merger.connect(context.destination);
  context.resume();
}

function drawParties() {
  const select = byId("party");
  if (!select) return;
  if (data.lanes.length < 2 || data.alone) {
    select.hidden = true;
    return;
  }
  const chosen = select.value || "both";
  show(select, ["both", "agent", "customer"].map((key) =>
    el("option", { value: key, selected: key === chosen }, word(key))));
}

function startListening() {
  if (byId("party")) byId("party").addEventListener("change", (event) => chooseParty(event.target.value));
  listeners.language.push(drawParties);
}
