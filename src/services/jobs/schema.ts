/** What operators may ask about background jobs, and what they get to see. */
import { t } from "elysia";
import { Nullable, Timestamp } from "../../plugins/schema.ts";

const JobState = t.Union([
  t.Literal("ready"),
  t.Literal("queued"),
  t.Literal("running"),
  t.Literal("done"),
  t.Literal("dead"),
  t.Literal("cancelled"),
]);

const Name = t.String({ maxLength: 200, pattern: "^[a-z0-9._-]+$" });

export const JobFilter = t.Object({
  queue: t.Optional(Name),
  name: t.Optional(Name),
});

export const JobListing = t.Composite([
  JobFilter,
  t.Object({
    list: t.Union(
      [
        t.Literal("active"),
        t.Literal("pending"),
        t.Literal("scheduled"),
        t.Literal("retrying"),
        t.Literal("dead"),
        t.Literal("done"),
        t.Literal("cancelled"),
      ],
      {
        description:
          "active: runs, or is on its way; pending: due; scheduled: later; retrying: between two attempts.",
      },
    ),
  }),
]);

const listed = {
  id: t.String({ format: "uuid" }),
  name: t.String(),
  queue: t.String(),
  payload: t.Unknown(),
  state: JobState,
  priority: t.Integer(),
  run_at: Timestamp,
  attempts: t.Integer(),
  max_attempts: t.Integer(),
  progress: Nullable(t.Number({ description: "0 to 1." })),
  progress_note: Nullable(t.String()),
  user_id: Nullable(t.String()),
  organization_id: Nullable(t.String()),
  created_at: Timestamp,
  started_at: Nullable(Timestamp),
  finished_at: Nullable(Timestamp),
};

export const ListedJob = t.Object({ ...listed, last_error: Nullable(t.String()) });

export const Job = t.Object({
  ...listed,
  runs: t.Integer({ description: "How often it was started." }),
  unique_key: Nullable(t.String()),
  cancel_requested_at: Nullable(Timestamp),
  result: t.Unknown(),
  errors: t.Array(
    t.Object({ attempt: t.Integer(), at: t.String(), message: t.String(), stack: t.Optional(t.String()) }),
    { description: "Failed attempts, newest last." },
  ),
  trace_id: Nullable(t.String()),
  lease_expires_at: Nullable(Timestamp),
  worker_host: Nullable(t.String()),
  worker_pid: Nullable(t.Integer()),
});

const Queue = t.Object({
  queue: t.String(),
  due: t.Integer(),
  scheduled: t.Integer(),
  retrying: t.Integer(),
  queued: t.Integer(),
  running: t.Integer(),
  dead: t.Integer(),
  oldest_due_seconds: Nullable(t.Number()),
  paused_at: Nullable(Timestamp),
  done_last_minute: t.Integer(),
  dead_last_minute: t.Integer(),
});

const Worker = t.Object({
  id: t.String({ format: "uuid" }),
  host: t.String(),
  pid: t.Integer(),
  engine: t.String(),
  queues: t.Unknown({ description: "How many jobs at once, by queue." }),
  running: t.Integer(),
  started_at: Timestamp,
  seen_at: Timestamp,
});

export const Overview = t.Object({ queues: t.Array(Queue), workers: t.Array(Worker) });

export const Schedule = t.Object({
  name: t.String(),
  job_name: t.String(),
  queue: t.String(),
  cron: t.String(),
  timezone: t.String(),
  next_run_at: Timestamp,
  last_run_at: Nullable(Timestamp),
  last_job_id: Nullable(t.String()),
  last_job_state: Nullable(JobState),
  paused_at: Nullable(Timestamp),
});

export const QueueParams = t.Object({ queue: Name });
export const ScheduleParams = t.Object({ name: Name });
export const Retried = t.Object({ retried: t.Integer() });
export const Enqueued = t.Object({ id: t.String({ format: "uuid" }) });
