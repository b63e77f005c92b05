/** Looking at jobs: lists, one job, queues, schedules. */
import {
  errorsOf,
  type JobList,
  jobLists,
  type ListedJob,
  listJobs,
  overviewOfQueues,
  readJob,
} from "../../jobs/operate.ts";
import { traceIdOf } from "../../jobs/trace.ts";
import { jobs as allJobs } from "../../jobs.ts";
import { type FetchJobRow, fetchJobSchedules, fetchJobWorkers } from "../../repositories/jobs.ts";
import type { Action, Answer } from "../actions.ts";
import { CommandError } from "../command.ts";
import { ago, duration, short, table } from "../table.ts";

const DEFAULT_LIMIT = 50;
const USAGE = 2;

/** Without a list: everything that is not over. */
export async function list({ db, words: [which], options }: Action): Promise<Answer> {
  const { queue, name } = filterOf(options);
  const limit = options.limit === undefined ? DEFAULT_LIMIT : Number(options.limit);
  const lists =
    which === undefined ? (["active", "pending", "retrying", "scheduled"] as const) : [jobListOf(which)];
  const found = await Promise.all(lists.map((one) => listJobs(db, one, { queue, name, limit, after: null })));
  const jobs = found.flat().slice(0, limit);
  return { json: jobs, text: table(jobs.map(listedRow), "No jobs.") };
}

export function filterOf(options: Action["options"]): {
  queue: string | undefined;
  name: string | undefined;
} {
  const text = (value: unknown) => (value === undefined ? undefined : String(value));
  return { queue: text(options.queue), name: text(options.name) };
}

function jobListOf(word: string): JobList {
  const found = jobLists.find((one) => one === word);
  if (found !== undefined) return found;
  throw new CommandError(`there is no list "${word}"`, {
    hint: `There are ${jobLists.join(", ")}.`,
    exitCode: USAGE,
  });
}

const listedRow = (job: ListedJob) => ({
  id: job.id,
  job: job.name,
  queue: job.queue,
  state: job.state,
  attempt: `${job.attempts}/${job.max_attempts}`,
  when: ago(job.finished_at ?? job.started_at ?? job.run_at),
  note: short(job.progress_note ?? job.last_error, 60),
});

export async function show({ db, words: [id] }: Action): Promise<Answer> {
  const job = await readJob(db, idOf(id));
  return { json: { ...job, trace_id: traceIdOf(job.traceparent) }, text: details(job) };
}

export function idOf(word: string | undefined): string {
  if (/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(word ?? "")) return word ?? "";
  throw new CommandError(word === undefined ? "which job?" : `"${word}" is no id of a job`, {
    hint: "`scaffold jobs list` shows ids.",
    exitCode: USAGE,
  });
}

function details(job: FetchJobRow): string {
  const facts: readonly (readonly [string, string])[] = [
    ["id", job.id],
    ["job", `${job.name} on ${job.queue}, priority ${job.priority}`],
    ["state", `${job.state}, attempt ${job.attempts} of ${job.max_attempts}, started ${job.runs} times`],
    [
      "progress",
      job.progress === null ? "" : `${Math.round(job.progress * 100)} % ${job.progress_note ?? ""}`,
    ],
    ["due", job.run_at.toISOString()],
    ["enqueued", job.created_at.toISOString()],
    ["started", job.started_at?.toISOString() ?? ""],
    ["finished", job.finished_at?.toISOString() ?? ""],
    ["worker", job.worker_host === null ? "" : `${job.worker_host}, process ${job.worker_pid}`],
    ["trace", traceIdOf(job.traceparent) ?? ""],
    ["user", job.user_id ?? ""],
    ["organization", job.organization_id ?? ""],
    ["unique key", job.unique_key ?? ""],
    ["payload", JSON.stringify(job.payload)],
    ["result", job.result === null ? "" : JSON.stringify(job.result)],
    ...errorsOf(job.errors).map(
      ({ attempt, at, message }) => ["error", `attempt ${attempt}, ${at}: ${message}`] as const,
    ),
  ];
  return facts
    .filter(([, value]) => value !== "")
    .map(([name, value]) => `${name.padEnd(13)}${value}`)
    .join("\n");
}

export async function queues({ db }: Action): Promise<Answer> {
  const known = [...new Set(allJobs.map(({ queue }) => queue))];
  const [overview, workers] = await Promise.all([overviewOfQueues(db, known), fetchJobWorkers(db)]);
  const rows = overview.map(({ queue, due, scheduled, retrying, queued, running, dead, ...rest }) => ({
    queue,
    running: running + queued,
    due,
    scheduled,
    retrying,
    dead,
    "done/min": rest.done_last_minute,
    oldest: rest.oldest_due_seconds === null ? "" : duration(rest.oldest_due_seconds),
    paused: rest.paused_at === null ? "" : ago(rest.paused_at),
  }));
  const alive = workers.map(
    ({ host, pid, engine, queues, running }) =>
      `${host}, process ${pid}: ${engine}, ${JSON.stringify(queues)}, ${running} running`,
  );
  const text = [
    table(rows, "No queues."),
    "",
    alive.length === 0 ? "No worker is up." : `Workers:\n  ${alive.join("\n  ")}`,
  ];
  return { json: { queues: overview, workers }, text: text.join("\n") };
}

export async function schedules({ db }: Action): Promise<Answer> {
  const rows = await fetchJobSchedules(db);
  const text = table(
    rows.map((row) => ({
      schedule: row.name,
      cron: row.cron,
      zone: row.timezone,
      next: row.paused_at === null ? ago(row.next_run_at) : "paused",
      last: ago(row.last_run_at),
      result: row.last_job_state ?? "",
    })),
    "No schedules: a worker writes them down when it starts.",
  );
  return { json: rows, text };
}
