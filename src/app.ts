/**
 * The whole HTTP API as a value: plugins first, then one `.use` per service. Nothing is started here, no socket, no
 * timer, no pool, so that a test, a command and any runtime can have one.
 */
import { type AnyElysia, Elysia } from "elysia";
import type { Config } from "./config.ts";
import { jobs } from "./jobs.ts";
import type { Handler, Platform } from "./platform/platform.ts";
import { accountPage } from "./plugins/account-page.ts";
import { type Authenticate, auditAccess, auth, type Guards } from "./plugins/auth.ts";
import { jsonBody } from "./plugins/body.ts";
import { clientIpReader } from "./plugins/client-ip.ts";
import { frontEndAccess } from "./plugins/cors.ts";
import { type SessionCredentials, sessionCredentials } from "./plugins/credentials.ts";
import { deadlines } from "./plugins/deadline.ts";
import { docs } from "./plugins/docs.ts";
import { errorAnswers, type Reporter } from "./plugins/errors.ts";
import { type Idempotency, idempotency as idempotencyOf } from "./plugins/idempotency.ts";
import { createLimiter } from "./plugins/limiter.ts";
import { type AllowedMethods, allowedMethods } from "./plugins/methods.ts";
import { metricsAccess, metricsPage } from "./plugins/metrics.ts";
import { noContent } from "./plugins/no-content.ts";
import { oauthCookie } from "./plugins/oauth-cookie.ts";
import { openInDevelopment } from "./plugins/open-in-development.ts";
import { renderDocument } from "./plugins/openapi.ts";
import { origin } from "./plugins/origin.ts";
import { pipeline } from "./plugins/pipeline.ts";
import { type Limits, rateLimits } from "./plugins/rate-limit.ts";
import { requestLog } from "./plugins/request-log.ts";
import { crossSiteGuard, securityHeaders } from "./plugins/security.ts";
import { auditHandler } from "./services/account/audit/handler.ts";
import { auditService } from "./services/account/audit/service.ts";
import { authenticationHandler } from "./services/account/authentication/handler.ts";
import { createPasswords } from "./services/account/authentication/password.ts";
import { authenticationService } from "./services/account/authentication/service.ts";
import { acceptanceService } from "./services/account/invitations/acceptance.ts";
import { acceptanceHandler, invitationsHandler } from "./services/account/invitations/handler.ts";
import { invitationService } from "./services/account/invitations/service.ts";
import { meHandler } from "./services/account/me/handler.ts";
import { meService } from "./services/account/me/service.ts";
import { membersHandler } from "./services/account/members/handler.ts";
import { memberService } from "./services/account/members/service.ts";
import { oauthHandler } from "./services/account/oauth/handler.ts";
import { createOAuth, type OAuthOptions } from "./services/account/oauth/oauth.ts";
import { oauthService } from "./services/account/oauth/service.ts";
import { organizationsHandler } from "./services/account/organizations/handler.ts";
import { organizationService } from "./services/account/organizations/service.ts";
import { permissionsHandler } from "./services/account/permissions/handler.ts";
import { permissionService } from "./services/account/permissions/service.ts";
import { rolesHandler } from "./services/account/roles/handler.ts";
import { roleService } from "./services/account/roles/service.ts";
import { sessionsHandler } from "./services/account/sessions/handler.ts";
import { type SessionService, sessionService } from "./services/account/sessions/service.ts";
import { usersHandler } from "./services/account/users/handler.ts";
import { userService } from "./services/account/users/service.ts";
import { healthHandler } from "./services/health/handler.ts";
import { idempotencyService } from "./services/idempotency/service.ts";
import { dashboardHandler } from "./services/jobs/dashboard/handler.ts";
import { jobsHandler } from "./services/jobs/handler.ts";
import { jobService } from "./services/jobs/service.ts";
import { mailboxHandler } from "./services/mailbox/handler.ts";
import { mailboxService } from "./services/mailbox/service.ts";
import { tracesHandler } from "./services/traces/handler.ts";
import { traceService } from "./services/traces/service.ts";
import { reportIncident } from "./telemetry/dossier.ts";
import { errorEvents } from "./telemetry/error-events.ts";
import { httpMetrics } from "./telemetry/metrics/instruments.ts";
import { tracedFetch } from "./telemetry/outgoing.ts";
import { currentRequest } from "./telemetry/request-context.ts";

const INFO = {
  title: "Scaffold",
  version: "1",
  description: "Accounts, organizations and what belongs to them.",
};

export interface AppOptions {
  /** Round what recognises callers in earnest: for tests. */
  readonly authenticate?: (bySession: Authenticate) => Authenticate;
  /** More routes, for tests of what no route of ours shows. */
  readonly routes?: (guards: Guards, idempotency: Idempotency) => AnyElysia;
}

