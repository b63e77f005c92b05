/** How many jobs end each second, from one look at the overview to the next. */

const KEPT = 120;
const samples = [];

/** What ended within the last minute rises by what ends and falls by what is a minute old: the average is steady enough. */
export function noteOverview({ queues }) {
  const lastMinute = queues.reduce((sum, queue) => sum + queue.done_last_minute + queue.dead_last_minute, 0);
  samples.push(lastMinute / 60);
  if (samples.length > KEPT) samples.shift();
}

const SVG = "http://www.w3.org/2000/svg";
const WIDTH = 600;
const HEIGHT = 60;

export function sparkline() {
  const most = Math.max(1, ...samples);
  const x = (index) => (index / (KEPT - 1)) * WIDTH;
  const y = (value) => HEIGHT - (value / most) * (HEIGHT - 6);
  const points = samples.map((value, index) => `L${x(index).toFixed(1)} ${y(value).toFixed(1)}`).join("");
  const svg = document.createElementNS(SVG, "svg");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", `M0 ${HEIGHT}${points}L${x(samples.length - 1).toFixed(1)} ${HEIGHT}Z`);
  svg.setAttribute("class", "spark");
  svg.setAttribute("viewBox", `0 0 ${WIDTH} ${HEIGHT}`);
  svg.setAttribute("preserveAspectRatio", "none");
  svg.setAttribute("role", "img");
  svg.setAttribute(
    "aria-label",
    `${(samples.at(-1) ?? 0).toFixed(1)} jobs per second on average of the last minute`,
  );
  svg.append(path);
  return svg;
}
