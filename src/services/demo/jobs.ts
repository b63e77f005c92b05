/** A job to look at: it counts, says how far it is, minds being cancelled, and can be told to fail. `scaffold jobs run demo.count '{"to":20}'`. */
import { setTimeout as sleep } from "node:timers/promises";
import { Type } from "@sinclair/typebox";
import { defineJob } from "../../jobs/index.ts";

export const countForDemonstration = defineJob("demo.count", {
  payload: Type.Object({
    to: Type.Integer({ minimum: 1, maximum: 10_000 }),
    stepMs: Type.Optional(Type.Integer({ minimum: 0, maximum: 60_000 })),
    /** Fails when it gets there. */
    failAt: Type.Optional(Type.Integer({ minimum: 1 })),
  }),
  maxAttempts: 3,
  timeoutMs: 3_600_000,
  run: async ({ payload: { to, stepMs = 500, failAt }, signal, progress, log }) => {
    for (let step = 1; step <= to; step++) {
      await sleep(stepMs, undefined, { signal });
      if (step === failAt) throw new Error(`Told to fail at ${step}`);
      progress(step / to, `${step} of ${to}`);
    }
    log.info({ to }, "counted");
    return { counted: to };
  },
});
