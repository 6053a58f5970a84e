import { escapeForeign } from '../syntax/escape.ts';
import { clip, duration, grouped } from '../syntax/words.ts';
import { Pace } from './pace.ts';

/** Milliseconds between two updates of the line. */
const INTERVAL = 100;
/** Milliseconds before the line is shown: short work needs none, and the rate is not stable at first. */
const DELAY = 500;

const CLEAR = '\r\x1b[K';

export interface ProgressState {
  readonly done: number;
  /** Absent while the total is unknown. */
  readonly total?: number;
  /** The plural of what is counted: `objects`. */
  readonly unit: string;
  /** Findings so far. */
  readonly findings?: number;
}

export interface Progress {
  /** Shows the state if the last update was long enough ago. Cheap enough to be called for every object. */
  update(state: ProgressState): void;
  /** Clears the line. */
  end(): void;
}

export type ProgressStream = NodeJS.WritableStream & { readonly isTTY?: boolean; readonly columns?: number };

/**
 * Shows the progress of long work in one line of a terminal: done, rate, time left. Only a terminal gets anything.
 *
 * @param enabled false for `--quiet` and in CI
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
      // One column stays free: some terminals wrap a full line, and then \r returns to its second half only.
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
  const hasTotal = total !== undefined && total > 0;
  const parts = [
    `${grouped(done)}${hasTotal ? ` of ${grouped(total)}` : ''} ${escapeForeign(unit)}`,
    ...(hasTotal ? [`${Math.min(100, Math.floor((done / total) * 100))} %`] : []),
    `${grouped(rate)}/s`,
    ...(hasTotal && rate > 0 && total > done
      ? [`${duration(Math.max(1, Math.round((total - done) / rate)))} left`]
      : []),
    ...(findings ? [`${grouped(findings)} found`] : []),
  ];
  return parts.join(', ');
}
