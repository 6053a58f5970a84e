import type { Reporter } from '../../src/model/report.ts';
import { csv } from '../../src/report/csv.ts';
import { github } from '../../src/report/github.ts';
import { gitlab } from '../../src/report/gitlab.ts';
import { gitlabCodeQuality } from '../../src/report/gitlab-codequality.ts';
import { PROGRAM, STYLE } from '../../src/report/html/generated.ts';
import { html } from '../../src/report/html/reporter.ts';
import { jobSummary } from '../../src/report/job-summary.ts';
import { json } from '../../src/report/json.ts';
import { jsonl } from '../../src/report/jsonl.ts';
import { junit } from '../../src/report/junit.ts';
import { markdown } from '../../src/report/markdown.ts';
import { sarif } from '../../src/report/sarif.ts';
import { terminal } from '../../src/report/terminal.ts';

interface Listed {
  readonly reporter: Reporter;
  /** Of its golden files. */
  readonly extension: string;
  /** If it is not a line feed. */
  readonly lineEnd?: string;
  /** Leaves out of a golden file what is in all of them. */
  readonly golden?: (text: string) => string;
}

/** All formats by their names. */
export const REPORTERS: Readonly<Record<string, Listed>> = {
  terminal: { reporter: terminal, extension: '.txt' },
  json: { reporter: json, extension: '.json' },
  jsonl: { reporter: jsonl, extension: '.jsonl' },
  sarif: { reporter: sarif, extension: '.sarif' },
  github: { reporter: github, extension: '.github.txt' },
  summary: { reporter: jobSummary, extension: '.summary.md' },
  markdown: { reporter: markdown, extension: '.md' },
  gitlab: { reporter: gitlab, extension: '.gitlab.json' },
  'gitlab-codequality': { reporter: gitlabCodeQuality, extension: '.codequality.json' },
  junit: { reporter: junit, extension: '.xml' },
  csv: { reporter: csv, extension: '.csv', lineEnd: '\r\n' },
  html: {
    reporter: html,
    extension: '.html',
    golden: (text) =>
      text
        .replace(PROGRAM, () => 'PROGRAM')
        .replace(STYLE, () => 'STYLE')
        .replace(/(?<=sha256-)[^']+/g, 'HASH'),
  },
};
