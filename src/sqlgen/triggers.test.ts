import { expect, test } from "bun:test";
import { triggerEffect } from "./triggers.ts";

const body = (statements: string): string => `BEGIN ${statements} END`;
const changesOf = (source: string) => triggerEffect(source).changes;

test("a trigger that sets a column changes that one and leaves no row out", () => {
  const effect = triggerEffect(body("NEW.updated_at := now(); RETURN NEW;"));
  expect(effect).toEqual({ skips: false, changes: new Set(["updated_at"]) });
});

test("a trigger that only checks changes nothing but what it reads", () => {
  const source = body(
    "PERFORM FROM roles WHERE id = NEW.role_id; IF FOUND THEN RAISE 'no'; END IF; RETURN NEW;",
  );
  expect(triggerEffect(source)).toEqual({ skips: false, changes: new Set(["role_id"]) });
});

test("RETURN NULL, RETURN OLD and a variable may leave the row out", () => {
  for (const value of ["NULL", "OLD", "result", "(NEW)"]) {
    expect(triggerEffect(body(`IF a THEN RETURN ${value}; END IF; RETURN NEW;`)).skips).toBe(true);
  }
});

test("RETURN NULL in a comment or a string is none", () => {
  const source = body("-- RETURN NULL;\n /* RETURN NULL; */ RAISE NOTICE 'RETURN NULL; it''s'; RETURN NEW;");
  expect(triggerEffect(source).skips).toBe(false);
});

test("whatever takes the row as a whole may change anything", () => {
  const wholes = [
    "NEW := jsonb_populate_record(NEW, '{}');",
    "SELECT * INTO NEW FROM t;",
    "EXECUTE 'SELECT $1.x' USING NEW;",
    "NEW.* := OLD.*;",
    'NEW."Name" := NULL;',
    "x := E'\\'; NEW.y := NULL; --';",
    "x := $q$ it's $q$;",
    "/* /* */ NEW := NULL; */",
  ];
  for (const whole of wholes) expect(changesOf(body(`${whole} RETURN NEW;`))).toBe("any");
});

test("names in other letters, and in capitals", () => {
  expect(changesOf(body("new.größe := NULL; New . Note := NULL; RETURN new;"))).toEqual(
    new Set(["größe", "note"]),
  );
});

test("a function in another language may do anything", () => {
  expect(triggerEffect(undefined)).toEqual({ skips: true, changes: "any" });
});
