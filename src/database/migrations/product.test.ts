import { describe, expect, test } from "bun:test";
import { join } from "node:path";
import { migrationProject } from "./fixtures/project.ts";
import { readSchema } from "./fixtures/schema.ts";
import { migrateDown, migrateRedo, migrateUp, migrationStatus } from "./index.ts";

const project = migrationProject();
const PRODUCT = join(import.meta.dir, "../../../migrations");

describe("the product's own migrations", () => {
  const product = () => ({ url: project.database.url, directory: PRODUCT });

  test("up, all down, up again: the same schema, and nothing left in between", async () => {
    const empty = await readSchema(project.database.sql);
    await migrateUp(product());
    const full = await readSchema(project.database.sql);
    expect(full.length).toBeGreaterThan(100);
    await migrateDown({ ...product(), count: Number.POSITIVE_INFINITY });
    expect(await readSchema(project.database.sql)).toEqual(empty);
    await migrateUp(product());
    expect(await readSchema(project.database.sql)).toEqual(full);
  });

  test("each can be undone and applied again to the same schema", async () => {
    const { pending } = await migrationStatus(product());
    for (const _ of pending) {
      await migrateUp({ ...product(), count: 1 });
      const before = await readSchema(project.database.sql);
      await migrateRedo(product());
      expect(await readSchema(project.database.sql)).toEqual(before);
    }
  });
});
