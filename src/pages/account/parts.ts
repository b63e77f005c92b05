/** What views are put together from. */
import type { Problem } from "../../client/index.ts";
import { problemOf } from "./context.ts";
import { type Child, fragment, h } from "./dom.ts";

export const heading = (text: string, ...beside: readonly Child[]) =>
  h("header", { class: "heading" }, h("h1", { tabindex: -1 }, text), ...beside);

export const card = (title: string, ...children: readonly Child[]) =>
  h("section", { class: "card" }, title !== "" && h("h2", {}, title), ...children);

/** For whoever is not signed in: one thing to do, in the middle of the page. */
export const sheet = (title: string, ...children: readonly Child[]) =>
  h("section", { class: "sheet" }, h("h1", { tabindex: -1 }, title), ...children);

export const paragraph = (...children: readonly Child[]) => h("p", {}, ...children);

export const badge = (text: string, kind = "") => h("span", { class: `badge ${kind}` }, text);

/** Within the page; see router.ts. */
export const link = (path: string, text: string) => h("a", { href: `/account${path}` }, text);

export interface ActionOptions {
  readonly kind?: "primary" | "danger" | "quiet";
  /** Asked before it is done. */
  readonly confirm?: string;
  /** For those who do not see what it stands beside. */
  readonly label?: string;
}

/** A button. What it does gives the problem when there is one, which is shown beside it. */
export function action(
  text: string,
  act: () => Promise<Problem | undefined>,
  { kind = "quiet", confirm, label }: ActionOptions = {},
): HTMLElement {
  const problemText = h("span", { class: "problem", role: "alert" });
  const button = h(
    "button",
    { type: "button", class: kind, "aria-label": label, onclick: () => void run() },
    text,
  );
  async function run(): Promise<void> {
    if (confirm !== undefined && !(await confirmed(confirm, text))) return;
    button.disabled = true;
    const problem = await act().catch(problemOf);
    button.disabled = false;
    problemText.textContent = problem?.title ?? "";
  }
  return h("span", { class: "action" }, button, problemText);
}

/** Whether the person means it. */
function confirmed(question: string, yes: string): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const dialog = h(
    "dialog",
    { "aria-label": question, onclose: () => dialog.remove() },
    h("p", {}, question),
    h(
      "div",
      { class: "actions" },
      h("button", { type: "button", class: "quiet", onclick: () => dialog.close() }, "Cancel"),
      h("button", { type: "button", class: "danger", onclick: () => dialog.close("yes") }, yes),
    ),
  );
  dialog.addEventListener("close", () => resolve(dialog.returnValue === "yes"));
  document.body.append(dialog);
  dialog.showModal();
  return promise;
}

export interface Column<Item> {
  readonly title: string;
  readonly cell: (item: Item) => Child;
}

/** A table; on a narrow screen each row is a card of its own, with the titles beside the values. */
export function table<Item>(label: string, columns: readonly Column<Item>[], items: readonly Item[]) {
  const row = (item: Item) =>
    h(
      "tr",
      {},
      ...columns.map(({ title, cell }) => h("td", { "data-title": title }, h("div", {}, cell(item)))),
    );
  return h(
    "table",
    { "aria-label": label },
    h("thead", {}, h("tr", {}, ...columns.map(({ title }) => h("th", { scope: "col" }, title)))),
    h("tbody", {}, ...items.map(row)),
  );
}

interface Page<Item> {
  readonly items: readonly Item[];
  readonly next_cursor: string | null;
}

/** A list that comes in pages: the first at once, each other one at the press of a button. */
export async function pages<Item>(
  fetchPage: (cursor?: string) => Promise<Page<Item>>,
  show: (items: readonly Item[]) => Child,
): Promise<Child> {
  const place = h("div", { class: "pages" });
  const append = async (cursor?: string): Promise<undefined> => {
    const { items, next_cursor: next } = await fetchPage(cursor);
    place.querySelector(".more")?.remove();
    place.append(fragment(show(items)));
    if (next !== null)
      place.append(
        h(
          "p",
          { class: "more" },
          action("Show more", () => append(next)),
        ),
      );
  };
  await append();
  return place;
}
