import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { askPython, hasPythonModule } from '../../../../test/support/debian-python.ts';
import { runCase, type TemplateCase } from '../../../../test/support/textfsm/ours.ts';
import { RuleError, readFolder, toDictionaries } from '../index.ts';
import proven from './recordings.json' with { type: 'json' };

const FOLDER = new URL('.', import.meta.url).pathname;
const ORACLE = new URL('../../../../test/support/textfsm/oracle.py', import.meta.url).pathname;
const read = (...path: string[]): string => readFileSync(join(FOLDER, ...path), 'utf8');
const parser = readFolder(FOLDER);
const templates = readdirSync(FOLDER).filter((name) => name.endsWith('.textfsm'));
const exampleOf = (template: string) => template.replace(/\.textfsm$/, '');

describe('the index of templates', () => {
  it('names every template, and no other', () => {
    const named = parser.index.rows.flatMap((row) => row.templates);
    expect(named.toSorted()).toEqual(templates.toSorted());
    expect(parser.index.ignored).toEqual([]);
    expect(templates.length).toBeGreaterThan(30);
  });

  it.each(proven)('finds $template for "$command" on $platform', ({ template, platform, command }) => {
    expect(parser.templatesFor({ Platform: platform, Command: command })).toEqual([template]);
  });

  it.each([
    ['cisco_xe', 'sh ver', 'cisco_ios_show_version.textfsm'],
    ['cisco_ios', 'sh int Gi1/0/1', 'cisco_ios_show_interfaces.textfsm'],
    ['cisco_ios', 'show arp', 'cisco_ios_show_ip_arp.textfsm'],
    ['cisco_nxos', 'show bgp vrf all ipv4 unicast summary', 'cisco_nxos_show_ip_bgp_summary.textfsm'],
    ['juniper_junos', 'show route table inet.0', 'juniper_junos_show_route.textfsm'],
    ['frr', 'show ip bgp sum', 'frr_show_bgp_summary.textfsm'],
  ])('finds the template of an abbreviated or longer command: %s, %s', (Platform, Command, template) => {
    expect(parser.templatesFor({ Platform, Command })).toEqual([template]);
  });

  it.each([
    ['cisco_ios', 'show interfaces status'],
    ['cisco_ios', 'show ip route summary x'],
    ['juniper_junos', 'show route extensive'],
    ['juniper_junos', 'show chassis hardware extensive'],
  ])('has no template for an output of another form: %s, %s', (Platform, Command) => {
    expect(parser.templatesFor({ Platform, Command })).toBeUndefined();
  });
});

describe('a template', () => {
  it.each(proven)(
    '$template parses its example, and refuses what the device refuses',
    ({ template, platform, command }) => {
      const attributes = { Platform: platform, Command: command };
      const table = parser.parse(read('examples', `${exampleOf(template)}.txt`), attributes);
      const records = toDictionaries(table).map((record) => Object.fromEntries(record));
      expect(records).toEqual(JSON.parse(read('examples', `${exampleOf(template)}.json`)));
      const refusal =
        platform === 'juniper_junos' ? 'syntax error, expecting <command>.' : "% Invalid input detected at '^' marker.";
      expect(() => parser.parse(refusal, attributes)).toThrow(RuleError);
    },
  );

  it.each(proven)('$template cites recordings that prove it, at their commit', ({ template, recordings }) => {
    expect(templates).toContain(template);
    expect(recordings.length).toBeGreaterThan(0);
    for (const { repository, commit, paths } of recordings) {
      expect(repository).toMatch(/^[\w-]+\/[\w.-]+$/);
      expect(commit).toMatch(/^[0-9a-f]{40}$/);
      expect(paths.length).toBeGreaterThan(0);
    }
  });
});

// Without Debian's python3-textfsm these are skipped by name: npm run peers installs it.
const describePython = hasPythonModule('textfsm') ? describe : describe.skip;

describePython("Debian's python3-textfsm", () => {
  it('makes the same tables of the examples', () => {
    const cases: TemplateCase[] = templates.map((name) => ({
      template: read(name),
      text: read('examples', `${exampleOf(name)}.txt`),
    }));
    expect(askPython(ORACLE, cases)).toEqual(cases.map(runCase));
  });
});
