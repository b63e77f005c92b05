/** What stands round a view: for members the navigation, with what they can reach now; for others the name of the place. */
import type { Client, Identity } from "../../client/index.ts";
import { h } from "./dom.ts";
import { isReachable, routes } from "./routes.ts";

interface ShellOptions {
  readonly client: Client;
  /** Of the view that is shown. */
  readonly path: string;
  go(path: string): void;
}

const WORK = ["/", "/members", "/roles", "/audit", "/settings"];
const OWN = ["/profile", "/sessions", "/organizations"];

export function shell({ client, path, go }: ShellOptions): Node[] {
  const { identity } = client;
  if (identity === null) return [];
  const signOut = async () => {
    await client.signOut();
    go("/sign-in");
  };
  const { user, organization } = identity;
  const menu = h(
    "details",
    { class: "menu", open: matchMedia("(min-width: 60rem)").matches },
    h(
      "summary",
      {},
      organization?.name ?? "Account",
      h("span", { class: "faint" }, organization?.role ?? ""),
    ),
    h(
      "nav",
      { "aria-label": "Account" },
      group(organization === null ? "Start" : "Organization", WORK, identity, path),
      group("You", OWN, identity, path),
    ),
    h(
      "footer",
      {},
      h("p", {}, user.name, h("span", { class: "faint" }, user.email)),
      h("button", { type: "button", class: "quiet", onclick: () => void signOut() }, "Sign out"),
    ),
  );
  return [h("aside", {}, menu)];
}

const group = (title: string, paths: readonly string[], identity: Identity, current: string) =>
  h(
    "div",
    { class: "group" },
    h("p", { class: "faint" }, title),
    h(
      "ul",
      {},
      ...paths.filter((path) => isReachable(path, identity)).map((path) => h("li", {}, entry(path, current))),
    ),
  );

const entry = (path: string, current: string) =>
  h(
    "a",
    { href: `/account${path === "/" ? "" : path}`, "aria-current": path === current && "page" },
    routes[path]?.title ?? path,
  );
