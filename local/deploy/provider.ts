/** One resource of a template, its properties resolved. */
export type ResourceInput = {
  stack: string;
  logicalId: string;
  type: string;
  properties: Record<string, unknown>;
  /** The resource as an earlier deployment made it. */
  recorded?: RecordedResource;
};

/** A resource that exists: what `Ref` and `Fn::GetAtt` give, and whether it refuses to be deleted. */
export type Provisioned = { ref: string; attributes?: Record<string, unknown>; deletionProtection?: boolean };

/** A resource as it is remembered from one deployment to the next. */
export type RecordedResource = Provisioned & {
  type: string;
  properties?: Record<string, unknown>;
  deletionPolicy: 'Delete' | 'Retain' | 'RetainExceptOnCreate';
  /** `type name`, if the template fixes the name. */
  fixedName?: string;
};

/** Makes resources of one type. */
export type Provider = {
  /** Properties that the provider reads. */
  properties: readonly string[];
  /** Properties that make no difference on this machine, and why. `*`: all others. */
  ignored?: Record<string, string>;
  provision(input: ResourceInput): Provisioned | Promise<Provisioned>;
  /** Deletes a resource. What it throws keeps the resource in the account. */
  remove?(logicalId: string, recorded: RecordedResource): void | Promise<void>;
};

export type Providers = ReadonlyMap<string, Provider>;
