/** Elements as values. Text is always text: nothing here makes HTML of a string. */

export type Child = Node | string | false | null | undefined;

type Listener = (event: Event) => void;
type Props = Readonly<Record<string, string | number | boolean | Listener | undefined>>;

/** `h("a", { href, onclick: listener }, "text", child)`; what is false or undefined is left out. */
export function h<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  props: Props = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[Tag] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (typeof value === "function") element.addEventListener(name.slice(2), value);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== false && value !== undefined) element.setAttribute(name, String(value));
  }
  element.append(...present(children));
  return element;
}

/** Several elements that have no parent yet. */
export function fragment(...children: readonly Child[]): DocumentFragment {
  const all = new DocumentFragment();
  all.append(...present(children));
  return all;
}

const present = (children: readonly Child[]): (Node | string)[] =>
  children.filter((child) => child !== false && child !== null && child !== undefined);
