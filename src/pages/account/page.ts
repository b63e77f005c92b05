/**
 * The page round the views: which one the address asks for, the navigation, what is told to the person, and that all of it
 * is shown anew when somebody elsewhere changes who this person is or what is allowed.
 */
import { type Client, createClient, type Identity } from "../../client/index.ts";
import { type Context, problemOf } from "./context.ts";
import { h } from "./dom.ts";
import { contentOf, routes } from "./routes.ts";
import { shell } from "./shell.ts";
import { failure } from "./views/refusals.ts";

const BASE = "/account";
/** How long a change by somebody else stays unseen by those who do nothing. */
const LOOK_EVERY_MS = 5_000;
const NOTICE_MS = 6_000;

export function startPage(body: HTMLElement): void {
  const main = h("main", { id: "main", tabindex: -1 });
  const notices = h("div", { class: "notices", role: "status" });
  const frame = h("div", { class: "frame" });
  let known: Identity | null = null;
  let shown = 0;

  const client: Client = createClient(location.origin, {
    onIdentityChange: (identity) => {
      const before = known;
      known = identity;
      if (before?.user.id !== identity.user.id) return void show();
      const news = newsOf(before, identity);
      if (news !== undefined) say(news);
      renew();
    },
    onSignedOut: () => {
      known = null;
      say("You are signed out.");
      void show();
    },
  });

  /** What somebody is typing is not taken away: then only the frame is shown anew. */
  function renew(): void {
    if (main.querySelector("form[data-dirty]") === null) void show();
    else showFrame();
  }

  function say(text: string): void {
    const notice = h("p", {}, text);
    notices.append(notice);
    setTimeout(() => notice.remove(), NOTICE_MS);
  }

  const path = () => location.pathname.slice(BASE.length).replace(/\/$/, "") || "/";

  function showFrame(): void {
    frame.replaceChildren(...shell({ client, path: path(), go }), main);
    frame.className = client.identity === null ? "frame open" : "frame";
  }

  async function show(focus = false): Promise<void> {
    shown += 1;
    const mine = shown;
    const route = routes[path()];
    document.title = `${route?.title ?? "Not found"} · Account`;
    const content = await Promise.try(contentOf, route, context()).catch((error: unknown) =>
      failure(context(), problemOf(error)),
    );
    // Another view was asked for meanwhile.
    if (mine !== shown) return;
    showFrame();
    main.replaceChildren(content || "");
    if (focus) main.querySelector<HTMLElement>("h1")?.focus();
  }

  function go(to: string): void {
    history.pushState(null, "", `${BASE}${to === "/" ? "" : to}`);
    void show(true);
    scrollTo(0, 0);
  }

  const context = (): Context => {
    const behindHash = new URLSearchParams(location.hash.slice(1));
    return {
      client,
      identity: client.identity,
      token: behindHash.get("token"),
      errorCode: behindHash.get("error"),
      go,
      refresh: () => void show(),
      say,
    };
  };

  body.append(h("a", { class: "skip", href: "#main" }, "To the content"), frame, notices);
  followLinks(go);
  addEventListener("popstate", () => void show());
  void client.refresh().then(() => show());
  keepLooking(client);
}

/** Links to other views need no new document. */
function followLinks(go: (path: string) => void): void {
  document.addEventListener("click", (event) => {
    const link = event.target instanceof Element ? event.target.closest("a") : null;
    const isPlain = event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey;
    if (link === null || !isPlain || link.origin !== location.origin) return;
    if (link.hash !== "" || (link.pathname !== BASE && !link.pathname.startsWith(`${BASE}/`))) return;
    event.preventDefault();
    go(link.pathname.slice(BASE.length) || "/");
  });
}

/** Every request tells of changes; who does nothing looks from time to time, and on coming back to the tab. */
function keepLooking(client: Client): void {
  const look = () => {
    if (document.visibilityState === "visible" && client.identity !== null) void client.refresh();
  };
  setInterval(look, LOOK_EVERY_MS);
  document.addEventListener("visibilitychange", look);
}

/** What is worth telling of a change that somebody else made. */
function newsOf(before: Identity, now: Identity): string | undefined {
  const { organization } = now;
  if (before.organization?.id !== organization?.id) return undefined;
  if (organization !== null && before.organization?.role !== organization.role)
    return `You are ${organization.role} in ${organization.name} now.`;
  if (before.permissions.join() !== now.permissions.join()) return "What you may do here has changed.";
  return undefined;
}
