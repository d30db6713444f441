import { Counter, Gauge, Histogram, Registry } from "prom-client";
import type { LabelsOf, MetricDefinition, MetricDefinitions } from "./definition.ts";

type Meter = Counter | Gauge | Histogram;

/** One time series of a metric. */
export interface Sample<Definition extends MetricDefinition> {
  readonly labels: LabelsOf<Definition>;
  readonly value: number;
}

/**
 * What a program measures of itself, in the text format of Prometheus. Events are counted as they
 * happen; what objects know anyway (lengths, totals) is read when somebody asks for the metrics.
 */
export class Metrics<Definitions extends MetricDefinitions> {
  readonly #registry = new Registry();
  readonly #meters: ReadonlyMap<string, Meter>;
  readonly #readers: (() => void)[] = [];

  constructor(definitions: Definitions) {
    const entries = Object.entries(definitions);
    this.#meters = new Map(
      entries.map(([name, definition]) => [name, meterOf(name, definition, this.#registry)]),
    );
  }

  get contentType(): string {
    return this.#registry.contentType;
  }

  /** One more of it, or so many. */
  count<Name extends keyof Definitions & string>(
    name: Name,
    labels: LabelsOf<Definitions[Name]>,
    by = 1,
  ): void {
    const meter = this.#meters.get(name);
    if (meter instanceof Counter) meter.inc(labels, by);
  }

  /** One value of a distribution. */
  observe<Name extends keyof Definitions & string>(
    name: Name,
    labels: LabelsOf<Definitions[Name]>,
    value: number,
  ): void {
    const meter = this.#meters.get(name);
    if (meter instanceof Histogram) meter.observe(labels, value);
  }

  /** Calls before every look at the metrics: what it shows with `show` is then as it is now. */
  onLook(read: () => void): void {
    this.#readers.push(read);
  }

  /** All time series of a gauge, or of a counter whose totals somebody else keeps. */
  show<Name extends keyof Definitions & string>(
    name: Name,
    samples: readonly Sample<Definitions[Name]>[],
  ): void {
    const meter = this.#meters.get(name);
    meter?.reset();
    for (const { labels, value } of samples) {
      if (meter instanceof Gauge) meter.set(labels, value);
      else if (meter instanceof Counter) meter.inc(labels, value);
    }
  }

  /** The same for a metric without labels. */
  value<Name extends keyof Definitions & string>(name: Name, value: number): void {
    // Without labels there is exactly one series.
    this.show(name, [{ labels: {} as LabelsOf<Definitions[Name]>, value }]);
  }

  /** Every metric as it is now. */
  text(): Promise<string> {
    for (const read of this.#readers) read();
    return this.#registry.metrics();
  }
}

function meterOf(name: string, definition: MetricDefinition, registry: Registry): Meter {
  const { help, type, labels, buckets } = definition;
  const options = { name, help, labelNames: Object.keys(labels), registers: [registry] };
  switch (type) {
    case "counter":
      return new Counter(options);
    case "gauge":
      return new Gauge(options);
    case "histogram":
      return new Histogram({
        ...options,
        ...(buckets === undefined ? {} : { buckets: [...buckets] }),
      });
  }
}
