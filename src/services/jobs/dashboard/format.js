/** Times and numbers for people. */
import { h } from "./dom.js";

const units = [
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
  ["second", 1],
];
const relative = new Intl.RelativeTimeFormat("en", { numeric: "always", style: "narrow" });
const whole = new Intl.NumberFormat("en");

export const number = (value) => whole.format(value);

export const duration = (seconds) => {
  if (seconds === null) return "–";
  const [unit, size] = units.find(([, length]) => Math.abs(seconds) >= length) ?? units.at(-1);
  return `${Math.floor(seconds / size)} ${unit === "minute" ? "min" : unit[0]}`;
};

const relativeText = (iso) => {
  const seconds = (new Date(iso).getTime() - Date.now()) / 1000;
  const [unit, size] = units.find(([, length]) => Math.abs(seconds) >= length) ?? units.at(-1);
  return relative.format(Math.trunc(seconds / size), unit);
};

/** Filled by `tellTimes`, so that a second that passes changes nothing else. */
export const time = (iso) => (iso === null ? "–" : h("time", { datetime: iso, title: iso }));

/** "2m ago" into every `time` of the page. */
export function tellTimes() {
  for (const element of document.querySelectorAll("time"))
    element.textContent = relativeText(element.dateTime);
}

export const json = (value) => JSON.stringify(value, null, 2);

export const badge = (text, kind = text) => h("span", { class: `badge ${kind}` }, text);
