/** Elements without a framework. Text goes in as text, never as HTML: payloads are foreign. */

/**
 * h("a", { href: "/x", class: "y", onclick }, "text", child …). A null or false child is left out.
 */
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(
    ...children.flat(3).filter((child) => child !== null && child !== undefined && child !== false),
  );
  return element;
}

/** Rows are lists of cells (`td`); on a narrow screen each cell stands under the head of its column. */
export function table(heads, rows) {
  for (const { children } of rows)
    for (const [index, cell] of [...children].entries()) cell.dataset.head = textOf(heads[index]);
  return h(
    "div",
    { class: "scroll" },
    h("table", {}, h("thead", {}, h("tr", {}, heads.map(headCell))), h("tbody", {}, rows)),
  );
}

/** A column of numbers is called `{ n: "Dead" }`. */
const textOf = (head) => head.n ?? head;
const headCell = (head) => h("th", { class: head.n !== undefined && "n" }, textOf(head));

/** What was last shown in a place. Not what is there now: people open details, and times go on. */
const shown = new WeakMap();

/** Shows `children` there, unless they are what is shown already: focus, scrolling and selection stay. */
export function show(place, children) {
  const next = h("div", {}, children);
  const signature = `${location.hash} ${next.innerHTML}`;
  if (shown.get(place) === signature) return;
  shown.set(place, signature);
  place.replaceChildren(...next.childNodes);
}

const noticeMs = 4_000;

/** A sentence at the lower edge, for a moment. */
export function notify(text) {
  const notice = h("p", {}, text);
  document.getElementById("notices").append(notice);
  setTimeout(() => notice.remove(), noticeMs);
}
