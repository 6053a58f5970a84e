import fc from 'fast-check';
import { expect, test } from 'vitest';
import { drawKey, drawText } from '../../src/rules/draw.ts';
import { Random } from '../../src/rules/random.ts';
import { RULE_SET } from '../../src/rules/rule-set.ts';
import { servicesIn } from '../../src/rules/services.ts';

test('what is drawn matches, for the form of every key of every service', () => {
  const keys = servicesIn(RULE_SET.services).flatMap((service) => service.keys);
  fc.assert(
    fc.property(fc.string(), (seed) => {
      const wrong = keys.filter((key) => !new RegExp(`^(?:${key.pattern})$`).test(drawKey(key, seed)));
      expect(wrong).toEqual([]);
    }),
    { numRuns: 5 },
  );
});

test.each(['a(?:b|c{2}){3}d', '(x|y)?z', '[.]\\.[a-c]{0,3}', '\\d{3}-\\w'])('%s', (pattern) => {
  for (let seed = 0; seed < 50; seed++) {
    expect(drawText(pattern, new Random(`${seed}`))).toMatch(new RegExp(`^(?:${pattern})$`));
  }
});

test('syntax that is not known is refused', () => {
  expect(() => drawText('a)', new Random('x'))).toThrow('cannot draw');
});
