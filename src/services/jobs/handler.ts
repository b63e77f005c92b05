/** /jobs: background jobs, for operators. The page that shows them is in dashboard.ts. */
import { Elysia, t } from "elysia";
import type { Guards } from "../../plugins/auth.ts";
import { PageOf, PageQuery, page } from "../../plugins/pagination.ts";
import { IdParams } from "../../plugins/schema.ts";
import {
  Enqueued,
  Job,
  JobFilter,
  JobListing,
  ListedJob,
  Overview,
  QueueParams,
  Retried,
  Schedule,
  ScheduleParams,
} from "./schema.ts";
import type { JobService } from "./service.ts";

interface Dependencies {
  readonly guards: Guards;
  readonly jobs: JobService;
}

const nothing = { 204: t.Void() };

export const jobsHandler = ({ guards, jobs }: Dependencies) =>
  new Elysia({ prefix: "/jobs", tags: ["jobs"] })
    .use(guards)

    .get(
      "",
      async ({ scope, query }) => await page(query, (slice) => jobs.list(scope, { ...query, ...slice })),
      {
        permission: "jobs.read",
        query: t.Composite([PageQuery, JobListing]),
        response: PageOf(ListedJob),
        detail: { summary: "Jobs of one list, the newest first" },
      },
    )

    .get("/overview", async ({ scope }) => await jobs.overview(scope), {
      permission: "jobs.read",
      response: Overview,
      detail: { summary: "Every queue with what it holds, and the workers" },
    })

    .get("/schedules", async ({ scope }) => await jobs.schedules(scope), {
      permission: "jobs.read",
      response: t.Array(Schedule),
      detail: { summary: "Jobs that come again and again" },
    })

    .post("/retries", async ({ scope, body }) => await jobs.retryDead(scope, body), {
      permission: "jobs.manage",
      body: JobFilter,
      response: Retried,
      detail: { summary: "Retry all dead jobs, of a queue or a name if one is given" },
    })

    .get("/:id", async ({ scope, params }) => await jobs.read(scope, params.id), {
      permission: "jobs.read",
      params: IdParams,
      response: Job,
      detail: { summary: "One job, with its payload, result and errors" },
    })

    .post("/:id/retry", async ({ scope, params }) => await jobs.retry(scope, params.id), {
      permission: "jobs.manage",
      params: IdParams,
      response: Job,
      detail: { summary: "Give a dead or cancelled job all its attempts again" },
    })

    .post("/:id/cancel", async ({ scope, params }) => await jobs.cancel(scope, params.id), {
      permission: "jobs.manage",
      params: IdParams,
      response: Job,
      detail: { summary: "Cancel a job; one that runs is told to stop" },
    })

    .post("/:id/bring-forward", async ({ scope, params }) => await jobs.bringForward(scope, params.id), {
      permission: "jobs.manage",
      params: IdParams,
      response: Job,
      detail: { summary: "Run a job now that waits for its time" },
    })

    .put(
      "/queues/:queue/pause",
      async ({ scope, params, status }) => status(204, await jobs.pauseQueue(scope, params.queue, true)),
      {
        permission: "jobs.manage",
        params: QueueParams,
        response: nothing,
        detail: { summary: "Pause a queue: what runs goes on, nothing new begins" },
      },
    )

    .delete(
      "/queues/:queue/pause",
      async ({ scope, params, status }) => status(204, await jobs.pauseQueue(scope, params.queue, false)),
      {
        permission: "jobs.manage",
        params: QueueParams,
        response: nothing,
        detail: { summary: "Resume a queue" },
      },
    )

    .put(
      "/schedules/:name/pause",
      async ({ scope, params, status }) => status(204, await jobs.pauseSchedule(scope, params.name, true)),
      {
        permission: "jobs.manage",
        params: ScheduleParams,
        response: nothing,
        detail: { summary: "Pause a schedule: its slots pass without a job" },
      },
    )

    .delete(
      "/schedules/:name/pause",
      async ({ scope, params, status }) => status(204, await jobs.pauseSchedule(scope, params.name, false)),
      {
        permission: "jobs.manage",
        params: ScheduleParams,
        response: nothing,
        detail: { summary: "Resume a schedule" },
      },
    )

    .post(
      "/schedules/:name/runs",
      async ({ scope, params, status }) => status(201, await jobs.runSchedule(scope, params.name)),
      {
        permission: "jobs.manage",
        params: ScheduleParams,
        response: { 201: Enqueued },
        detail: { summary: "Run a schedule's job out of turn" },
      },
    );
