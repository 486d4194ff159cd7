/** Tests run in plain Node.js processes: a process loads each module once, for all test files that it runs. */
const base = {
  runner: 'jest-light-runner/child-process',
  extensionsToTreatAsEsm: ['.ts'],
  transform: {},
  testMatch: ['**/*.test.ts'],
  setupFiles: ['<rootDir>/scripts/test/jest-globals.ts'],
  setupFilesAfterEnv: ['<rootDir>/scripts/test/timeout.ts'],
};
const withCloud = {
  ...base,
  globalSetup: '<rootDir>/test/cloud/setup.ts',
  globalTeardown: '<rootDir>/test/cloud/teardown.ts',
};

/** The projects of Jest, which `npm test` runs in the order of scripts/test/steps.ts. */
export default {
  projects: [
    {
      ...base,
      displayName: 'unit',
      roots: ['functions', 'schemas', 'lib', 'local', 'sandboxes', 'scripts', 'test/house', 'test/security'].map(
        (folder) => `<rootDir>/${folder}`,
      ),
      testPathIgnorePatterns: ['/node_modules/', '<rootDir>/test/security/attacks/'],
    },
    { ...base, displayName: 'stacks', roots: ['<rootDir>/test/stacks'] },
    { ...withCloud, displayName: 'integration', roots: ['<rootDir>/test/integration', '<rootDir>/test/conformance'] },
    { ...withCloud, displayName: 'attacks', roots: ['<rootDir>/test/security/attacks'] },
    { ...withCloud, displayName: 'faults', roots: ['<rootDir>/test/faults'] },
  ],
};
