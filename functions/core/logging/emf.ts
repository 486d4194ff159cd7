import { METRICS, type MetricName } from './metric-names.ts';

const NAMESPACE = process.env.POWERTOOLS_METRICS_NAMESPACE ?? 'Manifold';
/** Name of this function in metrics, e.g. `front` or `family-kyc`. */
export const SERVICE = process.env.POWERTOOLS_SERVICE_NAME ?? 'unknown';
/** Values of one metric in one line (specification of the format, "target members"). */
const MOST_VALUES = 100;

/** Metrics that are also kept by a second dimension, and that dimension; each needs few values to stay affordable. */
const SPLITS = {
  family: ['Calls', 'Errors', 'Faults', 'LatencyMs'],
  code: ['Errors'],
  guard: ['Refusals'],
} as const satisfies Record<string, readonly MetricName[]>;

export type SplitDimension = keyof typeof SPLITS;

export type MetricValues = ReadonlyMap<MetricName, number | readonly number[]>;

export interface EmfLine {
  /** Unix milliseconds. */
  readonly at: number;
  readonly values: MetricValues;
  readonly dimensions: Readonly<Partial<Record<SplitDimension, string>>>;
  /** What is searched for and never counted by: ids. */
  readonly properties: Readonly<Record<string, unknown>>;
}

/**
 * One line of CloudWatch's embedded metric format. Metrics of different dimensions share the line, which Powertools'
 * own `Metrics` cannot: it gives each set of dimensions a line of its own, and costs as much again for each.
 */
export function emfLine({ at, values, dimensions, properties }: EmfLine): string {
  const members: Record<string, unknown> = { service: SERVICE, ...dimensions };
  for (const [name, value] of values) members[name] = bounded(value);
  // `_aws` comes first: by it the local cloud knows such lines.
  const head = `{"_aws":{"Timestamp":${at},"CloudWatchMetrics":${directivesOf(values, dimensions)}},`;
  return head + JSON.stringify(Object.assign(members, properties)).slice(1);
}

/** Directives as JSON, by what they are made of: calls differ in few ways, and writing them costs more than the rest. */
const written = new Map<string, string>();
const MOST_WRITTEN = 500;

function directivesOf(values: MetricValues, dimensions: EmfLine['dimensions']): string {
  const key = `${[...values.keys()].join()};${Object.keys(dimensions).join()}`;
  const known = written.get(key);
  if (known !== undefined) return known;
  const directives = [directive(['service'], [...values.keys()])];
  for (const [dimension, metrics] of Object.entries(SPLITS) as [SplitDimension, readonly MetricName[]][]) {
    const present = dimensions[dimension] === undefined ? [] : metrics.filter((metric) => values.has(metric));
    if (present.length > 0) directives.push(directive(['service', dimension], present));
  }
  const json = JSON.stringify(directives);
  if (written.size < MOST_WRITTEN) written.set(key, json);
  return json;
}

/** One value stands alone, so that Logs Insights can calculate with it. */
function bounded(value: number | readonly number[]): number | readonly number[] {
  if (typeof value === 'number') return value;
  const [first] = value;
  return value.length === 1 && first !== undefined ? first : value.slice(0, MOST_VALUES);
}

function directive(dimensions: string[], metrics: readonly MetricName[]) {
  return {
    Namespace: NAMESPACE,
    Dimensions: [dimensions],
    Metrics: metrics.map((name) => ({ Name: name, Unit: METRICS[name] })),
  };
}

/**
 * Writes a line to the log. Standard output is a pipe there, so it is written at once, before an instance is frozen. A
 * pipe that is closed loses the line: no answer may depend on it.
 */
export function writeLine(line: string): void {
  try {
    process.stdout.write(`${line}\n`);
  } catch {
    // Nobody reads, so there is nobody to tell.
  }
}
