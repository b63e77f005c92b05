/**
 * Internal errors go into the table error_events, for `scaffold errors`. Nobody waits for it, one write per kind of error is
 * under way at a time, and what comes meanwhile is counted along: a storm of errors does not become a storm of writes.
 */

import type { Json } from "../database/codec.ts";
import type { Db } from "../database/db.ts";
import { insertErrorEvent } from "../repositories/errors.ts";
import { causes } from "./causes.ts";
import { fingerprint } from "./fingerprint.ts";
import { redactText } from "./redact.ts";

interface ErrorEvent {
  /** "GET /users/:id", "job account.send-magic-link". */
  readonly place: string;
  readonly error: Error;
  readonly dossier: Readonly<Record<string, unknown>>;
}

export interface ErrorEvents {
  /** Never throws and never rejects. Gives the id under which it is found, and when it is written. */
  note(event: ErrorEvent): { readonly id: string; readonly written: Promise<void> };
}

interface Waiting {
  occurrences: number;
  last: ErrorEvent;
}

const TITLE_LENGTH = 300;

export function errorEvents(db: Db): ErrorEvents {
  const waiting = new Map<string, Waiting>();
  const writing = new Map<string, Promise<void>>();

  async function write(id: string): Promise<void> {
    for (let next = waiting.get(id); next !== undefined; next = waiting.get(id)) {
      waiting.delete(id);
      await insertErrorEvent(db, { id, occurrences: String(next.occurrences), ...describe(next.last) });
    }
  }

  return {
    note(event) {
      const id = fingerprint(event.place, event.error);
      const before = waiting.get(id)?.occurrences ?? 0;
      waiting.set(id, { occurrences: before + 1, last: event });
      // The log has it already: when the database is what failed, that is where to look.
      const written = writing.get(id) ?? write(id).catch(() => void waiting.delete(id));
      writing.set(id, written);
      void written.then(() => writing.delete(id));
      return { id, written };
    },
  };
}

function describe({ place, error, dossier }: ErrorEvent) {
  const root = error.cause instanceof Error ? error.cause : (causes(error).at(-1) ?? error);
  const title = redactText(storable(String(root))).slice(0, TITLE_LENGTH);
  return { place, title, dossier: JSON.parse(redactText(JSON.stringify(dossier, storableValue))) as Json };
}

/** Postgres keeps neither NUL nor half of a surrogate pair. */
const storable = (text: string): string => text.replaceAll("\0", "").toWellFormed();

const storableValue = (_: string, value: unknown): unknown =>
  typeof value === "string" ? storable(value) : value;
