import { ENV } from '../../../schemas/environment.ts';
import { METRICS, type MetricName } from './metric-names.ts';

const NAMESPACE = process.env.POWERTOOLS_METRICS_NAMESPACE ?? 'Manifold';
/** Name of this function in metrics, e.g. `front` or `family-kyc`. */
export const SERVICE = process.env.POWERTOOLS_SERVICE_NAME ?? 'unknown';
/** Stages that share an account have metrics and alarms of their own. */
const STAGE = process.env[ENV.STAGE] ?? 'unknown';
/** Dimensions of every metric. */
const COMMON = ['stage', 'service'];
/** The most values of one metric in one line (specification of the format, "target members"). */
const MOST_VALUES = 100;

/** Metrics with a second dimension. A dimension must have few values, since each value is billed as its own metric. */
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
  /** Ids, which can be searched for in the log but are not dimensions. */
  readonly properties: Readonly<Record<string, unknown>>;
}

/**
 * One line of CloudWatch's embedded metric format, in which each metric is under the dimensions of its own. Powertools'
 * `Metrics` puts every metric of a line under every set of dimensions (docs/decisions/0025).
 */
export function emfLine({ at, values, dimensions, properties }: EmfLine): string {
  const members: Record<string, unknown> = { stage: STAGE, service: SERVICE, ...dimensions };
  for (const [name, value] of values) members[name] = bounded(value);
  // `_aws` comes first, since the local cloud recognises such lines by it.
  const head = `{"_aws":{"Timestamp":${at},"CloudWatchMetrics":${directivesOf(values, dimensions)}},`;
  return head + JSON.stringify(Object.assign(members, properties)).slice(1);
}

/** Directives as JSON, by metrics and dimensions. Few combinations occur, and writing the JSON is most of the work. */
const written = new Map<string, string>();
const MOST_WRITTEN = 500;

function directivesOf(values: MetricValues, dimensions: EmfLine['dimensions']): string {
  const key = `${[...values.keys()].join()};${Object.keys(dimensions).join()}`;
  const known = written.get(key);
  if (known !== undefined) return known;
  const directives = [directive(COMMON, [...values.keys()])];
  for (const [dimension, metrics] of Object.entries(SPLITS) as [SplitDimension, readonly MetricName[]][]) {
    const present = dimensions[dimension] === undefined ? [] : metrics.filter((metric) => values.has(metric));
    if (present.length > 0) directives.push(directive([...COMMON, dimension], present));
  }
  const json = JSON.stringify(directives);
  if (written.size < MOST_WRITTEN) written.set(key, json);
  return json;
}

/** A single value is written without a list, so that Logs Insights can calculate with it. */
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
 * Writes a line to the log. Standard output of a function is a pipe, so the line is written at once, before the
 * instance is frozen. If the pipe is closed, the line is lost; no answer may depend on it.
 */
export function writeLine(line: string): void {
  try {
    process.stdout.write(`${line}\n`);
  } catch {
    // The pipe is closed, so the failure cannot be logged either.
  }
}
