const base = {
  testEnvironment: '<rootDir>/scripts/jest-environment.mjs',
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '^.+\\.ts$': '<rootDir>/scripts/jest-esbuild.mjs' },
  // Projects take no testTimeout of their own.
  setupFilesAfterEnv: ['<rootDir>/scripts/test/timeout.ts'],
};

/** @type {import('jest').Config} */
export default {
  projects: [
    {
      ...base,
      displayName: 'unit',
      roots: ['functions', 'schemas', 'lib', 'local', 'sandboxes', 'scripts', 'test/house', 'test/security'].map(
        (folder) => `<rootDir>/${folder}`,
      ),
      testMatch: ['**/*.test.ts'],
      testPathIgnorePatterns: ['/node_modules/', '<rootDir>/test/security/attacks/'],
    },
    { ...base, displayName: 'stacks', roots: ['<rootDir>/test/stacks'], testMatch: ['**/*.test.ts'] },
    {
      ...base,
      displayName: 'integration',
      roots: ['<rootDir>/test/integration', '<rootDir>/test/conformance'],
      testMatch: ['**/*.test.ts'],
      globalSetup: '<rootDir>/test/cloud/setup.ts',
      globalTeardown: '<rootDir>/test/cloud/teardown.ts',
    },
    {
      ...base,
      displayName: 'attacks',
      roots: ['<rootDir>/test/security/attacks'],
      testMatch: ['**/*.test.ts'],
      globalSetup: '<rootDir>/test/cloud/setup.ts',
      globalTeardown: '<rootDir>/test/cloud/teardown.ts',
    },
    {
      ...base,
      displayName: 'faults',
      roots: ['<rootDir>/test/faults'],
      testMatch: ['**/*.test.ts'],
      globalSetup: '<rootDir>/test/cloud/setup.ts',
      globalTeardown: '<rootDir>/test/cloud/teardown.ts',
    },
  ],
};
