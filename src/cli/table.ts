import type { Command } from './command.ts';

/** A command as help lists it. Its code is loaded when it runs. */
export interface CommandEntry {
  readonly name: string;
  /** The arguments, as the usage shows them. */
  readonly usage: string;
  readonly summary: string;
  readonly load: () => Promise<Command>;
}

export const COMMANDS: readonly CommandEntry[] = [
  {
    name: 'scan',
    usage: '[PATH...]',
    summary: 'files: what git tracks or would add, or everything outside of git',
    load: async () => (await import('./scans.ts')).scan,
  },
  {
    name: 'staged',
    usage: '',
    summary: 'what the next commit would contain; for a pre-commit hook',
    load: async () => (await import('./scans.ts')).staged,
  },
  {
    name: 'commit-msg',
    usage: 'FILE',
    summary: 'the message of a commit, as git will keep it; for a commit-msg hook',
    load: async () => (await import('./hook-scans.ts')).commitMessage,
  },
  {
    name: 'push',
    usage: 'REMOTE URL',
    summary: 'what a push publishes and the remote does not have yet; for a pre-push hook',
    load: async () => (await import('./hook-scans.ts')).push,
  },
  {
    name: 'receive',
    usage: '',
    summary: 'what a repository is about to take from somebody; for a pre-receive hook',
    load: async () => (await import('./hook-scans.ts')).receive,
  },
  {
    name: 'history',
    usage: '[REPOSITORY] [REVISION...]',
    summary: 'every object of a repository, or what a range such as main..HEAD adds',
    load: async () => (await import('./scans.ts')).history,
  },
  {
    name: 'stdin',
    usage: '',
    summary: 'whatever is piped in',
    load: async () => (await import('./scans.ts')).stdin,
  },
  {
    name: 'verify',
    usage: '',
    summary: 'is a key alive? from the environment, .env, a prompt or stdin, never from the command line',
    load: () => import('./verify.ts'),
  },
  {
    name: 'balance',
    usage: '',
    summary: 'what is left on the accounts of the keys that are set; thresholds for cron and CI',
    load: () => import('./balance.ts'),
  },
  {
    name: 'rotate',
    usage: '',
    summary: 'put the backup key or a new one into .env, and list where the old one still stands',
    load: () => import('./rotate.ts'),
  },
  {
    name: 'revoke',
    usage: '',
    summary: 'make a key worthless, where its service lets whoever holds it do so: shows the call first, then asks',
    load: () => import('./revoke.ts'),
  },
  {
    name: 'audit',
    usage: '[FOLDER]',
    summary: 'the security checklist: how the project handles its keys, with evidence and remedies',
    load: () => import('./audit.ts'),
  },
  {
    name: 'purge',
    usage: 'FINGERPRINT...|--all|--verify FILE',
    summary: 'how to take keys out of the whole history, as a plan; --verify proves that none is left',
    load: () => import('./purge.ts'),
  },
  {
    name: 'redact',
    usage: '',
    summary: 'copies standard input to standard output with every key in it masked',
    load: () => import('./redact.ts'),
  },
  {
    name: 'init',
    usage: '',
    summary: 'install the hook and what goes with it: shows first, then asks',
    load: () => import('./init.ts'),
  },
  {
    name: 'doctor',
    usage: '',
    summary: 'do the hooks really run, and refuse a key? what is wrong, with its mend',
    load: () => import('./doctor.ts'),
  },
  {
    name: 'config',
    usage: 'import FILE',
    summary: 'write what gitleaks, betterleaks, kingfisher or trufflehog has as a configuration of hexhound',
    load: () => import('./config.ts'),
  },
  {
    name: 'baseline',
    usage: 'create|update|prune',
    summary: 'accept what is there today, so that only what is new is reported',
    load: () => import('./baseline.ts'),
  },
  {
    name: 'explain',
    usage: 'FINGERPRINT [PATH...]|FILE:LINE',
    summary: 'why something was reported: every piece of evidence with its weight',
    load: () => import('./explain.ts'),
  },
  {
    name: 'rules',
    usage: 'list|show ID|test [FILE...]|new [FILE]',
    summary: 'the rules: what they find, what it means, whether their examples hold; new writes one',
    load: () => import('./rules.ts'),
  },
];
