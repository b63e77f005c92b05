/** Changing jobs: retry, cancel, run, prune, pause. */
import type { Json } from "../../database/codec.ts";
import { enqueue } from "../../jobs/enqueue.ts";
import { cancelJob, pauseQueue, readJob, resumeQueue, retryDeadJobs, retryJob } from "../../jobs/operate.ts";
import { PayloadError } from "../../jobs/payload.ts";
import { defaultRetention, prune } from "../../jobs/prune.ts";
import { jobs as allJobs } from "../../jobs.ts";
import type { Action, Answer } from "../actions.ts";
import { CommandError } from "../command.ts";
import { suggest } from "../suggest.ts";
import { filterOf, idOf } from "./look.ts";

const USAGE = 2;

/** One by its id, or all that are dead: `retry all --queue mail`. */
export async function retry({ db, words: [word], options }: Action): Promise<Answer> {
  if (word !== "all") {
    const id = idOf(word);
    await retryJob(db, id);
    return { json: { retried: 1 }, text: `${id} is ready again` };
  }
  const retried = await retryDeadJobs(db, filterOf(options));
  return { json: { retried }, text: `${retried} jobs are ready again` };
}

export async function cancel({ db, words: [word] }: Action): Promise<Answer> {
  const id = idOf(word);
  await cancelJob(db, id);
  const { state } = await readJob(db, id);
  return {
    json: { id, state },
    text: state === "running" ? `${id} runs, and was told to stop` : `${id} is cancelled`,
  };
}

/** With --wait: until it is over, showing how far it is; the exit code says whether it was done. */
export async function runJob({ db, words: [name = "", payload = "{}"], options }: Action): Promise<Answer> {
  const job = allJobs.find((one) => one.name === name);
  if (job === undefined) throw unknownJob(name);
  const id = await enqueue(db, job, parse(payload)).catch(explain);
  if (id === null)
    throw new CommandError("the same job is pending already", { hint: "`scaffold jobs list` shows it." });
  if (options.wait !== true) return { json: { id }, text: `${id} is ready` };
  const over = await waitFor(db, id, options.json !== true);
  const { state, result, errors } = over;
  const text =
    state === "done"
      ? `${id} is done: ${JSON.stringify(result)}`
      : `${id} is ${state}: ${JSON.stringify(errors)}`;
  return { json: over, text, exitCode: state === "done" ? 0 : 1 };
}

const LOOK_MS = 250;

async function waitFor(db: Action["db"], id: string, live: boolean): ReturnType<typeof readJob> {
  for (;;) {
    const job = await readJob(db, id);
    if (live && job.progress !== null)
      console.error(`${Math.round(job.progress * 100)} % ${job.progress_note ?? ""}`);
    if (job.finished_at !== null) return job;
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
}

function parse(payload: string): Json {
  try {
    return JSON.parse(payload);
  } catch (cause) {
    throw new CommandError("the payload is no JSON", { hint: `As in '{"to":20}'.`, exitCode: USAGE, cause });
  }
}

function explain(error: unknown): never {
  if (error instanceof PayloadError) throw new CommandError(error.message, { exitCode: USAGE });
  throw error;
}

function unknownJob(name: string): CommandError {
  const names = allJobs.map((job) => job.name);
  const close = suggest(name, names);
  const hint = close === undefined ? `There are ${names.join(", ")}.` : `Did you mean ${close}?`;
  return new CommandError(name === "" ? "which job?" : `there is no job named "${name}"`, {
    hint,
    exitCode: USAGE,
  });
}

/** What the scheduled job does, now and here. */
export async function pruneNow({ db }: Action): Promise<Answer> {
  const removed = await prune(db, defaultRetention);
  return { json: { removed }, text: `${removed} jobs are forgotten` };
}

export async function pause({ db, words: [queue] }: Action): Promise<Answer> {
  const name = queueOf(queue);
  await pauseQueue(db, name, null);
  return { json: { queue: name, paused: true }, text: `${name} starts no more jobs until it is resumed` };
}

export async function resume({ db, words: [queue] }: Action): Promise<Answer> {
  const name = queueOf(queue);
  await resumeQueue(db, name);
  return { json: { queue: name, paused: false }, text: `${name} starts jobs again` };
}

function queueOf(word: string | undefined): string {
  if (word !== undefined) return word;
  throw new CommandError("which queue?", { hint: "`scaffold jobs queues` shows them.", exitCode: USAGE });
}
