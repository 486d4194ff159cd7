import { onlyKnown, textOf } from '../wire/form.ts';
import { checkListParams, createdFilter, page } from '../wire/list.ts';
import type { Route } from '../wire/route.ts';

export const eventRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/v1/events',
    answer(params, { objects }) {
      checkListParams(params, ['type', 'created']);
      const type = textOf(params, 'type');
      const inSpan = createdFilter(params);
      const items = objects.all('event', (one) => inSpan(one) && (type === undefined || one.type === type));
      return page(items, params, '/v1/events');
    },
  },
  {
    method: 'GET',
    path: '/v1/events/{id}',
    answer: (params, { objects }, id) => {
      onlyKnown(params, []);
      return objects.get('event', id);
    },
  },
];
