/** What `scaffold backup` says to people. */
import type { DrillReport, Listing, Manifest } from "../../backup/index.ts";
import { ago, duration, table } from "../table.ts";

const rowsOf = ({ contents }: Manifest) =>
  Object.values(contents.tables).reduce((sum, { rows }) => sum + Number(rows), 0);

export function createdText(manifest: Manifest, where: string, removed: readonly string[]): string {
  const { file, bytes, encrypted, contents } = manifest;
  const tables = Object.keys(contents.tables).length;
  return [
    `${where}/${file}: ${size(bytes)}, ${rowsOf(manifest)} rows of ${tables} tables at ${contents.migration ?? "no migration"}`,
    ...(encrypted ? [] : ["Whoever gets it can read it: BACKUP_RECIPIENT is not set."]),
    ...(removed.length === 0 ? [] : [`Removed, as older ones are kept no longer: ${removed.join(", ")}`]),
  ].join("\n");
}

export function listedText({ backups, problems, unfinished }: Listing, where: string): string {
  const rows = backups.map((manifest) => ({
    id: manifest.id,
    age: ago(new Date(manifest.createdAt)),
    size: size(manifest.bytes),
    rows: rowsOf(manifest),
    encrypted: manifest.encrypted ? "yes" : "no",
    release: manifest.release,
    migration: manifest.contents.migration ?? "",
  }));
  return [
    table(rows, `There is no backup in ${where}.`),
    ...problems.map((problem) => `\n${problem}`),
    ...unfinished.map((name) => `\n${name} has no manifest: it is not finished, and does not count`),
  ].join("\n");
}

export function drilledText(report: DrillReport): string {
  const { backup, rows, tables, migrationsApplied, queriesRun, rtoSeconds, rpoSeconds } = report;
  return [
    `${backup} can be restored: ${rows} rows of ${tables} tables are what they were.`,
    `Migrations applied on top: ${migrationsApplied.join(", ") || "none"}. Queries asked: ${queriesRun}, none failed.`,
    `Recovery time ${rtoSeconds.toFixed(1)} s; a restore now would lose the last ${duration(Math.round(rpoSeconds))}.`,
  ].join("\n");
}

function size(bytes: number): string {
  const [unit, divisor] = bytes < 1e6 ? ["kB", 1e3] : bytes < 1e9 ? ["MB", 1e6] : ["GB", 1e9];
  return `${(bytes / Number(divisor)).toFixed(1)} ${unit}`;
}
