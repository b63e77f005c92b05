/** From where the request came that is being served; for handlers of public routes, where there is no scope to say it. */
import type { Origin } from "../scope.ts";
import { currentRequest } from "../telemetry/request-context.ts";

export function origin(): Origin {
  const request = currentRequest();
  return {
    requestId: request?.id ?? null,
    ip: request?.clientIp ?? null,
    userAgent: request?.userAgent ?? null,
  };
}
