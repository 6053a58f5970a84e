import type { AnchorRole, AnchorRoles } from '../../kernel/object-kernel.ts';
import { WINDOW } from '../verdict/window.ts';
import { BASE64_LINES_REACH } from './base64-lines.ts';
import { MOST_PADDING } from './evaluate.ts';
import { EXCERPT_REACH } from './excerpt.ts';
import { NAMED_BEFORE, NAMED_REACH } from './named-value.ts';
import { ESCAPES_REACH, PACKED_AROUND, PACKED_FAR, PACKED_REACH } from './packed.ts';
import type { KeywordMeaning, Words } from './words.ts';

const NO_ROLE: AnchorRole = { before: 0, after: 0, canMatch: false, mention: false, marker: false };

/** What the anchors of a vocabulary are for, and the bytes around them that results depend on: those of the excerpt, too. */
export function anchorRolesOf({ keywordMeanings, prefixRules }: Words): AnchorRoles {
  return {
    keywords: [...keywordMeanings.all()].map((meanings) => meanings.map(roleOf).reduce(both, NO_ROLE)),
    prefixes: [...prefixRules.all()].map((rules) => {
      const after = Math.max(0, ...rules.map(({ reach }) => reach)) + EXCERPT_REACH;
      return both(PIECES, { ...NO_ROLE, before: EXCERPT_REACH, after, canMatch: true });
    }),
    run: { ...NO_ROLE, before: AROUND, after: AROUND, canMatch: true },
    base64: { ...NO_ROLE, before: AROUND_BASE64, after: AROUND_BASE64 + MOST_PADDING, canMatch: true },
    packed: PACKED,
  };
}

/** Before a name: what its form, its window and the excerpt depend on. */
const AROUND_NAMED = NAMED_BEFORE + EXCERPT_REACH + 1;

const AROUND = Math.max(WINDOW, EXCERPT_REACH) + 1;

const AROUND_BASE64 = AROUND + BASE64_LINES_REACH;

/** Where a value may be in pieces. */
const PIECES: AnchorRole = {
  ...NO_ROLE,
  before: PACKED_AROUND + EXCERPT_REACH + 1,
  after: PACKED_REACH + PACKED_AROUND + EXCERPT_REACH + 1,
  canMatch: true,
};
const PACKED: AnchorRole = {
  ...PIECES,
  before: PIECES.before + ESCAPES_REACH,
  after: PACKED_FAR + PACKED_AROUND + EXCERPT_REACH + 1,
};

function roleOf(meaning: KeywordMeaning): AnchorRole {
  if (meaning.kind === 'marker') return { ...NO_ROLE, marker: true };
  if (meaning.kind === 'packed' || meaning.kind === 'binary') return PACKED;
  if (meaning.kind === 'name' || meaning.kind === 'service') {
    const after = NAMED_REACH + EXCERPT_REACH + 1;
    return both(PIECES, { ...NO_ROLE, before: AROUND_NAMED + meaning.head.length, after, canMatch: true });
  }
  if (meaning.kind === 'word') return { ...PIECES, mention: true };
  if (meaning.kind !== 'rule') return { ...NO_ROLE, mention: true };
  const { before, after } = meaning.rule.window;
  const around = meaning.rule.named === undefined ? EXCERPT_REACH : AROUND;
  const role = { ...NO_ROLE, before: before + meaning.head.length + around, after: after + around, canMatch: true };
  return meaning.rule.userinfo === true ? both(PIECES, role) : role;
}

function both(a: AnchorRole, b: AnchorRole): AnchorRole {
  return {
    before: Math.max(a.before, b.before),
    after: Math.max(a.after, b.after),
    canMatch: a.canMatch || b.canMatch,
    mention: a.mention || b.mention,
    marker: a.marker || b.marker,
  };
}
