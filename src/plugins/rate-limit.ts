/**
 * Routes that could be tried again and again say so: `limit: "login"`. 429 with Retry-After when it is too often; how much
 * is left stands in RateLimit and RateLimit-Policy (draft-ietf-httpapi-ratelimit-headers) of every answer.
 *
 * Counted before anything is compared, hashed or looked up, by what was typed in and not by what there is: the answers
 * say nothing of accounts, and a right password is refused like a wrong one.
 */
import { isIPv6 } from "node:net";
import { Elysia } from "elysia";
import { AppError } from "../errors.ts";
import { currentRequest } from "../telemetry/request-context.ts";
import type { Count, Limiter } from "./limiter.ts";
import { type Policy, policies, type Rule, type Subject } from "./rate-limit-policies.ts";

/** The plugin as handlers take it. */
export type Limits = ReturnType<typeof rateLimits>;

/** @param limiter null: nothing is limited */
export const rateLimits = (limiter: Limiter | null) =>
  new Elysia({ name: "rate-limits" }).macro({
    limit: (policy: Policy) => ({
      detail: limitedBy(policy),
      beforeHandle: async ({ body, set }: Attempt) => {
        if (limiter !== null) await count(limiter, policy, { body, set });
      },
    }),
  });

/** `object`: of the members that OpenAPI knows it has none, which TypeScript takes for a slip. */
const limitedBy = (policy: Policy): object => ({ [LIMIT]: policy });

/** The key in a route's `detail` that says by which policy it is limited, for the docs. */
export const LIMIT = "x-rate-limit";

interface Attempt {
  readonly body: unknown;
  readonly set: { readonly headers: object };
}

/** @throws {AppError} rate_limited */
async function count(limiter: Limiter, policy: Policy, { body, set }: Attempt): Promise<void> {
  const counted: [Rule, Count][] = [];
  for (const rule of policies[policy]) {
    const count = await limiter.count(policy, rule, keyOf(rule.per, body));
    counted.push([rule, count]);
    if (count.exceeded) {
      const headers = { ...headersOf(counted), "retry-after": String(count.seconds) };
      throw new AppError("rate_limited", { headers });
    }
  }
  Object.assign(set.headers, headersOf(counted));
}

function headersOf(counted: readonly (readonly [Rule, Count])[]): Record<string, string> {
  const list = (item: (rule: Rule, count: Count) => string) =>
    counted.map(([rule, count]) => `"${rule.per}";${item(rule, count)}`).join(", ");
  return {
    "ratelimit-policy": list(({ attempts, seconds }) => `q=${attempts};w=${seconds}`),
    ratelimit: list((_, { remaining, seconds }) => `r=${remaining};t=${seconds}`),
  };
}

const keys: Readonly<Record<Subject, (body: unknown) => string>> = {
  ip: () => network(currentRequest()?.clientIp ?? "unknown"),
  account: accountOf,
  "account and ip": (body) => `${accountOf(body)} ${keys.ip(body)}`,
  user: () => currentRequest()?.caller?.userId ?? "nobody",
};

const keyOf = (subject: Subject, body: unknown): string => keys[subject](body);

/** The address in the form that the account service compares: its schema lets ASCII through and nothing else. */
function accountOf(body: unknown): string {
  const { email } = body as { readonly email: string };
  return email.trim().toLowerCase();
}

/** The first 64 bits of IPv6: whoever has one address there has all of them. */
function network(address: string): string {
  if (!isIPv6(address)) return address;
  const [head = "", tail = ""] = address.split("::");
  const [left, right] = [head, tail].map((part) => part.split(":").filter((group) => group !== "")) as [
    string[],
    string[],
  ];
  const zeros = Array<string>(Math.max(0, GROUPS - left.length - right.length)).fill("0");
  return [...left, ...zeros, ...right].slice(0, GROUPS / 2).join(":");
}

const GROUPS = 8;
