/** Where things go that must not stand in the project: as root, its folders may be closed to the server's account. */
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { tmpdir } from "node:os";

/** Survives a restart of the machine, unlike /tmp. */
export const LASTING_TEMPORARY_FOLDER = existsSync("/var/tmp") ? "/var/tmp" : tmpdir();

/** A number that is the project's own, so that two projects meet neither in a folder nor on a port. */
export const numberOf = (directory: string) =>
  createHash("sha256").update(directory).digest().readUIntBE(0, 6);
