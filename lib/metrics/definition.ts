/** One metric, as it is exposed and documented. */
export interface MetricDefinition {
  readonly type: "counter" | "gauge" | "histogram";
  /** What it counts or measures, in its base unit; also the HELP line. */
  readonly help: string;
  /** Label names, and what values each has: a set that is bounded. */
  readonly labels: Readonly<Record<string, string>>;
  /** Upper bounds of a histogram's buckets, in its base unit. */
  readonly buckets?: readonly number[];
}

/** By name. */
export type MetricDefinitions = Readonly<Record<string, MetricDefinition>>;

/** Exactly the labels of one metric, with values. */
export type LabelsOf<Definition extends MetricDefinition> = {
  readonly [Label in keyof Definition["labels"]]: string;
};

/** Declares metrics; types of their labels follow from it. */
export function defineMetrics<const T extends MetricDefinitions>(definitions: T): T {
  return definitions;
}
