/**
 * Entry of `npm start` that any Node version can run: the local cloud itself is TypeScript and needs the Node 24 of
 * node_modules, which npm puts first on the path once it is installed.
 */
if (Number(process.versions.node.split('.')[0]) < 24) {
  console.error(
    `The local cloud runs on the Node 24 that npm ci installs, and this is ${process.version}; run npm ci, then npm start.`,
  );
  process.exit(1);
}
await import('./start.ts');
