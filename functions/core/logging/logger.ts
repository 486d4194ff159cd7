import { Logger } from '@aws-lambda-powertools/logger';
import { CallLogFormatter } from './call-log-formatter.ts';

/** The function's logger: JSON lines with the ids of call and trace on each. Arguments and answers are never logged. */
export const logger = new Logger({ logFormatter: new CallLogFormatter() });
