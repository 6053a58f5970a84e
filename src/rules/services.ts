import { defined } from '../model/defined.ts';
import { familyOf } from '../model/fingerprint.ts';
import { oncePer } from '../model/once.ts';
import type { BareRule, Rule, RuleSet, Service, ServiceKey, ServiceTable } from '../model/rule.ts';

/** The services of a table, which the build has written; parsed when first asked for. */
export const servicesIn = oncePer((table: ServiceTable) => JSON.parse(table.rows) as readonly Service[]);

/** The table of services, as the build and tests of rows make it. */
export function tableOf(services: readonly Service[]): ServiceTable {
  return { words: services.flatMap((service) => service.words), rows: JSON.stringify(services) };
}

/** All rules by id, with those of the services; the same object for the same rule set. */
export const allRules = oncePer((ruleSet: RuleSet): ReadonlyMap<string, Rule> => {
  const own = servicesIn(ruleSet.services).flatMap((service) => service.keys.map((key) => ruleOf(service, key)));
  // Of two with one id the first, and what a configuration changed.
  return new Map([...own.toReversed(), ...ruleSet.rules].map((rule) => [rule.id, rule]));
});

/** Families (`familyOf`) of rules by their ids. */
export interface Families {
  get(id: string): string | undefined;
}

/** The families of all rules. The table of services is parsed only for an id that no other rule has. */
export function familiesOf(ruleSet: RuleSet): Families {
  let own: ReadonlyMap<string, string> | undefined;
  const familyIn = (rule: Rule | undefined) => rule && familyOf(rule);
  return {
    get: (id) => {
      own ??= new Map(ruleSet.rules.map((rule) => [rule.id, familyOf(rule)]));
      return own.get(id) ?? familyIn(allRules(ruleSet).get(id));
    },
  };
}

function ruleOf(
  { id: provider, name, docs, revoke }: Service,
  { rule: id, kind, severity, verify }: ServiceKey,
): BareRule {
  return defined({
    kind: 'bare',
    id,
    title: `${name} ${kind}`,
    provider,
    page: 'services',
    severity,
    risk: `Whoever holds it uses ${name} in your name.`,
    fix: {
      rotate: revoke ?? docs,
      steps: [
        `Make a new ${kind} at ${name}, and revoke this one.`,
        'Put the new one into the environment or a secret store, and read it from there.',
      ],
    },
    verify,
    shape: 'value',
    names: [],
  });
}
