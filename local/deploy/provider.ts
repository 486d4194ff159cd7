/** One resource of a template, its properties resolved. */
export type ResourceInput = {
  stack: string;
  logicalId: string;
  type: string;
  properties: Record<string, unknown>;
  /** What an earlier run made of it. */
  recorded?: RecordedResource;
};

/** A resource as it stands: what `Ref` and `Fn::GetAtt` give. */
export type Provisioned = { ref: string; attributes?: Record<string, unknown> };

/** What is remembered of a resource from one start to the next. */
export type RecordedResource = Provisioned & { type: string; properties?: Record<string, unknown>; retained: boolean };

/** Makes resources of one type. */
export type Provider = {
  /** Properties that the provider reads. */
  properties: readonly string[];
  /** Properties that make no difference on this machine, and why. `*`: all others. */
  ignored?: Record<string, string>;
  provision(input: ResourceInput): Provisioned | Promise<Provisioned>;
  /** Removes a resource that the assembly no longer has. */
  remove?(logicalId: string, recorded: RecordedResource): void | Promise<void>;
};

export type Providers = ReadonlyMap<string, Provider>;
