/**
 * GET /metrics for Prometheus: with METRICS_TOKEN as a bearer token; without one only where the app is developed, as
 * routes, queries and their rates are nobody else's business. Whoever may not read it does not learn that it is there.
 */
import { createHash, timingSafeEqual } from "node:crypto";
import { Elysia } from "elysia";
import { AppError } from "../errors.ts";
import type { Metrics } from "../telemetry/metrics/metrics.ts";
import { prometheusPage } from "../telemetry/metrics/prometheus.ts";
import type { Guards } from "./auth.ts";

interface MetricsAccess {
  readonly token: string | undefined;
  /** Whether it needs no token when there is none. */
  readonly isOpen: boolean;
}

export interface MetricsPageOptions extends MetricsAccess {
  readonly guards: Guards;
  readonly metrics: Metrics;
}

/** Of the configuration. */
interface MetricsSettings {
  readonly metricsToken: string | undefined;
  readonly environment: "development" | "test" | "production";
}

export const metricsAccess = ({ metricsToken, environment }: MetricsSettings): MetricsAccess => ({
  token: metricsToken,
  isOpen: environment !== "production",
});

export const METRICS_PATH = "/metrics";

export const metricsPage = ({ guards, metrics, ...access }: MetricsPageOptions) =>
  new Elysia({ name: "metrics" })
    .use(guards)
    .get(METRICS_PATH, async ({ request }) => await metricsAnswer(metrics, request.headers, access), {
      public: true,
      detail: { hide: true },
    });

/** @throws {AppError} not_found when the caller may not read it */
export async function metricsAnswer(
  metrics: Metrics,
  asking: Headers,
  { token, isOpen }: MetricsAccess,
): Promise<Response> {
  const isAllowed =
    token === undefined ? isOpen : isEqual(asking.get("authorization") ?? "", `Bearer ${token}`);
  if (!isAllowed) throw new AppError("not_found");
  const { type, text } = prometheusPage(await metrics.collect(), asking.get("accept"));
  return new Response(text, { headers: { "content-type": type, "cache-control": "no-store" } });
}

/** In the same time wherever they differ. */
const isEqual = (one: string, other: string): boolean => timingSafeEqual(digest(one), digest(other));

const digest = (text: string): Uint8Array => createHash("sha256").update(text).digest();
