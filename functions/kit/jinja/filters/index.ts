import { IP_FILTERS } from '../ipaddr/filters.ts';
import type { Filter } from './filter.ts';
import { HTML_FILTERS } from './html.ts';
import { NUMBER_FILTERS } from './numbers.ts';
import { REGEX_FILTERS } from './regex.ts';
import { SELECTION_FILTERS } from './selection.ts';
import { SEQUENCE_FILTERS } from './sequences.ts';
import { TEXT_FILTERS } from './texts.ts';
import { VALUE_FILTERS } from './values.ts';

/** All filters of Jinja2 3.1, and those of Ansible for patterns and addresses. */
export const FILTERS: ReadonlyMap<string, Filter> = new Map([
  ...TEXT_FILTERS,
  ...HTML_FILTERS,
  ...NUMBER_FILTERS,
  ...SEQUENCE_FILTERS,
  ...SELECTION_FILTERS,
  ...VALUE_FILTERS,
  ...REGEX_FILTERS,
  ...IP_FILTERS,
]);
