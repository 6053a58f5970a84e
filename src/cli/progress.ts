import { escapeInvisible } from '../syntax/escape.ts';
import { clip, duration, grouped } from '../syntax/words.ts';
import { Pace } from './pace.ts';

/** Milliseconds between two updates of the line. */
const INTERVAL = 100;
/** Milliseconds before anything is shown: short work needs no progress, and the rate is not stable at first. */
const DELAY = 500;

const CLEAR = '\r\x1b[K';

export interface ProgressState {
  readonly done: number;
  /** Absent while it is not known. */
  readonly total?: number;
  /** What is counted, in the plural: `objects`. */
  readonly unit: string;
  /** Findings so far. */
  readonly findings?: number;
}

export interface Progress {
  /** Cheap enough to be called for every object. */
  update(state: ProgressState): void;
  /** Clears the line. */
  end(): void;
}

export type ProgressStream = NodeJS.WritableStream & { readonly isTTY?: boolean; readonly columns?: number };

/**
 * Shows the progress of long work in one line of a terminal: done, rate, time left.
 *
 * @param enabled what the user and the environment want (`--quiet`, CI); a stream that is no terminal gets nothing anyway
 * @param now milliseconds on a clock that never goes back
 */
export function createProgress(
  stream: ProgressStream,
  enabled: boolean,
  now: () => number = () => performance.now(),
): Progress {
  if (!enabled || stream.isTTY !== true) return { update: () => {}, end: () => {} };
  const pace = new Pace(now() / 1000);
  let next = now() + DELAY;
  let shown = false;

  return {
    update(state) {
      const time = now();
      if (time < next) return;
      next = time + INTERVAL;
      shown = true;
      pace.add(state.done, time / 1000);
      // One column less than there are: some terminals wrap a full line, and \r then returns to its second half only.
      stream.write(CLEAR + clip(lineOf(state, pace.rate), Math.max(1, (stream.columns || 80) - 1)));
    },
    end() {
      if (shown) stream.write(CLEAR);
      shown = false;
      next = Number.POSITIVE_INFINITY;
    },
  };
}

function lineOf({ done, total, unit, findings }: ProgressState, rate: number): string {
  const known = total !== undefined && total > 0;
  const parts = [
    `${grouped(done)}${known ? ` of ${grouped(total)}` : ''} ${escapeInvisible(unit)}`,
    ...(known ? [`${Math.min(100, Math.floor((done / total) * 100))} %`] : []),
    `${grouped(rate)}/s`,
    ...(known && rate > 0 && total > done ? [`${duration(Math.max(1, Math.round((total - done) / rate)))} left`] : []),
    ...(findings ? [`${grouped(findings)} found`] : []),
  ];
  return parts.join(', ');
}
