import { expect, test } from "bun:test";
import { Type } from "@sinclair/typebox";
import { defineJob, type JobFor } from "./job.ts";

const payload = Type.Object({});
const run = async () => {};

test("a name, a schedule and a timeout are checked where the job is defined", () => {
  expect(() => defineJob("Send Mail", { payload, run })).toThrow('"Send Mail" is no name of a job');
  expect(() => defineJob("a.b", { payload, run, schedule: { cron: "0 0 * * * *", payload: {} } })).toThrow(
    "5-part",
  );
  expect(() => defineJob("a.b", { payload, run, timeoutMs: 2 ** 31 })).toThrow("24 days");
});

test("a list of jobs asks for the services of all of them", () => {
  const mails = defineJob("a.mails", {
    payload,
    run: async (_, { mailer }: { mailer: string }) => void mailer,
  });
  const fine: readonly JobFor<{ mailer: string; clock: number }>[] = [mails];
  // @ts-expect-error: nobody provides the mailer
  const missing: readonly JobFor<{ clock: number }>[] = [mails];
  expect([fine.length, missing.length]).toEqual([1, 1]);
});
