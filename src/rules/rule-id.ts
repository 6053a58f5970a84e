/**
 * An id of ours for that of another tool: lower-case letters, digits and single hyphens.
 * @param taken ids that it must not be
 */
export function toRuleId(name: string, taken: ReadonlySet<string>): string {
  const plain =
    name
      .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^-|-$/g, '') || 'rule';
  let id = plain;
  for (let number = 2; taken.has(id); number++) id = `${plain}-${number}`;
  return id;
}
