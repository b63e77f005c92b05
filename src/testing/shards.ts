/**
 * The whole suite in less time: `bun test` in as many runs as there are cores, each with a part of the files and a
 * Postgres of its own. Tests wait more than they compute, and files know nothing of each other. Prints the results file by
 * file, and at the end the sums, as one run would.
 */
import { availableParallelism } from "node:os";

/** More would wait for the same disk and Docker engine. */
const MAX_RUNS = 4;

interface Totals {
  pass: number;
  skip: number;
  fail: number;
  expect: number;
  tests: number;
  files: number;
}

const startedAt = performance.now();
const runs = Math.min(availableParallelism(), MAX_RUNS);
const finished = await Promise.all(Array.from({ length: runs }, (_, index) => run(index + 1)));

const totals: Totals = { pass: 0, skip: 0, fail: 0, expect: 0, tests: 0, files: 0 };
for (const { summary } of finished) add(totals, summary);
const failures = finished.flatMap(({ summary }) =>
  summary.split("\n").filter((line) => line.startsWith("(fail)")),
);
const seconds = ((performance.now() - startedAt) / 1000).toFixed(2);
console.error(`
${[...failures, ""].join("\n")}
 ${totals.pass} pass
 ${totals.skip} skip
 ${totals.fail} fail
 ${totals.expect} expect() calls
Ran ${totals.tests} tests across ${totals.files} files. [${seconds}s]`);
process.exit(Math.max(...finished.map(({ exitCode }) => exitCode)));

/** One part of the files. Gives what bun says at the end. */
async function run(number: number): Promise<{ readonly summary: string; readonly exitCode: number }> {
  const command = [process.execPath, "test", `--shard=${number}/${runs}`, ...process.argv.slice(2)];
  const child = Bun.spawn(command, { stdin: "ignore", stdout: "pipe", stderr: "pipe" });
  const output = fileByFile();
  await Promise.all([child.stdout, child.stderr].map((stream) => output.read(stream)));
  return { summary: output.rest(), exitCode: await child.exited };
}

/** Collects what belongs to a test file, and prints it when the next begins: two runs do not talk across each other. */
function fileByFile() {
  let chunk: string[] = [];
  const take = (line: string): void => {
    if (/^\S+\.test\.ts:$/.test(line)) {
      console.error(chunk.join("\n"));
      chunk = [];
    }
    chunk.push(line);
  };
  return {
    async read(stream: ReadableStream<Uint8Array>): Promise<void> {
      const decoder = new TextDecoder();
      let begun = "";
      for await (const bytes of stream) {
        const lines = (begun + decoder.decode(bytes, { stream: true })).split("\n");
        begun = lines.pop() ?? "";
        for (const line of lines) take(line);
      }
      if (begun !== "") take(begun);
    },
    /** Of the last file, and what comes after it. */
    rest(): string {
      console.error(chunk.join("\n"));
      return chunk.join("\n");
    },
  };
}

function add(totals: Totals, summary: string): void {
  const count = (pattern: RegExp): number => Number(pattern.exec(summary)?.[1] ?? 0);
  totals.pass += count(/^ *(\d+) pass$/m);
  totals.skip += count(/^ *(\d+) skip$/m);
  totals.fail += count(/^ *(\d+) fail$/m);
  totals.expect += count(/^ *(\d+) expect\(\) calls$/m);
  totals.tests += count(/^Ran (\d+) tests?/m);
  totals.files += count(/across (\d+) files?/);
}
