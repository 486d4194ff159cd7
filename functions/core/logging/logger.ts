import { Logger } from '@aws-lambda-powertools/logger';
import { CallLogFormatter } from './call-log-formatter.ts';

/** The logger of a function: JSON lines with the ids of the call and its trace. Never log arguments or answers. */
export const logger = new Logger({ logFormatter: new CallLogFormatter() });
