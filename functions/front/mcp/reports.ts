import type { LoggingLevel, ServerContext } from '@modelcontextprotocol/server';
import { logger } from '../../core/logging/logger.ts';
import type { Report } from '../../platform/dispatch/dispatcher.ts';
import { cleanValue } from '../../platform/output/clean-value.ts';

/** Passes what a family reports on to the client, as it happens: progress where a token was given, and log messages. */
export function reporter(ctx: ServerContext): (report: Report) => void {
  const progressToken = ctx.mcpReq._meta?.progressToken;
  return (given) => {
    const report = cleanValue(given);
    const sent =
      report.frame === 'progress'
        ? progressToken === undefined
          ? Promise.resolve()
          : ctx.mcpReq.notify({
              method: 'notifications/progress',
              params: { progressToken, progress: report.progress, total: report.total, message: report.message },
            })
        : ctx.mcpReq.log(report.level as LoggingLevel, report.data, report.logger);
    sent.catch((error: unknown) => logger.debug('a report did not reach the client', { error: String(error) }));
  };
}
