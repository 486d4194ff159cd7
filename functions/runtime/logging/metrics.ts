import { Metrics } from '@aws-lambda-powertools/metrics';

/** The function's metrics: lines of the embedded metric format, which CloudWatch turns into metrics of `Manifold`. */
export const metrics = new Metrics();
