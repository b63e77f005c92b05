/** What is a parameter and what only looks like one: the text that is sent says how every token was read. */
import { describe, expect, test } from "bun:test";
import { readSource } from "./source.ts";

/** The statement as it is sent, without the title. */
function sent(statement: string): string {
  const { source, problems } = readSource(`/* @name FetchX */\n-- About.\n${statement};`);
  expect(problems).toEqual([]);
  return source?.sent.text.replace("/* FetchX */ ", "") ?? "";
}

function problemsOf(statement: string) {
  const file = `/* @name FetchX */\n${statement};`;
  return readSource(file).problems.map(({ code, offset }) => [code, file.slice(offset, offset + 5)]);
}

const unchanged = (name: string, statement: string) => [name, statement, statement] as const;

const parameters = [
  ["one parameter", "SELECT :a", "SELECT $1"],
  ["the same one twice", "SELECT :a, :a", "SELECT $1, $1"],
  ["several, numbered by first use", "SELECT :b, :a, :b", "SELECT $1, $2, $1"],
  ["required", "SELECT :a!", "SELECT $1"],
  ["required in one place only", "SELECT :a, :a!", "SELECT $1, $1"],
  ["ten and more", "SELECT :a,:b,:c,:d,:e,:f,:g,:h,:i,:j,:a", "SELECT $1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$1"],
  ["underscores, digits and capitals", "SELECT :_a1B", "SELECT $1"],
  ["names that begin alike", "SELECT :id, :ids, :i", "SELECT $1, $2, $3"],
  ["before a cast", "SELECT :a::int", "SELECT $1::int"],
  ["required before a cast", "SELECT :a!::int[]", "SELECT $1::int[]"],
  ["behind a cast", "SELECT x::text = :a", "SELECT x::text = $1"],
  ["between two casts", "SELECT a::int + :b::int", "SELECT a::int + $1::int"],
  ["in parentheses", "SELECT f(:a)", "SELECT f($1)"],
  ["right behind an operator", "SELECT a=:b", "SELECT a=$1"],
  ["behind a JSON operator", "SELECT a->>:key", "SELECT a->>$1"],
  ["behind a minus", "SELECT -:a", "SELECT -$1"],
  ["behind := in a call", "SELECT f(x := :a)", "SELECT f(x := $1)"],
  ["named argument with =>", "SELECT f(x => :a!)", "SELECT f(x => $1)"],
  ["before != with a space", "SELECT 1 WHERE :n != 'x'", "SELECT 1 WHERE $1 != 'x'"],
  ["required before !=", "SELECT 1 WHERE :n! != 'x'", "SELECT 1 WHERE $1 != 'x'"],
  ["required at the end", "SELECT 1 WHERE a = :n!", "SELECT 1 WHERE a = $1"],
  ["as a subscript", "SELECT items[:i]", "SELECT items[$1]"],
  ["as the low bound of a slice", "SELECT items[:low :2]", "SELECT items[$1 :2]"],
  ["as the high bound of a slice, behind a space", "SELECT items[1: :high]", "SELECT items[1: $1]"],
  ["as both bounds of a slice", "SELECT items[:low : :high]", "SELECT items[$1 : $2]"],
  ["in an array", "SELECT ARRAY[:a, :b]", "SELECT ARRAY[$1, $2]"],
  ["behind an array that is closed", "SELECT ARRAY[1], :a", "SELECT ARRAY[1], $1"],
  ["behind a string", "SELECT 'a', :b", "SELECT 'a', $1"],
  ["behind a string with a doubled quote", "SELECT 'it''s', :b", "SELECT 'it''s', $1"],
  ["behind a backslash that escapes nothing", "SELECT 'C:\\', :b", "SELECT 'C:\\', $1"],
  ["behind an escaped quote", "SELECT E'it\\'s :a', :b", "SELECT E'it\\'s :a', $1"],
  ["behind an escaped backslash", "SELECT e'\\\\', :b", "SELECT e'\\\\', $1"],
  ["between two dollar-quoted strings", "SELECT $$a$$, :b, $$c$$", "SELECT $$a$$, $1, $$c$$"],
  ["behind an emoji in a string", "SELECT '😀', :b::text", "SELECT '😀', $1::text"],
  ["behind an emoji in a comment", "SELECT /* 😀 */ :b", "SELECT /* 😀 */ $1"],
  ["behind a name with umlauts", 'SELECT é, "größe", :b', 'SELECT é, "größe", $1'],
  ["behind a comment with a quote", "SELECT 1, -- it's\n :b", "SELECT 1, -- it's\n $1"],
  ["behind a nested comment", "SELECT /* a /* :x */ b */ :b", "SELECT /* a /* :x */ b */ $1"],
  ["behind a name with a dollar", "SELECT a$1, :b", "SELECT a$1, $1"],
  ["behind a column called e", "SELECT e, :b", "SELECT e, $1"],
] as const;

