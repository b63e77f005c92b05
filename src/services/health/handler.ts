/** For whoever watches the process: is it alive (restart it if not), is it ready (send it requests if so). */
import { Elysia } from "elysia";
import type { Guards } from "../../plugins/auth.ts";
import { Live, Ready } from "./schema.ts";
import { checkReadiness, type ReadinessOptions } from "./service.ts";

interface Dependencies extends ReadinessOptions {
  readonly guards: Guards;
}

export const healthHandler = ({ guards, ...options }: Dependencies) =>
  new Elysia({ prefix: "/health", tags: ["health"] })
    .use(guards)

    .get("/live", () => ({ status: "live" }) as const, {
      public: true,
      response: Live,
      detail: { summary: "The process answers" },
    })

    .get("/ready", async () => await checkReadiness(options), {
      public: true,
      response: Ready,
      detail: {
        summary: "The process takes requests",
        description:
          "503 while the database does not answer, migrations are missing, or the process is stopping.",
      },
    });
