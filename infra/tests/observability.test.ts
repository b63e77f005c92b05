/** Rules, alerts, dashboards: what they ask for can be read, is sent by somebody, and says what to do. */
import { beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { YAML } from "bun";
import { render } from "../observability/grafana/build.ts";
import { dashboards } from "../observability/grafana/dashboards.ts";
import { application, backup, exporters, promoted } from "../observability/metrics.ts";
import { type Language, labelsIn, metricsIn, syntaxErrors } from "./queries.ts";
import { tier } from "./tiers.ts";
import { buildTools, infra, tool } from "./tools.ts";

setDefaultTimeout(2 * 60_000);

const HERE = join(infra, "observability");
const read = (path: string) => readFileSync(join(HERE, path), "utf8");

interface Rule {
  readonly record?: string;
  readonly alert?: string;
  readonly expr: string;
  readonly labels?: Record<string, string>;
  readonly annotations?: Record<string, string>;
}
const rulesOf = (path: string) =>
  (YAML.parse(read(path)) as { groups: { rules: Rule[] }[] }).groups.flatMap(({ rules }) => rules);
const recorded = rulesOf("prometheus/rules.yml");
const alerts = rulesOf("prometheus/alerts.yml");

/** Alerts that a file of promtool's tests expects to fire. */
function alertsShown(path: string): string[] {
  const { tests } = YAML.parse(read(path)) as {
    tests: { alert_rule_test?: { alertname: string; exp_alerts: unknown[] }[] }[];
  };
  return tests
    .flatMap(({ alert_rule_test = [] }) => alert_rule_test)
    .filter(({ exp_alerts }) => exp_alerts.length > 0)
    .map(({ alertname }) => alertname);
}

const panels = dashboards.flatMap(({ title, panels }) =>
  panels.map((panel) => ({ dashboard: title, ...panel })),
);
const questions = panels.flatMap(({ from = "prometheus", queries }) =>
  queries.map(([query]) => ({ language: from as Language, query })),
);

describe("the grammars", () => {
  test.each([
    ["prometheus", "sum(rate(x[5m])"],
    ["loki", '{a="b"} | json | = "x"'],
    ["tempo", "{ duration > }"],
  ] as const)("notice a broken query of %s", (language, query) => {
    expect(syntaxErrors(language, query)).not.toEqual([]);
  });
});

describe("dashboards", () => {
  test("ask only what can be read", () => {
    expect(questions.flatMap(({ language, query }) => syntaxErrors(language, query))).toEqual([]);
  });

  test("ask only the data sources that are provisioned", () => {
    const provisioned = YAML.parse(read("grafana/provisioning/datasources/datasources.yaml")) as {
      datasources: { uid: string }[];
    };
    const uids = provisioned.datasources.map(({ uid }) => uid);
    expect(panels.map(({ from = "prometheus" }) => from).filter((uid) => !uids.includes(uid))).toEqual([]);
  });

  test("are what build.ts writes: change dashboards.ts, run it, commit both", () => {
    for (const [name, text] of render()) expect(read(`grafana/dashboards/${name}`)).toBe(text);
  });
});

const asked = [
  ...[...recorded, ...alerts].map(({ expr }) => expr),
  ...questions.filter(({ language }) => language === "prometheus").map(({ query }) => query),
];
/** Of a histogram's series. */
const familyOf = (metric: string) =>
  metric in application ? metric : metric.replace(/_(bucket|count|sum)$/, "");

// That the application sends these: src/entry/telemetry.test.ts.
test("every metric that somebody asks for is sent by somebody", () => {
  const ours = Object.keys(application);
  const sent = [...ours, ...backup, ...exporters, ...recorded.map(({ record = "" }) => record)];
  const known = (metric: string) => sent.includes(metric) || sent.includes(familyOf(metric));
  expect([...new Set(asked.flatMap(metricsIn))].filter((metric) => !known(metric))).toEqual([]);
});

test("every label by which somebody asks for the application's metrics is one that they have", () => {
  const hasLabel = (metric: string, label: string) => {
    const labels = application[familyOf(metric)];
    return labels === undefined || [...labels, ...promoted, "le"].includes(label);
  };
  const wrong = asked
    .flatMap(labelsIn)
    .flatMap(({ label, metrics }) => metrics.map((metric) => [metric, label] as const))
    .filter(([metric, label]) => !hasLabel(metric, label));
  expect(wrong).toEqual([]);
  expect(labelsIn('sum by (a, le) (rate(x_bucket{b="c"}[5m]))')).toEqual([
    { label: "a", metrics: ["x_bucket"] },
    { label: "le", metrics: ["x_bucket"] },
    { label: "b", metrics: ["x_bucket"] },
  ]);
});

test("no label of ours is one that Prometheus gives itself", () => {
  const labels = Object.values(application).flat();
  expect(labels.filter((label) => ["job", "instance", ...promoted].includes(label))).toEqual([]);
});

describe("alerts", () => {
  test("say how urgent, what it means, and where to look", () => {
    for (const { alert, labels, annotations } of alerts) {
      expect([alert, labels?.severity]).toEqual([alert, expect.stringMatching(/^(critical|warning)$/)]);
      expect([alert, annotations]).toEqual([
        alert,
        { summary: expect.any(String), action: expect.any(String) },
      ]);
    }
  });

  test("each is shown the trouble that it is for", () => {
    const shown = ["tests.yml", "tests_backup.yml"].flatMap((file) => alertsShown(`prometheus/${file}`));
    const names = alerts.map(({ alert = "" }) => alert);
    expect(names.filter((alert) => !shown.includes(alert))).toEqual([]);
  });
});

const describeWithTools = await tier("promtool and amtool on rules, alerts and routes");

describeWithTools("Prometheus' own tools", () => {
  beforeAll(buildTools);
  const promtool = async (...words: string[]) =>
    await tool(["promtool", ...words], { docker: ["--workdir", "/infra/observability/prometheus"] });

  test("accept the configuration and the rules, without a warning", async () => {
    expect(await promtool("check", "config", "--lint-fatal", "prometheus.yml")).toMatchObject({ code: 0 });
    expect(await promtool("check", "rules", "--lint-fatal", "rules.yml", "alerts.yml")).toMatchObject({
      code: 0,
    });
  });

  test("see every alert fire when it should, and be quiet when it should", async () => {
    expect(await promtool("test", "rules", "tests.yml", "tests_backup.yml")).toMatchObject({ code: 0 });
  });

  test("send what is critical to the pager, and the rest to the chat", async () => {
    const route = async (...labels: string[]) =>
      (
        await tool([
          "sh",
          "-c",
          `amtool config routes test --config.file=observability/alertmanager.yml ${labels.join(" ")} 2>/dev/null`,
        ])
      ).output.trim();
    expect(await tool(["amtool", "check-config", "observability/alertmanager.yml"])).toMatchObject({
      code: 0,
    });
    expect(await route("severity=critical", "alertname=ApiSilent")).toBe("pager");
    expect(await route("severity=warning", "alertname=QuerySlow")).toBe("chat");
  });
});
