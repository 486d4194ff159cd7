import type { ImportSettings } from './settings.ts';
export function diffDocuments(_old: string, _next: string, _settings: ImportSettings): string {
  return '';
}
