// Waveform, level and pitch of one lane as paths.

const WAVE_PEAK = 255;
// Under 1, so that a calm voice is still seen beside a shout.
const WAVE_POWER = 0.7;
const QUIET_DBOV = -60;
const LOUD_DBOV = -5;

// The outline of the waveform around the middle of its lane; at most one point a pixel.
function wavePath(lane, pixelsPerSecond, middle, half) {
  const perPoint = Math.max(1, Math.floor(data.peakRate / Math.max(pixelsPerSecond, 0.01)));
  const upper = [];
  const lower = [];
  for (let at = 0; at < lane.peaks.length; at += perPoint) {
    let peak = 0;
    for (let inside = at; inside < Math.min(at + perPoint, lane.peaks.length); inside += 1) {
      peak = Math.max(peak, lane.peaks[inside]);
    }
    const x = (((at + perPoint / 2) / data.peakRate) * pixelsPerSecond).toFixed(1);
    const height = Math.max(0.5, (peak / WAVE_PEAK) ** WAVE_POWER * half);
    upper.push(`${x} ${(middle - height).toFixed(1)}`);
    lower.push(`${x} ${(middle + height).toFixed(1)}`);
  }
  return upper.length ? `M${upper.join("L")}L${lower.reverse().join("L")}Z` : "";
}

function levelPath(lane, pixelsPerSecond, top, height) {
  const floor = top + height;
  const runs = runsOf(lane.level, (level) =>
    floor - (Math.min(Math.max(level, QUIET_DBOV), LOUD_DBOV) - QUIET_DBOV) / (LOUD_DBOV - QUIET_DBOV) * height);
  return runs
    .map((run) => {
      const points = run.map(([at, y]) => `${curveX(at, pixelsPerSecond)} ${y.toFixed(1)}`);
      const [first, last] = [curveX(run[0][0], pixelsPerSecond), curveX(run[run.length - 1][0], pixelsPerSecond)];
      return `M${first} ${floor}L${points.join("L")}L${last} ${floor}Z`;
    })
    .join("");
}

// Pitch on a scale of semitones, as the ear hears it; a gap in the voice is a gap in the line.
function pitchPath(lane, pixelsPerSecond, top, height, range) {
  const runs = runsOf(lane.f0, (f0) => pitchY(f0, top, height, range));
  return runs
    .map((run) => {
      if (run.length === 1) {
        const x = Number(curveX(run[0][0], pixelsPerSecond));
        return `M${x - 1} ${run[0][1].toFixed(1)}h2`;
      }
      return `M${run.map(([at, y]) => `${curveX(at, pixelsPerSecond)} ${y.toFixed(1)}`).join("L")}`;
    })
    .join("");
}

function pitchY(f0, top, height, range) {
  const share = Math.log2(f0 / range.low) / Math.log2(range.high / range.low);
  return top + height - Math.min(Math.max(share, 0), 1) * height;
}

const curveX = (at, pixelsPerSecond) => (((at + 0.5) / data.curveRate) * pixelsPerSecond).toFixed(1);

function runsOf(values, place) {
  const runs = [];
  let run = null;
  values.forEach((value, at) => {
    if (value === null) {
      run = null;
      return;
    }
    if (!run) {
      run = [];
      runs.push(run);
    }
    run.push([at, place(value)]);
  });
  return runs;
}

// An octave below to an octave and a half above the usual pitch of the lane.
function pitchRange(lane) {
  const voiced = lane.f0.filter((f0) => f0 !== null).sort((one, other) => one - other);
  if (!voiced.length) return null;
  const median = voiced[Math.floor(voiced.length / 2)];
  return { median, low: median / 1.8, high: median * 2.4 };
}
