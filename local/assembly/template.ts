/** The parts of a CloudFormation template that the local cloud reads. */
export type Resource = {
  Type: string;
  Properties?: Record<string, unknown>;
  DependsOn?: string | string[];
  Condition?: string;
  DeletionPolicy?: string;
};

export type Output = { Value: unknown; Export?: { Name: unknown }; Condition?: string };

export type Template = {
  Parameters?: Record<string, { Type: string; Default?: unknown }>;
  Mappings?: Record<string, Record<string, Record<string, unknown>>>;
  Conditions?: Record<string, unknown>;
  Rules?: Record<string, unknown>;
  Transform?: unknown;
  Resources: Record<string, Resource>;
  Outputs?: Record<string, Output>;
};

export type Stack = { name: string; template: Template };

/** A synthesized application: stacks in the order of deployment, and the files that they name. */
export type Assembly = {
  stacks: Stack[];
  /** Object key in the assets bucket → absolute path of the file or folder. */
  assets: Map<string, string>;
};
