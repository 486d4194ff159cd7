import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { newKey } from '../integration/support/control.ts';
import { freeStreamPlaces } from '../integration/support/stream-places.ts';
import { type Check, listUnder, requirementsPath, runSuite, type SuiteRun, scoredScenarios } from './suite.ts';

/** Runs the scored scenarios of the official suite, of both protocol eras, against the gateway. */
const EXPECTED_FAILURES = join(import.meta.dirname, 'expected-failures.yml');
const STATELESS_CANNOT = [
  'tools-call-sampling',
  'tools-call-elicitation',
  'elicitation-sep1034-defaults',
  'elicitation-sep1330-enums',
];

/**
 * The suite runs extensions together with the requirements, but does not score them, because they are optional. A further
 * scenario, about status notifications, has no checks yet.
 */
const TASKS = [
  'tasks-lifecycle',
  'tasks-capability-negotiation',
  'tasks-wire-fields',
  'tasks-request-state-removal',
  'tasks-mrtr-input',
  'tasks-request-headers',
  'tasks-dispatch-and-envelope',
  'tasks-required-task-error',
  'tasks-mrtr-composition',
];

const RUNS = [
  { revision: '2026-07-28', expectedFailures: undefined, scored: 37, failing: [] as string[], extension: TASKS },
  { revision: '2025-11-25', expectedFailures: EXPECTED_FAILURES, scored: 30, failing: STATELESS_CANNOT, extension: [] },
];

const failuresOf = (checks: readonly Check[] | undefined) =>
  checks?.filter(({ status }) => status === 'FAILURE').map(({ id, errorMessage }) => `${id}: ${errorMessage}`);

describe.each(RUNS)('conformance to $revision', ({ revision, expectedFailures, scored, failing, extension }) => {
  const scenarios = scoredScenarios(readFileSync(requirementsPath(revision), 'utf8'));
  let run: SuiteRun;

  beforeAll(async () => {
    await freeStreamPlaces();
    const key = await newKey({ id: `test:conformance-${randomUUID()}` });
    run = await runSuite({ revision, key, expectedFailures });
    const passed = scenarios.filter((scenario) => failuresOf(run.scenarios.get(scenario))?.length === 0);
    process.stdout.write(`conformance ${revision}: ${passed.length} of ${scenarios.length} scored scenarios pass\n`);
  }, 150_000);

  it(`has ${scored} scored scenarios`, () => {
    expect(scenarios).toHaveLength(scored);
  });

  it.each(scenarios.filter((scenario) => !failing.includes(scenario)))('passes the scenario %s', (scenario) => {
    expect(failuresOf(run.scenarios.get(scenario))).toEqual([]);
  });

  if (extension.length > 0) {
    it.each(extension)('passes the scenario %s of the tasks extension', (scenario) => {
      const checks = run.scenarios.get(scenario);
      expect(failuresOf(checks)).toEqual([]);
      expect(checks?.some(({ status }) => status === 'SUCCESS')).toBe(true);
    });
  }

  it('is confirmed by the suite itself', () => {
    expect({ exitCode: run.exitCode, output: run.exitCode === 0 ? '' : run.output.slice(-4_000) }).toEqual({
      exitCode: 0,
      output: '',
    });
  });
});

describe('the expected failures of the suite for clients of 2025', () => {
  it('are the four scenarios that need a session, and one that only warns', () => {
    const listed = listUnder(readFileSync(EXPECTED_FAILURES, 'utf8'), 'server');
    expect(listed).toEqual([...STATELESS_CANNOT, 'server-sse-multiple-streams']);
  });
});
