/** A way to assign a value to a name. */
export interface Notation {
  readonly name: string;
  /** Path of a file in which it is usual. */
  readonly path: string;
  /** @param value holds no quote, blank, backslash or line break */
  readonly write: (name: string, value: string) => string;
}

/** Every example of the form `NAME = "value"` is tested in these notations. */
export const NOTATIONS: readonly Notation[] = [
  // Settings.
  { name: 'env', path: '.env', write: (n, v) => `DEBUG=1\n${n}=${v}\nPORT=80\n` },
  { name: 'env, quoted', path: '.env.local', write: (n, v) => `${n}="${v}"\n` },
  { name: 'ini', path: 'settings.ini', write: (n, v) => `[service]\n${n} = ${v}\n` },
  { name: 'properties', path: 'app.properties', write: (n, v) => `${n}:${v}\n` },
  { name: 'toml', path: 'settings.toml', write: (n, v) => `[service]\n${n} = '${v}'\n` },
  { name: 'json', path: 'settings.json', write: (n, v) => `{\n  "${n}": "${v}",\n  "debug": true\n}\n` },
  { name: 'json, one line', path: 'settings.json', write: (n, v) => `{"${n}":"${v}","debug":true}` },
  { name: 'json in a string', path: 'run.js', write: (n, v) => `run("{\\"${n}\\":\\"${v}\\"}");\n` },
  { name: 'json pair', path: 'task.json', write: (n, v) => `{ "name": "${n}", "value": "${v}" }\n` },
  { name: 'yaml', path: 'settings.yaml', write: (n, v) => `service:\n  ${n}: ${v}\n` },
  { name: 'yaml, quoted', path: 'settings.yml', write: (n, v) => `${n}: '${v}'\n` },
  { name: 'yaml pair', path: 'pod.yaml', write: (n, v) => `env:\n  - name: ${n}\n    value: "${v}"\n` },
  { name: 'compose', path: 'compose.yaml', write: (n, v) => `    environment:\n      - ${n}=${v}\n` },
  { name: 'xml attribute', path: 'app.config', write: (n, v) => `<add key="${n}" value="${v}" />\n` },
  { name: 'xml element', path: 'settings.xml', write: (n, v) => `<settings>\n  <${n}>${v}</${n}>\n</settings>\n` },
  { name: 'tfvars', path: 'prod.tfvars', write: (n, v) => `${n} = "${v}"\n` },
  { name: 'sql', path: 'seed.sql', write: (n, v) => `INSERT INTO options VALUES ('${n}', '${v}');\n` },
  // Shells and builds.
  { name: 'shell', path: 'run.sh', write: (n, v) => `export ${n}="${v}"\n` },
  { name: 'shell default', path: 'run.sh', write: (n, v) => `KEY="\${${n}:-${v}}"\n` },
  { name: 'powershell', path: 'run.ps1', write: (n, v) => `$env:${n} = '${v}'\r\n` },
  { name: 'batch', path: 'run.bat', write: (n, v) => `set ${n}=${v}\r\n` },
  { name: 'make', path: 'Makefile', write: (n, v) => `${n} := ${v}\n` },
  { name: 'make default', path: 'Makefile', write: (n, v) => `${n} ?= ${v}\n` },
  { name: 'dockerfile', path: 'Dockerfile', write: (n, v) => `ENV ${n}=${v}\n` },
  { name: 'dockerfile, blank', path: 'Dockerfile', write: (n, v) => `ENV ${n} ${v}\n` },
  { name: 'dockerfile argument', path: 'Dockerfile', write: (n, v) => `ARG ${n}="${v}"\n` },
  { name: 'flag', path: 'run.sh', write: (n, v) => `solve --${kebab(n)} ${v} image.png\n` },
  { name: 'flag with =', path: 'run.sh', write: (n, v) => `solve --${kebab(n)}=${v}\n` },
  { name: 'curl -d', path: 'run.sh', write: (n, v) => `curl -d "${n}=${v}" "$URL"\n` },
  { name: 'curl -H', path: 'run.sh', write: (n, v) => `curl -H '${n}: ${v}' "$URL"\n` },
  // Programs.
  { name: 'javascript const', path: 'a.js', write: (n, v) => `const ${n} = '${v}';\n` },
  { name: 'javascript object', path: 'a.mjs', write: (n, v) => `solve({ ${n}: '${v}', timeout: 5 });\n` },
  { name: 'javascript default', path: 'a.js', write: (n, v) => `const key = process.env.${n} || '${v}';\n` },
  { name: 'javascript ??', path: 'a.js', write: (n, v) => `const key = process.env['${n}'] ?? '${v}';\n` },
  { name: 'javascript template', path: 'a.js', write: (n, v) => `const ${n} = \`${v}\`;\n` },
  { name: 'typescript', path: 'a.ts', write: (n, v) => `export const ${n}: string = '${v}';\n` },
  { name: 'python', path: 'a.py', write: (n, v) => `${n} = '${v}'\n` },
  { name: 'python dict', path: 'a.py', write: (n, v) => `config = {'${n}': '${v}'}\n` },
  { name: 'python argument', path: 'a.py', write: (n, v) => `client = Client(${n}="${v}")\n` },
  { name: 'python default', path: 'a.py', write: (n, v) => `key = os.getenv("${n}", "${v}")\n` },
  { name: 'python index', path: 'a.py', write: (n, v) => `os.environ["${n}"] = "${v}"\n` },
  { name: 'php define', path: 'a.php', write: (n, v) => `<?php\ndefine('${n}', '${v}');\n` },
  { name: 'php const', path: 'a.php', write: (n, v) => `<?php\nconst ${n} = '${v}';\n` },
  { name: 'php array', path: 'a.php', write: (n, v) => `<?php return ['${n}' => '${v}'];\n` },
  { name: 'php default', path: 'a.php', write: (n, v) => `<?php $key = getenv('${n}') ?: '${v}';\n` },
  { name: 'go const', path: 'a.go', write: (n, v) => `const ${n} = "${v}"\n` },
  { name: 'go var', path: 'a.go', write: (n, v) => `var ${n} string = "${v}"\n` },
  { name: 'go :=', path: 'a.go', write: (n, v) => `\t${n} := \`${v}\`\n` },
  { name: 'c#', path: 'A.cs', write: (n, v) => `public const string ${n} = "${v}";\n` },
  { name: 'java', path: 'A.java', write: (n, v) => `private static final String ${n} = "${v}";\n` },
  { name: 'kotlin', path: 'A.kt', write: (n, v) => `const val ${n}: String = "${v}"\n` },
  { name: 'ruby', path: 'a.rb', write: (n, v) => `${n} = '${v}'.freeze\n` },
  { name: 'ruby index', path: 'a.rb', write: (n, v) => `ENV['${n}'] = '${v}'\n` },
  { name: 'ruby symbol', path: 'a.rb', write: (n, v) => `Client.new(:${n} => '${v}')\n` },
  { name: 'rust', path: 'a.rs', write: (n, v) => `const ${n}: &str = "${v}";\n` },
  { name: 'swift', path: 'A.swift', write: (n, v) => `let ${n}: String = "${v}"\n` },
  { name: 'c', path: 'a.h', write: (n, v) => `#define ${n} "${v}"\n` },
  { name: 'perl', path: 'a.pl', write: (n, v) => `my $${n} = '${v}';\n` },
  // Text.
  { name: 'markdown table', path: 'README.md', write: (n, v) => `| name | value |\n|---|---|\n| ${n} | ${v} |\n` },
  { name: 'markdown code', path: 'README.md', write: (n, v) => `Set \`${n}\` to \`${v}\`.\n` },
];

function kebab(name: string): string {
  return name
    .replaceAll(/([a-z])([A-Z])/g, '$1-$2')
    .replaceAll('_', '-')
    .toLowerCase();
}
