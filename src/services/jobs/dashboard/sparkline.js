/** How many jobs end each second, from one look at the overview to the next. */

const KEPT = 120;
const samples = [];

/** Of the last minute: steady enough to be looked at. */
export function noteOverview({ queues }) {
  const lastMinute = queues.reduce((sum, queue) => sum + queue.done_last_minute + queue.dead_last_minute, 0);
  samples.push(lastMinute / 60);
  if (samples.length > KEPT) samples.shift();
}

const SVG = "http://www.w3.org/2000/svg";
const WIDTH = 600;
const HEIGHT = 60;

/** The newest at the right edge. */
export function sparkline() {
  const most = Math.max(1, ...samples);
  const x = (index) => ((KEPT - samples.length + index) / (KEPT - 1)) * WIDTH;
  const y = (value) => HEIGHT - (value / most) * (HEIGHT - 6);
  const line = samples.map((value, index) => `L${x(index).toFixed(1)} ${y(value).toFixed(1)}`).join("");
  const path = svg("path", { d: `M${x(0).toFixed(1)} ${HEIGHT}${line}L${WIDTH} ${HEIGHT}Z` });
  const rate = `${(samples.at(-1) ?? 0).toFixed(1)} jobs per second`;
  return svg(
    "svg",
    {
      class: "spark",
      viewBox: `0 0 ${WIDTH} ${HEIGHT}`,
      preserveAspectRatio: "none",
      role: "img",
      "aria-label": rate,
    },
    path,
  );
}

/** On average of the last minute. */
export const currentRate = () => samples.at(-1) ?? 0;

function svg(name, attributes, ...children) {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children);
  return element;
}
