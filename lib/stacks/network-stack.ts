import { Fn, Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { ExistingNetwork } from '../constructs/network/existing-network.ts';
import { NewNetwork } from '../constructs/network/new-network.ts';
import type { StageNetwork } from '../constructs/network/stage-network.ts';
import { ResponseCache } from '../constructs/response-cache.ts';
import { NETWORK_OF_CACHE } from '../settings/network.ts';
import type { Settings } from '../settings.ts';

export interface NetworkStackProps extends StackProps {
  readonly settings: Settings;
}

/** What a stage adds to its private network: the VPC, unless it is there already, and the Valkey cache if the stage has one. */
export class NetworkStack extends Stack {
  readonly network: StageNetwork;
  readonly cache: ResponseCache | undefined;

  /** Whether a stage has anything to put into such a stack. */
  static isNeeded({ cache, network }: Settings): boolean {
    return cache === 'valkey' || network.kind === 'new';
  }

  constructor(scope: Construct, id: string, { settings, ...props }: NetworkStackProps) {
    super(scope, id, props);
    const setting = settings.network.kind === 'none' ? NETWORK_OF_CACHE : settings.network;
    this.network =
      setting.kind === 'existing'
        ? new ExistingNetwork(this, 'Network', setting)
        : new NewNetwork(this, 'Network', { settings, network: setting });
    if (settings.cache === 'valkey') {
      this.cache = new ResponseCache(this, 'Cache', { settings, network: this.network });
    }
  }

  /** The region's first two zones, by index: synthesis does not ask the account for their names. */
  override get availabilityZones(): string[] {
    return [0, 1].map((index) => Fn.select(index, Fn.getAzs()));
  }
}
