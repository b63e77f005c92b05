/** Whoever runs the installation, as the log of security events knows them: no account stands behind a terminal. */
import type { Origin } from "../scope.ts";
import { CommandError } from "./command.ts";

/** @param command as it was typed: "scaffold users" */
export const terminal = (command: string): Origin => ({ requestId: null, ip: null, userAgent: command });

const USAGE = 2;

/** @throws {CommandError} that shows how the command is used, when a word is missing */
export function required(word: string | undefined, usage: string): string {
  if (word !== undefined && word !== "") return word;
  throw new CommandError("something is missing", { hint: usage, exitCode: USAGE });
}
