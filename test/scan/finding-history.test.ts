import { expect, test } from 'vitest';
import { HistoryBuilder } from '../../src/scan/finding-history.ts';

const commit = (id: string) => ({ id, author: 'Ada <ada@example.com>', date: '2024-01-01T00:00:00+00:00' });

test('the first and the last of all places, and everything that holds one of them', () => {
  const builder = new HistoryBuilder();
  builder.add({ first: commit('b'), firstOrder: 2, last: commit('c'), lastOrder: 3, heldBy: [], reachedBy: 'reflog' });
  builder.add({
    ...{ first: commit('a'), firstOrder: 1, last: commit('d'), lastOrder: 4, reachedBy: 'refs' },
    heldBy: ['refs/tags/v1', 'refs/heads/main', 'HEAD'],
  });
  builder.add({ heldBy: ['index'], reachedBy: 'nothing' });
  expect(builder.build()).toEqual({
    first: commit('a'),
    last: commit('d'),
    heldBy: ['HEAD', 'index', 'refs/heads/main', 'refs/tags/v1'],
    reachedBy: 'refs',
  });
});

test('nothing where there is no history, and no word about reach where that was not looked up', () => {
  expect(new HistoryBuilder().build()).toBeUndefined();
  const builder = new HistoryBuilder();
  builder.add({ heldBy: [] });
  expect(builder.build()).toEqual({ heldBy: [] });
});
