// Where the call stands: the audio's own clock, or a still position in a page without sound.

const audio = byId("audio");
const player = { time: 0, playing: false, followers: [] };

// Where words were looked for in vain is a stretch of the call, no place in it.
const LONGEST_PLACE_S = 20;
const isPlace = (place) => place.text || !place.speaker || place.end - place.start <= LONGEST_PLACE_S;

const places = data.findings
  .filter((finding) => finding.number)
  .flatMap((finding) => finding.evidence.filter(isPlace).map((place) => ({ time: place.start, finding })))
  .sort((one, other) => one.time - other.time);

function seek(seconds, options) {
  player.time = Math.min(Math.max(seconds, 0), data.duration);
  if (audio) {
    audio.currentTime = player.time;
    if (options && options.play) start();
  }
  if (options && options.what) {
    announce(word(audio ? "playing" : "at", { time: clock(player.time), what: options.what }));
  }
  tellFollowers({ sought: true });
}

function start() {
  const started = audio.play();
  if (started) started.catch(() => {});
}

function toggle() {
  if (!audio) return;
  if (audio.paused) start();
  else {
    audio.pause();
    announce(word("paused", { time: clock(player.time) }));
  }
}

function step(direction) {
  const found =
    direction > 0
      ? places.find((place) => place.time > player.time + 0.3)
      : [...places].reverse().find((place) => place.time < player.time - 1.0);
  if (!found) return;
  seek(found.time, { play: player.playing, what: say(found.finding.title) });
  showFinding(found.finding, { scroll: false });
}

function tellFollowers(how) {
  for (const follower of player.followers) follower(player.time, how || {});
}

function tick() {
  player.time = audio.currentTime;
  tellFollowers();
  if (!audio.paused && !audio.ended) requestAnimationFrame(tick);
}

const ICONS = {
  play: "M8 5v14l11-7z",
  pause: "M7 5h4v14H7zM14 5h4v14h-4z",
  back: "M12 6 5 12l7 6zM19 6l-7 6 7 6z",
  forward: "M5 6l7 6-7 6zM12 6l7 6-7 6z",
  previous: "M6 6h2.5v12H6zM19 6 9.5 12 19 18z",
  next: "M15.5 6H18v12h-2.5zM5 6l9.5 6L5 18z",
};

function setIcon(button, icon) {
  const image = draw("svg", { viewBox: "0 0 24 24", width: 24, height: 24, "aria-hidden": "true" });
  image.append(draw("path", { d: ICONS[icon] }));
  show(button, image);
}

function namePlay() {
  if (!audio) return;
  const key = player.playing ? "pause" : "play";
  const button = byId("play");
  button.dataset.label = key;
  button.setAttribute("aria-label", word(key));
  button.title = word(key);
  setIcon(button, key);
}

function startPlayer() {
  for (const name of ["back", "forward", "previous", "next"]) {
    if (byId(name)) setIcon(byId(name), name);
  }
  byId("previous").addEventListener("click", () => step(-1));
  byId("next").addEventListener("click", () => step(1));
  byId("position").addEventListener("input", (event) => seek(Number(event.target.value)));
  player.followers.push(showPosition);
  if (audio) startAudio();
  document.addEventListener("keydown", onKey);
  for (const place of places) {
    byId("marks").append(
      el("i", { class: place.finding.verdict, place: { left: `${(place.time / data.duration) * 100}%` } }),
    );
  }
  listeners.language.push(namePlay, () => showPosition(player.time));
}

function startAudio() {
  byId("play").addEventListener("click", toggle);
  byId("back").addEventListener("click", () => seek(player.time - 5));
  byId("forward").addEventListener("click", () => seek(player.time + 5));
  byId("speed").addEventListener("change", (event) => {
    audio.playbackRate = Number(event.target.value);
  });
  for (const event of ["play", "pause", "ended"]) {
    audio.addEventListener(event, () => {
      player.playing = !audio.paused && !audio.ended;
      namePlay();
      if (player.playing) requestAnimationFrame(tick);
      else tellFollowers();
    });
  }
  audio.addEventListener("error", () => {
    byId("now").textContent = word("cannot_play");
    announce(word("cannot_play"));
  });
}

function showPosition(time) {
  byId("clock").textContent = `${clock(time, true)} / ${clock(data.duration)}`;
  const position = byId("position");
  position.value = time;
  position.style.setProperty("--done", `${(time / data.duration) * 100}%`);
  const turn = turnAt(time);
  position.setAttribute("aria-valuetext", `${clock(time)}${turn ? ` ${speakerName(turn.speaker)}: ${turn.text}` : ""}`);
  showNow(turn);
}

let nowShown = null;

function showNow(turn) {
  const key = turn ? `${turn.start} ${lang}` : "";
  if (key === nowShown) return;
  nowShown = key;
  const now = byId("now");
  if (!turn) show(now);
  else show(now, el("b", { class: turn.speaker || "speech" }, speakerName(turn.speaker)), ` ${turn.text}`);
}

const speakerName = (speaker) => word(speaker || "speech");

// Who holds the floor at a time: of two who speak at once, the one who came in last.
function turnAt(time) {
  let found = null;
  for (const turn of data.turns) {
    if (turn.start > time + 1e-6) break;
    if (turn.end > time) found = turn;
  }
  return found;
}

const KEYS = {
  " ": () => toggle(),
  ArrowLeft: () => seek(player.time - 5),
  ArrowRight: () => seek(player.time + 5),
  n: () => step(1),
  p: () => step(-1),
};

function onKey(event) {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest("input, select, textarea")) return;
  if (event.key === " " && event.target.closest("button, a, summary")) return;
  const action = KEYS[event.key.length === 1 ? event.key.toLowerCase() : event.key];
  if (!action) return;
  event.preventDefault();
  action();
}
