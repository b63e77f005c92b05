/** Why: a broker in memory, as the truth of a job is its row in Postgres; nobody without the token pushes or pulls. */
import { readFileSync } from "node:fs";
import type { BunqueueConfig } from "bunqueue";

const config: BunqueueConfig = {
  server: { tcpPort: 6789, httpPort: 6790 },
  auth: { tokens: [readFileSync("/run/secrets/bunqueue_token", "utf8")] },
  logging: { format: "json" },
};

export default config;
