import type { Json } from '../../../schemas/json.ts';

export interface ResourceJson {
  readonly Type: string;
  readonly Properties?: Record<string, Json>;
}

export interface TemplateJson {
  readonly Resources: Record<string, ResourceJson>;
  readonly Outputs?: Record<string, { readonly Value: Json; readonly Export?: { readonly Name: Json } }>;
}

export const ACCOUNT = '111122223333';
const REGION = 'us-east-1';

/** How an ARN of each type is written, given the id that stands for the resource's name. */
const ARNS: Record<string, (id: string) => string> = {
  'AWS::DynamoDB::GlobalTable': (id) => `arn:aws:dynamodb:${REGION}:${ACCOUNT}:table/${id}`,
  'AWS::IAM::Role': (id) => `arn:aws:iam::${ACCOUNT}:role/${id}`,
  'AWS::KMS::Key': (id) => `arn:aws:kms:${REGION}:${ACCOUNT}:key/${id}`,
  'AWS::Lambda::Function': (id) => `arn:aws:lambda:${REGION}:${ACCOUNT}:function:${id}`,
  'AWS::Logs::LogGroup': (id) => `arn:aws:logs:${REGION}:${ACCOUNT}:log-group:${id}:*`,
  'AWS::S3::Bucket': (id) => `arn:aws:s3:::${id}`,
  'AWS::SQS::Queue': (id) => `arn:aws:sqs:${REGION}:${ACCOUNT}:${id}`,
  'AWS::SecretsManager::Secret': (id) => `arn:aws:secretsmanager:${REGION}:${ACCOUNT}:secret:${id}-AbCdEf`,
};
/** Types of which `Ref` is the ARN, not the name. */
const REF_IS_ARN = ['AWS::SecretsManager::Secret'];

const PSEUDO: Record<string, string> = {
  'AWS::Region': REGION,
  'AWS::AccountId': ACCOUNT,
  'AWS::Partition': 'aws',
  'AWS::URLSuffix': 'amazonaws.com',
};

/**
 * Replaces the intrinsic functions of some templates by text, as a deploy would: every resource has its logical id for
 * a name. What it does not know it refuses, so that no policy is judged half-read.
 */
export function resolver(templates: readonly TemplateJson[]): (value: Json | undefined) => Json {
  const resources: Record<string, ResourceJson> = Object.assign({}, ...templates.map(({ Resources }) => Resources));
  const outputs = templates.flatMap(({ Outputs }) => Object.values(Outputs ?? {}));

  const arn = (id: string): string => {
    const write = ARNS[resources[id]?.Type ?? ''];
    if (!write) throw new Error(`No ARN is known for ${id} (${resources[id]?.Type}).`);
    return write(id);
  };
  const ref = (id: string): string => PSEUDO[id] ?? (REF_IS_ARN.includes(resources[id]?.Type ?? '') ? arn(id) : id);
  const imported = (name: Json): Json => {
    const output = outputs.find(({ Export }) => Export && resolve(Export.Name) === name);
    if (!output) throw new Error(`Nothing exports ${JSON.stringify(name)}.`);
    return resolve(output.Value);
  };
  /** A weak reference: logical ids of outputs hold the path of what they name, so they differ between stacks. */
  const stackOutput = (argument: Json): Json => {
    const { OutputName } = argument as { OutputName?: string };
    const found = templates.flatMap(({ Outputs }) => Outputs?.[OutputName ?? ''] ?? []);
    if (!found[0] || found.length > 1) throw new Error(`Not one stack has the output ${OutputName}.`);
    return resolve(found[0].Value);
  };
  const intrinsics: Record<string, (argument: Json) => Json> = {
    Ref: (id) => ref(String(id)),
    'Fn::GetAtt': (path) => {
      const [id, attribute] = path as [string, string];
      if (attribute === 'StreamArn') return `${arn(id)}/stream/label`;
      if (attribute !== 'Arn') throw new Error(`No attribute ${attribute} is known of ${id}.`);
      return arn(id);
    },
    'Fn::Join': (join) => {
      const [separator, parts] = join as [string, Json[]];
      return parts.map((part) => String(resolve(part))).join(separator);
    },
    'Fn::ImportValue': (name) => imported(resolve(name)),
    'Fn::GetStackOutput': stackOutput,
  };

  function resolve(value: Json | undefined): Json {
    if (Array.isArray(value)) return value.map(resolve);
    if (typeof value !== 'object' || value === null) return value ?? null;
    const [name, argument] = Object.entries(value)[0] ?? [];
    const intrinsic = name === undefined ? undefined : intrinsics[name];
    if (intrinsic && argument !== undefined) return intrinsic(argument);
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, resolve(item)]));
  }
  return resolve;
}
