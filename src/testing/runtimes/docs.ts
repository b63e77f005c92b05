/** The README's table: what holds on which runtime, as the suite knows it. */
import { join } from "node:path";
import { checks } from "./checks.ts";
import { type Target, targets } from "./targets.ts";

export const README = join(import.meta.dir, "../../../README.md");

const START = "<!-- runtimes: written by `bun run test:runtimes docs` -->";
const END = "<!-- /runtimes -->";

/** The text with the table as it should be; null when it has no place for it. */
export function withRuntimes(readme: string): string | null {
  const [start, end] = [readme.indexOf(START), readme.indexOf(END)];
  if (start === -1 || end < start) return null;
  return `${readme.slice(0, start + START.length)}\n${table()}\n\n${gaps()}\n${readme.slice(end)}`;
}

function table(): string {
  const head = [
    `| | ${targets.map(({ title }) => title).join(" | ")} |`,
    `| --- |${targets.map(() => " --: |").join("")}`,
  ];
  const rows = Object.entries(checks).map(([subject, facts]) => {
    const names = Object.keys(facts);
    return `| ${subject} | ${targets.map((target) => share(target, names)).join(" | ")} |`;
  });
  return [...head, ...rows].join("\n");
}

function share({ gaps }: Target, facts: readonly string[]): string {
  const held = facts.filter((fact) => !(fact in gaps)).length;
  return held === facts.length ? String(held) : `${held} of ${facts.length}`;
}

function gaps(): string {
  const lines = targets.flatMap(({ title, gaps }) =>
    Object.entries(gaps).map(([fact, why]) => `- ${title}: not "${fact}". ${why}.`),
  );
  return ["What does not hold, and is tested not to:", "", ...lines].join("\n");
}
