/** Forms that people can use with a keyboard, a screen reader and a password manager, and that say beside each field what is wrong. */
import type { Problem } from "../../client/index.ts";
import { type Child, h } from "./dom.ts";

export interface Field<Name extends string> {
  readonly name: Name;
  readonly label: string;
  readonly type?: "text" | "email" | "password";
  readonly value?: string | undefined;
  /** For browsers and password managers: "username", "current-password", "new-password", "name" … */
  readonly autocomplete?: string;
  readonly hint?: string;
  readonly optional?: boolean;
  /** A choice in place of a text. */
  readonly options?: readonly { readonly value: string; readonly label: string }[];
}

export interface FormOptions<Name extends string> {
  readonly fields: readonly Field<Name>[];
  /** On the button. */
  readonly submit: string;
  readonly kind?: "primary" | "danger";
  /** Between the fields and the button. */
  readonly more?: Child;
  /** Gives the problem when there is one. */
  readonly onSubmit: (
    values: Readonly<Record<Name, string>>,
    form: HTMLFormElement,
  ) => Promise<Problem | undefined>;
}

export function form<Name extends string>(options: FormOptions<Name>): HTMLFormElement {
  const { fields, submit, kind = "primary", more, onSubmit } = options;
  const button = h("button", { class: kind }, submit);
  const alert = h("p", { class: "alert", role: "alert", hidden: true });
  const element = h(
    "form",
    { onsubmit: (event) => void send(event) },
    alert,
    ...fields.map(fieldRow),
    more,
    button,
  );

  async function send(event: Event): Promise<void> {
    event.preventDefault();
    clearProblems(element, alert);
    button.disabled = true;
    const values = Object.fromEntries(new FormData(element)) as Record<Name, string>;
    const problem = await onSubmit(values, element).finally(() => {
      button.disabled = false;
    });
    if (problem === undefined) delete element.dataset.dirty;
    else showProblem(element, alert, problem);
  }

  element.addEventListener("input", () => {
    element.dataset.dirty = "";
  });
  return element;
}

let count = 0;

function fieldRow(field: Field<string>): HTMLElement {
  count += 1;
  const id = `field-${count}`;
  const { name, label, type = "text", value = "", autocomplete, hint, optional = false, options } = field;
  const described = { "aria-describedby": `${id}-hint ${id}-problem` };
  const control =
    options === undefined
      ? h("input", { id, name, type, value, autocomplete, required: !optional, ...described })
      : h("select", { id, name, ...described }, ...options.map((option) => optionOf(option, value)));
  return h(
    "div",
    { class: "field" },
    h("label", { for: id }, label, optional && h("span", { class: "faint" }, " (optional)")),
    control,
    h("p", { id: `${id}-hint`, class: "hint", hidden: hint === undefined }, hint),
    h("p", { id: `${id}-problem`, class: "problem" }),
  );
}

const optionOf = ({ value, label }: { value: string; label: string }, chosen: string) =>
  h("option", { value, selected: value === chosen }, label);

function clearProblems(form: HTMLFormElement, alert: HTMLElement): void {
  alert.hidden = true;
  for (const control of form.querySelectorAll("[aria-invalid]")) control.removeAttribute("aria-invalid");
  for (const text of form.querySelectorAll(".problem")) text.textContent = "";
}

/** Beside the fields that it names; above them all when it names none. The first one gets the focus. */
function showProblem(form: HTMLFormElement, alert: HTMLElement, problem: Problem): void {
  const named = fieldProblems(problem).filter(({ name, text }) => mark(form, name, text));
  alert.hidden = named.length > 0;
  alert.textContent = problem.detail ?? problem.title;
  form.querySelector<HTMLElement>("[aria-invalid]")?.focus();
}

function mark(form: HTMLFormElement, name: string, text: string): boolean {
  const control = form.elements.namedItem(name);
  if (!(control instanceof HTMLElement)) return false;
  control.setAttribute("aria-invalid", "true");
  const place = control.parentElement?.querySelector(".problem");
  if (place) place.textContent = text;
  return true;
}

/** Which field a code is about, where the problem does not point at one. The first that the form has counts. */
const FIELDS_OF_CODES: Readonly<Record<string, readonly string[]>> = {
  already_member: ["email"],
  password_too_common: ["password"],
  password_too_long: ["password"],
  password_too_short: ["password"],
  role_name_taken: ["name"],
  slug_taken: ["slug"],
  wrong_password: ["current_password", "password"],
};

function fieldProblems({ code, title, errors = [] }: Problem): { name: string; text: string }[] {
  if (errors.length > 0)
    return errors.map(({ pointer, detail }) => ({ name: pointer.slice(1), text: forPeople(detail) }));
  return (FIELDS_OF_CODES[code] ?? []).slice(0, 1).map((name) => ({ name, text: title }));
}

/** The API tells programs what it expected. */
function forPeople(detail: string): string {
  const [, which, length] = /^Expected string length (greater|less) or equal to (\d+)$/.exec(detail) ?? [];
  if (which !== undefined) return `${which === "greater" ? "At least" : "At most"} ${length} characters.`;
  return detail;
}
