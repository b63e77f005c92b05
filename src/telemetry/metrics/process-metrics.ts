/** The process itself: processor, memory, and how late the event loop is. */
import { monitorEventLoopDelay } from "node:perf_hooks";
import process from "node:process";
import type { Metrics } from "./metrics.ts";

const MICROSECONDS = 1e6;
const NANOSECONDS = 1e9;
const RESOLUTION_MS = 20;

/** @returns what ends it: it keeps a timer */
export function processMetrics(metrics: Metrics): () => void {
  const cpu = { name: "process.cpu.time", unit: "s", about: "Processor time used." };
  metrics.read("counter", cpu, () => {
    const { user, system } = process.cpuUsage();
    return [
      { labels: { "cpu.mode": "user" }, value: user / MICROSECONDS },
      { labels: { "cpu.mode": "system" }, value: system / MICROSECONDS },
    ];
  });
  const memory = { name: "process.memory.usage", unit: "By", about: "Resident memory." };
  metrics.read("gauge", memory, () => [{ labels: {}, value: process.memoryUsage.rss() }]);

  const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  delay.enable();
  const late = {
    name: "nodejs.eventloop.delay.p99",
    unit: "s",
    about: "How late the event loop was, since the last reading.",
  };
  metrics.read("gauge", late, () => {
    const seconds = delay.percentile(99) / NANOSECONDS;
    delay.reset();
    return [{ labels: {}, value: seconds }];
  });
  return () => void delay.disable();
}
