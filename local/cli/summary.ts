import type { Cloud } from '../cloud.ts';

/** Newest revision of the protocol, which a request names in header and `_meta`. */
const REVISION = '2026-07-28';

/** The text after the start: URL, key, client configuration, a command to try. */
export function summary(
  cloud: Cloud,
  options: { took: string; stateDir: string; watch: boolean; verbose: boolean },
): string {
  const { mcpUrl, apiUrl, issuerUrl, devKey, sandboxes } = cloud;
  const stand = Object.entries(sandboxes).map(([family, url]) => `  ${family.padEnd(16)} ${url}`);
  return [
    '',
    `Ready in ${options.took}.`,
    '',
    `  MCP URL          ${mcpUrl}`,
    `  Development key  ${devKey}`,
    ...(issuerUrl === ''
      ? []
      : [`  Sign in          give a client the MCP URL alone: it finds ${issuerUrl}, where you choose who to be`]),
    `  Health           ${apiUrl}/health`,
    '',
    'Client configuration:',
    '',
    indent(
      JSON.stringify(
        { mcpServers: { manifold: { type: 'http', url: mcpUrl, headers: { Authorization: `Bearer ${devKey}` } } } },
        null,
        2,
      ),
    ),
    '',
    'Try it:',
    '',
    indent(curl(mcpUrl, devKey)),
    '',
    ...(stand.length > 0
      ? ['Providers that stand in for the real ones (--live FAMILY goes to the real one):', '', ...stand, '']
      : []),
    `State is kept in ${options.stateDir} (--reset clears it); every log line is in ${options.stateDir}/cloud.log${options.verbose ? '' : ', --verbose shows them here'}.`,
    `Ctrl-c stops everything.${options.watch ? ' Sources are watched.' : ''}`,
    '',
  ].join('\n');
}

/** A request of the stateless revision: no handshake, the client named in `_meta`. */
function curl(mcpUrl: string, key: string): string {
  const _meta = {
    'io.modelcontextprotocol/protocolVersion': REVISION,
    'io.modelcontextprotocol/clientInfo': { name: 'curl', version: '1.0.0' },
    'io.modelcontextprotocol/clientCapabilities': {},
  };
  const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/list', params: { _meta } });
  return [
    `curl -s ${mcpUrl}`,
    `-H 'Authorization: Bearer ${key}'`,
    "-H 'Content-Type: application/json'",
    "-H 'Accept: application/json, text/event-stream'",
    `-H 'MCP-Protocol-Version: ${REVISION}'`,
    "-H 'Mcp-Method: tools/list'",
    `-d '${body}'`,
  ].join(' \\\n  ');
}

function indent(text: string): string {
  return text.replace(/^/gm, '  ');
}
