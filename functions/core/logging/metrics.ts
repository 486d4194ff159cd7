import { currentRecording } from '../tracing/recording.ts';
import { emfLine, writeLine } from './emf.ts';
import type { MetricName } from './metric-names.ts';

/**
 * Adds to a metric of the current call, which writes one line at its end. Outside a call, or after its end, the value
 * gets its own line.
 */
export function count(metric: MetricName, value = 1): void {
  if (currentRecording()?.add(metric, value)) return;
  writeLine(emfLine({ at: Date.now(), values: new Map([[metric, value]]), dimensions: {}, properties: {} }));
}
