/** A small PostHog on the loopback: takes batches as PostHog does, keeps what is told, and can be told to misbehave. */
import { gunzipSync } from "node:zlib";

/** As PostHog gets it. */
export interface PostHogEvent {
  readonly event: string;
  readonly distinct_id: string;
  readonly properties: Readonly<Record<string, unknown>>;
}

interface Batch {
  readonly api_key: string;
  readonly batch: readonly PostHogEvent[];
}

export class TestPostHog {
  readonly apiKey = "phc_of_tests";
  /** For POSTHOG_HOST. */
  readonly url: string;
  /** In the order in which they came. */
  readonly events: PostHogEvent[] = [];
  /** "down" answers 503, "hang" not at all. */
  fault: "none" | "down" | "hang" = "none";
  readonly #server: Bun.Server<undefined>;

  constructor() {
    this.#server = Bun.serve({ hostname: "127.0.0.1", port: 0, fetch: (request) => this.#answer(request) });
    this.url = this.#server.url.href;
  }

  async stop(): Promise<void> {
    await this.#server.stop(true);
  }

  async #answer(request: Request): Promise<Response> {
    if (this.fault === "hang") return await new Promise<Response>(() => {});
    if (this.fault === "down") return new Response(null, { status: 503 });
    if (request.method !== "POST" || new URL(request.url).pathname !== "/batch/")
      return new Response(null, { status: 404 });
    const { api_key, batch } = await this.#read(request);
    if (api_key !== this.apiKey) return new Response(null, { status: 401 });
    this.events.push(...batch);
    return Response.json({ status: "Ok" });
  }

  async #read(request: Request): Promise<Batch> {
    const bytes = new Uint8Array(await request.arrayBuffer());
    const isZipped = request.headers.get("content-encoding") === "gzip";
    return JSON.parse(new TextDecoder().decode(isZipped ? gunzipSync(bytes) : bytes)) as Batch;
  }
}
