/**
 * What is counted, by names as OpenTelemetry's semantic conventions have them: http.server.request.duration in seconds.
 * Kept here as plain numbers, and read by Prometheus (prometheus.ts) and a collector (otlp-metrics.ts) alike. A record
 * costs one look-up and three additions, as every request and every query makes one.
 */

export interface Instrument {
  readonly name: string;
  /** UCUM: "s", "By"; "" for what is merely counted. */
  readonly unit: string;
  readonly about: string;
}

export type Labels = Readonly<Record<string, string>>;

export interface Sample {
  readonly labels: Labels;
  readonly value: number;
}

export interface Series {
  readonly labels: Labels;
  /** One more than there are bounds: what is above the last. */
  readonly counts: number[];
  /** The last of each bucket, if one was in a trace. */
  readonly exemplars: (Exemplar | undefined)[];
  sum: number;
}

/** Where something was measured, so that a number leads to a trace. */
export interface Place {
  readonly traceId: string;
  readonly spanId: string;
}

export interface Exemplar {
  readonly place: Place;
  readonly value: number;
  /** Epoch milliseconds. */
  readonly at: number;
}

export type Metric = Instrument &
  (
    | { readonly kind: "histogram"; readonly bounds: readonly number[]; readonly series: readonly Series[] }
    /** counter: only ever grows. */
    | { readonly kind: "gauge" | "counter"; readonly samples: readonly Sample[] }
  );

type Reading = readonly Sample[] | Promise<readonly Sample[]>;

/** Those of the semantic conventions for the duration of requests, with one more below for fast queries. */
const BOUNDS_SECONDS = [
  0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10,
];

/** Labels come from outside now and then: a metric must not grow without end. */
const SERIES_MAX = 2000;

export class Metrics {
  /** Epoch milliseconds since which everything is counted. */
  readonly startedAt = Date.now();
  readonly #sources: (() => Metric | Promise<Metric>)[] = [];

  /** @param labelNames what `record` then takes the values of, in this order */
  histogram(instrument: Instrument, labelNames: readonly string[], bounds = BOUNDS_SECONDS): Histogram {
    const histogram = new Histogram(labelNames, bounds);
    this.#sources.push(() => ({ ...instrument, kind: "histogram", bounds, series: histogram.series }));
    return histogram;
  }

  /** A number that is read when somebody asks for it. */
  read(kind: "gauge" | "counter", instrument: Instrument, reading: () => Reading): void {
    this.#sources.push(async () => ({ ...instrument, kind, samples: await reading() }));
  }

  /** What cannot be read now is left out: the others are needed all the more then. */
  async collect(): Promise<Metric[]> {
    const results = await Promise.allSettled(this.#sources.map(async (source) => await source()));
    return results.flatMap((result) => (result.status === "fulfilled" ? [result.value] : []));
  }
}

export class Histogram {
  readonly #labelNames: readonly string[];
  readonly #bounds: readonly number[];
  readonly #series = new Map<string, Series>();

  constructor(labelNames: readonly string[], bounds: readonly number[]) {
    this.#labelNames = labelNames;
    this.#bounds = bounds;
  }

  get series(): readonly Series[] {
    return [...this.#series.values()];
  }

  /** An empty label counts as none. @param place undefined: in no trace that is recorded */
  record(value: number, place: Place | undefined, ...labels: readonly string[]): void {
    const series = this.#series.get(labels.join("\0")) ?? this.#open(labels);
    let bucket = 0;
    while (bucket < this.#bounds.length && value > (this.#bounds[bucket] ?? 0)) bucket++;
    series.counts[bucket] = (series.counts[bucket] ?? 0) + 1;
    series.sum += value;
    if (place !== undefined) series.exemplars[bucket] = { place, value, at: Date.now() };
  }

  #open(values: readonly string[]): Series {
    if (this.#series.size >= SERIES_MAX) return this.#add("overflow", { "otel.metric.overflow": "true" });
    const pairs = this.#labelNames.map((name, index) => [name, values[index] ?? ""] as const);
    return this.#add(values.join("\0"), Object.fromEntries(pairs.filter(([, value]) => value !== "")));
  }

  #add(key: string, labels: Labels): Series {
    const known = this.#series.get(key);
    if (known !== undefined) return known;
    const buckets = this.#bounds.length + 1;
    const counts = new Array<number>(buckets).fill(0);
    const series = { labels, counts, exemplars: new Array<Exemplar | undefined>(buckets), sum: 0 };
    this.#series.set(key, series);
    return series;
  }
}
