/** `bun run test:runtimes [names]`: the suite on these runtimes, or on all; `… docs` writes its table into the README. */
import { join } from "node:path";
import { README, withRuntimes } from "./docs.ts";
import { targets } from "./targets.ts";

if (process.argv[2] === "docs") {
  const readme = withRuntimes(await Bun.file(README).text());
  if (readme === null) throw new Error("README.md has no place for the table");
  await Bun.write(README, readme);
  process.exit(0);
}

const known = targets.map(({ name }) => name);
const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !known.includes(name));
if (unknown.length > 0) {
  console.error(`there is no runtime ${unknown.join(", ")}; there are: ${known.join(", ")}`);
  process.exit(2);
}
const some = wanted.length === 0 ? [] : ["--test-name-pattern", `^(${wanted.join("|")}) `];
const test = Bun.spawn([process.execPath, "test", join(import.meta.dir, "suite.ts"), ...some], {
  stdio: ["inherit", "inherit", "inherit"],
});
process.exit(await test.exited);