/** The routes as types, for clients (src/client). */
export type App = ReturnType<typeof createApp>;

export type { ErrorCode } from "./errors.ts";

/** Every route and its plugins. Ask it for `routes`; serve it through `createHandler`. */
export function createApp(platform: Platform, options: AppOptions = {}) {
  const { config, database, lifecycle, migrations, analytics } = platform;
  const credentials = sessionCredentials(isSecure(config));
  const sessions = sessionService({
    database,
    idleSeconds: config.sessionIdleSeconds,
    waitUntil: (work) => platform.waitUntil(work),
  });
  const authenticate = openJobs(config, bySession(credentials, sessions));
  const guards = auth(noted(options.authenticate?.(authenticate) ?? authenticate));
  const limits = rateLimits(config.rateLimits ? createLimiter(platform.counters) : null);
  const idempotency = idempotencyOf(idempotencyService({ database }));
  let allowed: AllowedMethods = () => [];

  const api = new Elysia({ ...platform.elysia, handler: { standardHostname: false } })
    .use(errorAnswers({ allowedMethods: (path) => allowed(path), report: reporter(platform) }))
    .use(jsonBody())
    .use(noContent())
    .onTransform({ as: "global" }, ({ route }) => noteRoute(route))
    .use(healthHandler({ guards, database, lifecycle, migrations }))
    .use(signInRoutes(platform, { guards, limits, credentials }))
    .use(sessionsHandler({ guards, sessions, credentials }))
    .use(usersHandler({ guards, users: userService({ database }) }))
    .use(
      organizationsHandler({
        guards,
        idempotency,
        organizations: organizationService({ database, analytics }),
      }),
    )
    .use(membersHandler({ guards, members: memberService({ database }) }))
    .use(rolesHandler({ guards, idempotency, roles: roleService({ database }) }))
    .use(
      invitationsHandler({
        guards,
        idempotency,
        limits,
        invitations: invitationService({ database, analytics }),
      }),
    )
    .use(permissionsHandler({ guards, permissions: permissionService({ database }) }))
    .use(auditHandler({ guards, audit: auditService({ database }) }))
    .use(jobsHandler({ guards, jobs: jobService({ database, queues: jobs.map(({ queue }) => queue) }) }))
    .use(dashboardHandler({ guards, tracesPath: shownTraces(platform) && TRACES_PATH }))
    .use(accountPages(platform, guards))
    .use(metricsPage({ guards, metrics: platform.metrics, ...metricsAccess(config) }))
    // Without its types: what tests add is no part of `App`.
    .use((options.routes?.(guards, idempotency) ?? new Elysia()) as Elysia);

  const app = api.use(
    docs({
      guards,
      document: renderDocument(api, { ...INFO, sessionCookie: credentials.cookieName }),
      asset: platform.docsAsset,
    }),
  );
  auditAccess(app.routes);
  allowed = allowedMethods(app.routes);
  return app;
}

interface SignInParts {
  readonly guards: Guards;
  readonly limits: Limits;
  readonly credentials: SessionCredentials;
}

/** Signing in, in every way, and one's own account. */
function signInRoutes({ config, database, passwordHasher, analytics }: Platform, parts: SignInParts) {
  const { guards, limits, credentials } = parts;
  const passwords = createPasswords({
    hasher: passwordHasher,
    concurrency: config.passwordHashConcurrency,
    queueMax: config.passwordHashQueueMax,
  });
  const lifetimes = {
    idleSeconds: config.sessionIdleSeconds,
    lifetimeSeconds: config.sessionLifetimeSeconds,
  };
  const authentication = authenticationService({ database, passwords, lifetimes, analytics });
  const oauth = oauthService({
    database,
    lifetimes,
    analytics,
    oauth: createOAuth({
      clients: oauthClients(config),
      timeoutMs: OAUTH_TIMEOUT_MS,
      fetch: tracedFetch,
    }),
    callbackUrl: (provider) => `${apiUrl(config)}/auth/oauth/${provider}/callback`,
  });
  const acceptance = acceptanceService({ database, passwords, lifetimes, analytics });
  const attempts = oauthCookie(isSecure(config));
  const page = (path: string) => `${withoutSlash(config.appUrl)}${path}`;
  return new Elysia()
    .use(authenticationHandler({ guards, limits, authentication, credentials }))
    .use(oauthHandler({ guards, limits, oauth, credentials, attempts, page }))
    .use(acceptanceHandler({ guards, limits, acceptance, credentials }))
    .use(meHandler({ guards, limits, me: meService({ database, passwords, analytics }), credentials }));
}

