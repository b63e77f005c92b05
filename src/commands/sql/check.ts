/** `scaffold sql check`, for CI: nothing is wrong with any query, and the committed repositories are what they would be. */
import type { Finding, Run } from "../../sqlgen/index.ts";
import type { Project } from "./project.ts";
import { fileFinding, findingsText, runJson, time, totals } from "./report.ts";

export async function check({ generator, json }: Project): Promise<number> {
  const run = await generator.check();
  const findings = [...run.findings, ...differences(run)];
  if (json) console.log(JSON.stringify({ ...runJson(run), ok: findings.length === 0, findings }));
  else if (findings.length > 0) console.log(findingsText(findings, "see above."));
  else console.log(`${totals(run)}: all right, and the generated code is current (${time(run)})`);
  return findings.length === 0 ? 0 : 1;
}

const GENERATE = "Run `scaffold sql generate` and commit what it writes.";

const differences = ({ stale, orphans, foreign }: Run): Finding[] => [
  ...stale.map((file) => fileFinding(file, "output_stale", "this is not what sql/ gives", GENERATE)),
  ...orphans.map((file) => fileFinding(file, "output_orphan", "its folder in sql/ is gone", GENERATE)),
  ...foreign.map((file) =>
    fileFinding(
      file,
      "output_foreign",
      "nothing generated this file",
      "Move it: src/repositories/ holds generated code alone.",
    ),
  ),
];
