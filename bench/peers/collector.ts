/** Takes what is exported and throws it away: the exporter does its work, and nobody waits for it. */
import { port } from "./settings.ts";

Bun.serve({ hostname: "127.0.0.1", port, fetch: () => new Response("{}") });
