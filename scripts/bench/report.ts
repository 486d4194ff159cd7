import type { GuardCost } from './guards.ts';
import type { HandlerCall } from './handler-calls.ts';
import type { FunctionSize } from './init-time.ts';
import type { Measured } from './measure-targets.ts';
import type { Memory } from './memory.ts';
import { section } from './section.ts';
import type { Verdict } from './verdicts.ts';
import type { CacheResult, FaultResult } from './workload.ts';

export interface Report {
  readonly startup: { buildMs: number; synthMs: number; startMs: number; readyMs: number };
  readonly functions: readonly FunctionSize[];
  readonly memory: { idle: Memory; underLoad: Memory };
  readonly targets: readonly Measured[];
  readonly inside: readonly HandlerCall[];
  readonly guards: readonly GuardCost[];
  readonly cache: CacheResult;
  readonly faults: FaultResult;
  readonly ratios: Readonly<Record<string, number>>;
  readonly verdicts: readonly Verdict[];
}

/** The report for people. Figures depend on the machine and the moment: only their ratios mean something elsewhere. */
export function render(report: Report): string {
  const { startup, functions, memory, targets, inside, guards, cache, faults, ratios, verdicts } = report;
  return [
    section('Cold start to ready', [
      ['bundle', 'synthesize', 'start', 'in all'],
      [startup.buildMs, startup.synthMs, startup.startMs, startup.readyMs].map((ms) => `${(ms / 1000).toFixed(1)} s`),
    ]),
    section('Functions (init: import in a fresh process, median of 3)', [
      ['bundle', 'size', 'init'],
      ...functions.map(({ name, kilobytes, initMs }) => [name, `${kilobytes.toFixed(0)} kB`, ms(initMs)]),
    ]),
    section('Throughput and latency (best round by throughput), processor time of a request over all processes', [
      ['target', 'callers', 'requests/s', 'p50', 'p95', 'p99', 'CPU', 'errors'],
      ...targets.map(({ name, connections, best, errors }) => [
        name,
        String(connections),
        best.rps.toFixed(0),
        ms(best.p50),
        ms(best.p95),
        ms(best.p99),
        ms(Object.values(best.cpu).reduce((sum, part) => sum + part, 0)),
        String(errors),
      ]),
    ]),
    section('Processor time by part, 16 callers', [
      ['target', 'part', 'CPU'],
      ...targets
        .filter(({ connections }) => connections === 16)
        .flatMap(({ name, best }) => Object.entries(best.cpu).map(([part, time]) => [name, part, ms(time)])),
    ]),
    section('One warm call inside a function: processor time, waiting left out, and requests to AWS', [
      ['call', 'CPU', 'DynamoDB', 'requests'],
      ...inside.map(({ name, cpuMs, aws }) => [name, ms(cpuMs), dynamoDbCalls(aws), listOf(aws)]),
    ]),
    section('Each guard of a call that passes', [
      ['guard', 'CPU', 'asks of AWS'],
      ...guards.map(({ name, micros, aws }) => [name, micros > 0 ? `${micros.toFixed(1)} µs` : '', aws]),
    ]),
    section('Ratios', [['of', 'is'], ...Object.entries(ratios).map(([name, ratio]) => [name, ratio.toFixed(2)])]),
    section('Memory of the local cloud, every process (PSS: what processes share is divided among them)', [
      ['', 'processes', 'RSS', 'PSS'],
      ...Object.entries(memory).map(([when, { processes, rssMb, pssMb }]) => [
        when === 'idle' ? 'idle' : 'under load',
        String(processes),
        `${rssMb.toFixed(0)} MB`,
        `${pssMb.toFixed(0)} MB`,
      ]),
    ]),
    section('Reference workload, 16 callers', [
      ['', 'calls', 'errors', 'p95'],
      [`${cache.records} records, ${cache.hits} hits`, String(cache.requests), String(cache.errors), ms(cache.p95)],
      [
        `${faults.providerFaults} faults in ${faults.providerRequests} provider requests`,
        String(faults.requests),
        String(faults.errors),
        ms(faults.p95),
      ],
    ]),
    section('Where the requirements stand', [
      ['', 'figure', 'is', 'aim', ''],
      ...verdicts.map(({ row, what, is, aim, met }) => [row, what, is, aim, met ? 'met' : 'MISSED']),
    ]),
  ].join('\n');
}

const ms = (value: number) => `${value.toFixed(value < 10 ? 2 : 1)} ms`;

const dynamoDbCalls = ({ Invoke: _, other: __, ...operations }: HandlerCall['aws']) =>
  String(Object.values(operations).reduce((sum, count) => sum + count, 0));

const listOf = (aws: HandlerCall['aws']) =>
  Object.entries(aws)
    .map(([operation, count]) => `${count === 1 ? '' : `${count} `}${operation}`)
    .join(', ');
