import { LogFormatter, LogItem } from '@aws-lambda-powertools/logger';
import { currentRecording, currentSpan } from '../tracing/recording.ts';

type Attributes = Parameters<LogFormatter['formatAttributes']>;

/** Formats log lines with the service and the ids of the current call. */
export class CallLogFormatter extends LogFormatter {
  override formatAttributes(...[attributes, additional]: Attributes): LogItem {
    const recording = currentRecording();
    return new LogItem({
      attributes: {
        level: attributes.logLevel,
        message: attributes.message,
        timestamp: this.formatTimestamp(attributes.timestamp),
        service: attributes.serviceName,
        correlation_id: recording?.correlationId,
        trace_id: recording?.trace.traceId,
        span_id: recording && currentSpan()?.id,
        xray_trace_id: attributes.xRayTraceId,
      },
    }).addAttributes(additional);
  }
}
