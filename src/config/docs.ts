/** The table of variables for people: `.env.example` and the README's table, written and never edited. */
import type { Variable } from "./kinds.ts";
import type { Variables } from "./read.ts";

/** Every variable with its meaning and default, commented out. */
export function envExample(variables: Variables): string {
  const entries = Object.values(variables).map(
    (variable) => `# ${sentence(variable)}\n# ${variable.name}=${variable.fallback ?? ""}\n`,
  );
  return [HEAD, ...entries].join("\n");
}

const HEAD = `# Written by \`scaffold config docs\` from src/config.ts. Copy this file to .env, and take away the # of what you set.
`;

function markdownTable(variables: Variables): string {
  const rows = Object.values(variables).map(
    ({ name, fallback, expected, about }) =>
      `| \`${name}\` | ${fallback ? `\`${fallback}\`` : ""} | ${cell(about)} (${cell(expected)}) |`,
  );
  return ["| variable | default | meaning |", "| --- | --- | --- |", ...rows].join("\n");
}

const sentence = ({ about, expected }: Variable<unknown>): string => `${about} (${expected})`;

const cell = (text: string): string => text.replaceAll("|", "\\|").replaceAll("<", "&lt;");

const BEGIN = "<!-- config: written by `scaffold config docs` -->";
const END = "<!-- /config -->";

/** The README with its table renewed; null when it has no place for one. */
export function withTable(readme: string, variables: Variables): string | null {
  const start = readme.indexOf(BEGIN);
  const end = readme.indexOf(END, start);
  if (start === -1 || end === -1) return null;
  return `${readme.slice(0, start)}${BEGIN}\n${markdownTable(variables)}\n${readme.slice(end)}`;
}
