import { Fn, Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { Network } from '../constructs/network.ts';
import { ResponseCache } from '../constructs/response-cache.ts';
import type { Settings } from '../settings.ts';

export interface NetworkStackProps extends StackProps {
  readonly settings: Settings;
}

/** The private network of a stage and what is in it; only stages whose cache is Valkey have one. */
export class NetworkStack extends Stack {
  readonly cache: ResponseCache;

  constructor(scope: Construct, id: string, { settings, ...props }: NetworkStackProps) {
    super(scope, id, props);
    const network = new Network(this, 'Network', { settings });
    this.cache = new ResponseCache(this, 'Cache', { settings, network });
  }

  /** The region's first zones, whichever they are: synthesis asks no account for their names. */
  override get availabilityZones(): string[] {
    return [0, 1].map((index) => Fn.select(index, Fn.getAzs()));
  }
}