const noParameters = [
  unchanged("in a string", "SELECT ':a'"),
  unchanged("a time", "SELECT '12:30:00'::time"),
  unchanged("in a quoted name", 'SELECT "a:b"'),
  unchanged("in a quoted name with a doubled quote", 'SELECT "a"":b"'),
  unchanged("in a Unicode string", "SELECT U&'\\0041:a'"),
  unchanged("in a bit string", "SELECT B'101', X'1F'"),
  unchanged("in a dollar-quoted string", "SELECT $$ :a $$"),
  unchanged("in a tagged string with another inside", "SELECT $a$ :x $b$ :y $b$ $$ :z $a$"),
  unchanged("in a line comment", "SELECT 1 -- :a\n"),
  unchanged("in a block comment", "SELECT 1 /* :a */ + 1"),
  unchanged("a cast", "SELECT a::int"),
  unchanged("a slice with numbers", "SELECT items[1:2]"),
  unchanged("a slice between columns", "SELECT items[low:high]"),
  unchanged("a slice behind a call", "SELECT items[f(1):high]"),
  unchanged("a slice behind a subscript", "SELECT items[lows[1]:high]"),
  unchanged("an upper bound alone", "SELECT items[:2]"),
  unchanged("a single quote in a quoted name", 'SELECT "user\'s"'),
  unchanged("division and minus", "SELECT 4 / 2 - 1"),
  unchanged("numbers", "SELECT 1.5e10, .5, 0x1F, 1_000"),
] as const;

describe("a parameter is found", () => {
  for (const [name, statement, expected] of parameters) {
    test(name, () => expect(sent(statement).trim()).toBe(expected.trim()));
  }
});

describe("what only looks like a parameter stays", () => {
  for (const [name, statement, expected] of noParameters) {
    test(name, () => expect(sent(statement)).toBe(expected.replace(/ -- :a\n$/, "")));
  }
});

describe("what reads in two ways, or not at all, is a problem at its place", () => {
  const cases: readonly (readonly [string, string, readonly (readonly [string, string])[]])[] = [
    ["`:n!=`: pgtyped would send `$1=`", "SELECT 1 WHERE :n!='x'", [["parameter_operator", ":n!='"]]],
    ["`:n!~`", "SELECT 1 WHERE :n!~'x'", [["parameter_operator", ":n!~'"]]],
    ["a positional parameter", "SELECT $1", [["parameter_positional", "$1;"]]],
    ["a parameter's name with an umlaut", "SELECT :größe", [["parameter_name", ":größ"]]],
    ["a parameter's name with a dollar", "SELECT :a$b", [["parameter_name", ":a$b;"]]],
    ["an open string", "SELECT 'abc", [["unterminated", "'abc;"]]],
    ["an open quoted name", 'SELECT "abc', [["unterminated", '"abc;']]],
    ["an open dollar-quoted string", "SELECT $x$ abc", [["unterminated", "$x$ a"]]],
    ["an open comment", "SELECT 1 /* abc /* */", [["unterminated", "/* ab"]]],
  ];
  for (const [name, statement, expected] of cases) {
    test(name, () => expect(problemsOf(statement)).toEqual(expected.map((entry) => [...entry])));
  }
});
