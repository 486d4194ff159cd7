import manifest from '../package.json' with { type: 'json' };

/** Version of the platform, as package.json has it. */
export const PLATFORM_VERSION: string = manifest.version;
