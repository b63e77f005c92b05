/** `scaffold sql generate`: brings src/repositories/ to what sql/ and migrations/ say. */
import type { Run } from "../../sqlgen/index.ts";
import type { Project } from "./project.ts";
import { counted, findingsText, runJson, time, totals } from "./report.ts";

export async function generate({ generator, json }: Project): Promise<number> {
  const run = await generator.generate();
  console.log(json ? JSON.stringify(generatedJson(run)) : generatedText(run));
  return run.findings.length === 0 ? 0 : 1;
}

export function generatedText(run: Run): string {
  if (run.findings.length > 0) return findingsText(run.findings, "nothing was written.");
  const changes = [
    ...(run.stale.length === 0 ? [] : [`${counted(run.stale.length, "file")} written`]),
    ...(run.orphans.length === 0 ? [] : [`${run.orphans.join(", ")} removed`]),
  ];
  return `${totals(run)}: ${changes.join(", ") || "nothing to do"} (${time(run)})`;
}

export const generatedJson = (run: Run): Record<string, unknown> => ({
  ...runJson(run),
  written: run.findings.length === 0 ? run.stale : [],
  removed: run.findings.length === 0 ? run.orphans : [],
});
