import { Logger } from '@aws-lambda-powertools/logger';

/** The function's logger: JSON lines, correlation id on each. Arguments and answers are never logged. */
export const logger = new Logger();