/** For people to look at: the account page where it is wanted, and while developing the mails that nobody delivers, and what requests did. */
function accountPages(platform: Platform, guards: Guards): Elysia {
  const { config, accountPage: page, mailbox } = platform;
  const isDevelopment = config.environment === "development";
  const isWanted = config.accountPage === "on" || (config.accountPage === "auto" && isDevelopment);
  const pages = new Elysia();
  if (isWanted) pages.use(accountPage({ guards, page }));
  if (isDevelopment && mailbox !== null) {
    pages.use(mailboxHandler({ guards, mailbox: mailboxService(mailbox), path: "/dev/mailbox" }));
  }
  const traces = shownTraces(platform);
  if (traces !== null) {
    pages.use(tracesHandler({ guards, traces: traceService(traces, TRACES_PATH), path: TRACES_PATH }));
  }
  return pages;
}

const TRACES_PATH = "/dev/traces";

const shownTraces = ({ config, traces }: Platform): Platform["traces"] =>
  config.environment === "development" ? traces : null;

/** For each question to a provider. */
const OAUTH_TIMEOUT_MS = 10_000;

const withoutSlash = (url: string): string => url.replace(/\/$/, "");

const apiUrl = ({ apiUrl, appUrl }: Config): string => withoutSlash(apiUrl ?? new URL(appUrl).origin);

/** Over http, as in development, browsers would not send a secure cookie back. */
const isSecure = (config: Config): boolean =>
  config.environment === "production" || apiUrl(config).startsWith("https:");

/** Those with an id and a secret; the configuration has made sure that there is both or none. */
function oauthClients(config: Config): OAuthOptions["clients"] {
  const { githubClientId, githubClientSecret, githubUrl } = config;
  const { googleClientId, googleClientSecret, googleUrl } = config;
  return {
    ...(githubClientId &&
      githubClientSecret && {
        github: { clientId: githubClientId, clientSecret: githubClientSecret, url: githubUrl },
      }),
    ...(googleClientId &&
      googleClientSecret && {
        google: { clientId: googleClientId, clientSecret: googleClientSecret, url: googleUrl },
      }),
  };
}

/**
 * The API as a function from request to answer, the same on every runtime.
 * @throws {Error} when a route does not declare who may call it
 */
export function createHandler(platform: Platform, options: AppOptions = {}): Handler {
  const { config, lifecycle, log } = platform;
  // Now and not with the first request, when some runtimes let nobody make code any more.
  const app = createApp(platform, options).compile();
  return pipeline({
    fetch: app.fetch,
    peerAddress: (request) => platform.peerAddress(request),
    clientIp: clientIpReader(config.trustedProxies),
    bodyMaxBytes: config.requestBodyMaxBytes,
    deadlineMs: deadlines(app.routes, config.requestDeadlineMs),
    lifecycle,
    refuseCrossSite: crossSiteGuard(config.appUrl),
    share: frontEndAccess(config.appUrl),
    secure: securityHeaders({ https: config.environment === "production" }),
    metrics: httpMetrics(platform.metrics),
    log: requestLog({ log, listQueries: platform.logFormat === "pretty" }),
    report: reporter(platform),
  });
}

/** The jobs' dashboard asks for no sign-in while developing. */
const openJobs = ({ environment }: Platform["config"], authenticate: Authenticate): Authenticate =>
  environment === "development"
    ? openInDevelopment(authenticate, { prefix: "/jobs", permissions: ["jobs.read", "jobs.manage"] })
    : authenticate;

const bySession =
  (credentials: SessionCredentials, sessions: SessionService): Authenticate =>
  async ({ headers }) => {
    const brought = credentials.read(headers);
    return brought === null ? null : await sessions.recognise(brought.token, origin());
  };

/** The caller goes into the log and the span, not only to the handler. */
const noted =
  (authenticate: Authenticate): Authenticate =>
  async (request) => {
    const caller = await authenticate(request);
    const context = currentRequest();
    if (context !== undefined) context.caller = caller?.scope ?? null;
    return caller;
  };

function noteRoute(route: string): void {
  const context = currentRequest();
  if (context !== undefined) context.route = route;
}

function reporter(platform: Platform): Reporter {
  const { log, database, config, migrations } = platform;
  const events = errorEvents(database);
  const surroundings = { release: config.release, migration_head: migrations.at(-1) };
  return ({ error, request, body }) => {
    const incident = { code: error.code, error, request, body, context: currentRequest() };
    const noted = reportIncident({ log, events, surroundings }, incident);
    if (noted !== undefined) platform.waitUntil(noted.written);
    return noted?.id;
  };
}
