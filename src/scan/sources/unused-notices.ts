/* What is said of inline comments that leave nothing out. */

/** Comments that are named one by one. */
const MOST = 20;

const LEAVES_NOTHING_OUT = 'leaves no secret out: take it away, or name the rule of hexhound audit that it is for';

/** Whether a notice of a scan is about a comment that leaves nothing out. */
export function isAboutUnusedComment(notice: string): boolean {
  return notice.endsWith(LEAVES_NOTHING_OUT) || notice.endsWith(MORE);
}

const MORE = 'more comments leave no secret out';

/** A sentence about each comment that leaves nothing out. */
export function unusedNotices(unused: readonly string[]): string[] {
  const more = unused.length - MOST;
  return [
    ...unused.slice(0, MOST).map((comment) => `${comment} ${LEAVES_NOTHING_OUT}`),
    ...(more > 0 ? [`${more} ${MORE}`] : []),
  ];
}
