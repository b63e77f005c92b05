/** `scaffold errors list | show | resolve`: what went wrong through our fault, each kind of it once. */
import * as errors from "../repositories/errors.ts";
import { type Action, type Actions, type Answer, runAction } from "./actions.ts";
import { type Call, CommandError } from "./command.ts";
import { ago, short, table } from "./table.ts";
import { required } from "./terminal.ts";

const DEFAULT_LIMIT = 50;

const actions: Actions = { list, show, resolve };

export const run = async (call: Call): Promise<number> => await runAction("errors", actions, call);

async function list({ db, options }: Action): Promise<Answer> {
  const limit = options.limit === undefined ? DEFAULT_LIMIT : Number(options.limit);
  const found = await errors.fetchErrorEvents(db, { withResolved: options.all === true, limit });
  const rows = found.map((event) => ({
    id: event.id,
    times: Number(event.occurrences),
    last: ago(event.last_seen_at),
    first: ago(event.first_seen_at),
    place: short(event.place, 50),
    error: short(event.title, 80),
    ...(options.all === true && { state: event.resolved_at === null ? "open" : "resolved" }),
  }));
  return { json: found, text: table(rows, "Nothing went wrong.") };
}

async function show({ db, words: [word] }: Action): Promise<Answer> {
  const id = required(word, "scaffold errors show <id>");
  const event = await errors.fetchErrorEvent(db, { id });
  if (event === null) throw unknown(id);
  return { json: event, text: describe(event) };
}

/** First what people read, then everything else that is known. */
function describe({ dossier, ...event }: errors.FetchErrorEventRow): string {
  const { error, again, ...facts } = dossier as Record<string, unknown>;
  const state = event.resolved_at === null ? "open" : `resolved ${ago(event.resolved_at)}`;
  return [
    event.title,
    `${event.place}, ${event.occurrences} ×, first ${ago(event.first_seen_at)}, last ${ago(event.last_seen_at)}, ${state}`,
    ...stacks(error),
    `\nThe last one:\n${JSON.stringify(facts, null, 2)}`,
    ...(typeof again === "string" ? [`\nOnce more:\n${again}`] : []),
  ].join("\n");
}

/** Of the error and what led to it. */
function stacks(error: unknown): string[] {
  if (typeof error !== "object" || error === null) return [];
  const { stack, message, cause } = error as Record<string, unknown>;
  return [`\n${String(stack ?? message)}`, ...stacks(cause)];
}

async function resolve({ db, words: [word] }: Action): Promise<Answer> {
  const id = required(word, "scaffold errors resolve <id>");
  const resolved = await errors.modifyErrorEventAsResolved(db, { id });
  if (resolved === 0 && (await errors.fetchErrorEvent(db, { id })) === null) throw unknown(id);
  return { json: { id, resolved: true }, text: `${id} is resolved, until it happens again` };
}

const unknown = (id: string) =>
  new CommandError(`there is no error ${id}`, { hint: "`scaffold errors list --all` shows all there are." });
