import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import type { Bundle } from '../build/bundle.ts';
import { runNode } from './processes.ts';
import { median } from './statistics.ts';

export interface FunctionSize {
  readonly name: string;
  readonly kilobytes: number;
  /** Milliseconds that a fresh process takes to import the bundle; median of three. */
  readonly initMs: number;
}

const RUNS = 3;
/** Functions that take part in a tool call. */
const ON_THE_WAY = new Set(['functions/authorizer', 'functions/front', 'families/bench']);

/** Loads what Lambda loads before a function, then measures the import of the function. */
const PROBE = `
globalThis.awslambda = { streamifyResponse: (handler) => handler, HttpResponseStream: { from: (stream) => stream } };
const started = performance.now();
await import(process.argv[1]);
console.log(performance.now() - started);
process.exit();
`;

/** The part of a template that has a function's variables. */
const Variables = z.object({ Variables: z.record(z.string(), z.unknown()).optional() });
const Resource = z.object({ Properties: z.object({ Environment: Variables.optional() }).optional() });
const Template = z.object({ Resources: z.record(z.string(), Resource) });

/**
 * Size and import time of the bundles that take part in a call, one process after the other.
 *
 * @param places.bundleFolder folder of the bundles
 * @param places.platform the assembly that was made of them
 */
export async function measureFunctions(
  bundles: readonly Bundle[],
  { bundleFolder, platform }: { bundleFolder: string; platform: string },
): Promise<FunctionSize[]> {
  const variables = environment(platform);
  const sizes: FunctionSize[] = [];
  for (const { name, bytes } of bundles.filter((bundle) => ON_THE_WAY.has(bundle.name))) {
    const times: number[] = [];
    for (let run = 0; run < RUNS; run += 1) {
      const args = ['--input-type=module', '--eval', PROBE, join(bundleFolder, name, 'index.mjs')];
      times.push(Number(await runNode(args, variables)));
    }
    sizes.push({ name, kilobytes: bytes / 1000, initMs: median(times) });
  }
  return sizes;
}

/** Variables of all functions of the assembly together. */
function environment(assembly: string): NodeJS.ProcessEnv {
  const templates = readdirSync(assembly).filter((file) => file.endsWith('.template.json'));
  const variables = templates
    .map((file) => Template.parse(JSON.parse(readFileSync(join(assembly, file), 'utf8'))))
    .flatMap(({ Resources }) => Object.values(Resources))
    .flatMap(({ Properties }) => Object.entries(Properties?.Environment?.Variables ?? {}))
    .map(([name, value]) => [name, textOf(value)]);
  const aws = { AWS_REGION: 'us-east-1', AWS_ACCESS_KEY_ID: 'bench', AWS_SECRET_ACCESS_KEY: 'bench' };
  return { ...process.env, ...Object.fromEntries(variables), ...aws, POWERTOOLS_LOG_LEVEL: 'SILENT' };
}

/** A value of a template as text; a value that only a deployment knows becomes a URL that leads to no server. */
function textOf(value: unknown): string {
  const joined = Join.safeParse(value);
  if (joined.success) return joined.data['Fn::Join'][1].map(textOf).join(joined.data['Fn::Join'][0]);
  return typeof value === 'string' ? value : 'https://known-to-the-deploy.example';
}

const Join = z.object({ 'Fn::Join': z.tuple([z.string(), z.array(z.unknown())]) });
