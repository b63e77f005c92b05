/**
 * /jobs/dashboard: the page over /jobs, for operators. A page of our own, as bull-board reads its files from disk and so
 * cannot live in a compiled binary; these are bundled as text. The page itself holds nothing and is public, so that it
 * can ask whoever comes to sign in; what it shows comes from routes that guard themselves.
 */
import { Elysia } from "elysia";
import { AppError } from "../../../errors.ts";
import type { Guards } from "../../../plugins/auth.ts";
import apiScript from "./api.js" with { type: "text" };
import domScript from "./dom.js" with { type: "text" };
import drawerScript from "./drawer.js" with { type: "text" };
import formatScript from "./format.js" with { type: "text" };
import page from "./index.html" with { type: "text" };
import jobsScript from "./jobs.js" with { type: "text" };
import mainScript from "./main.js" with { type: "text" };
import queuesScript from "./queues.js" with { type: "text" };
import schedulesScript from "./schedules.js" with { type: "text" };
import signInScript from "./sign-in.js" with { type: "text" };
import sparklineScript from "./sparkline.js" with { type: "text" };
import styles from "./style.css" with { type: "text" };

const files: Readonly<Record<string, string>> = {
  "api.js": apiScript,
  "dom.js": domScript,
  "drawer.js": drawerScript,
  "format.js": formatScript,
  "jobs.js": jobsScript,
  "main.js": mainScript,
  "queues.js": queuesScript,
  "schedules.js": schedulesScript,
  "sign-in.js": signInScript,
  "sparkline.js": sparklineScript,
  "style.css": styles,
};

/** Only what comes from here runs, and nothing but this origin is asked. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src data:",
  "connect-src 'self'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
  "form-action 'none'",
].join("; ");

interface Dependencies {
  readonly guards: Guards;
  /** Where this server shows traces, if it does. */
  readonly tracesPath: string | null;
}

export function dashboardHandler({ guards, tracesPath }: Dependencies) {
  // Bun's types take every .html for a bundle; imported as text it is a string.
  const html = String(page).replace('data-traces=""', `data-traces="${tracesPath ?? ""}"`);
  const hidden = { public: true, detail: { hide: true } } as const;
  return new Elysia({ prefix: "/jobs/dashboard" })
    .use(guards)
    .get("", () => answer(html, "text/html", { "content-security-policy": POLICY }), hidden)
    .get("/:name", ({ params: { name } }) => fileAnswer(name), hidden);
}

function fileAnswer(name: string): Response {
  const text = Object.hasOwn(files, name) ? files[name] : undefined;
  if (text === undefined) throw new AppError("not_found");
  return answer(text, name.endsWith(".css") ? "text/css" : "text/javascript");
}

const answer = (body: string, type: string, headers: Record<string, string> = {}) =>
  new Response(body, {
    headers: { "content-type": `${type}; charset=utf-8`, "cache-control": "no-cache", ...headers },
  });
