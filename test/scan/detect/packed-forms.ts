/** Ways to write a value in another alphabet or in pieces. */
export interface PackedForm {
  readonly name: string;
  /** Writes the assignment of a value to a name. @param value without quotes, backslashes and line breaks */
  readonly write: (name: string, value: string) => string;
  /** Only under a name that says what the value is, or only if its own form does. */
  readonly needs?: 'name' | 'form';
  /** Pieces in a list: not for URLs. */
  readonly isList?: true;
}

type Write = (value: string) => string;

const each = (write: (code: number, at: number) => string, joint = ''): Write => {
  return (value) => Array.from(value, (character, at) => write(character.charCodeAt(0), at)).join(joint);
};
const hex = (code: number, digits = 2) => code.toString(16).padStart(digits, '0');
const hexText: Write = (value) => Buffer.from(value, 'latin1').toString('hex');
const decimal = each(String, ', ');

/** `count` pieces of about the same length. */
export function cut(value: string, count: number): string[] {
  const length = Math.ceil(value.length / count);
  return Array.from({ length: count }, (_, at) => value.slice(at * length, (at + 1) * length));
}
const joined = (value: string, joint: string, count = 2) => cut(value, count).join(joint);

/** The value as one literal. */
export const ESCAPED: readonly PackedForm[] = [
  { name: '\\x', write: (n, v) => `${n} = "${each((code) => `\\x${hex(code)}`)(v)}"\n` },
  { name: '\\X upper', write: (n, v) => `${n} = '${each((code) => `\\x${hex(code).toUpperCase()}`)(v)}'\n` },
  { name: '\\u', write: (n, v) => `const ${n} = "${each((code) => `\\u${hex(code, 4)}`)(v)}";\n` },
  { name: '\\u{}', write: (n, v) => `let ${n} = "${each((code) => `\\u{${hex(code)}}`)(v)}";\n` },
  { name: '\\x{}', write: (n, v) => `my $${n} = "${each((code) => `\\x{${hex(code)}}`)(v)}";\n` },
  { name: '\\U', write: (n, v) => `${n} = u"${each((code) => `\\U${hex(code, 8)}`)(v)}"\n` },
  {
    name: 'octal',
    write: (n, v) => `char *${n} = "${each((code) => `\\${code.toString(8).padStart(3, '0')}`)(v)}";\n`,
  },
  { name: 'CSS', write: (n, v) => `--${n}: "${each((code) => `\\${hex(code)} `)(v)}";\n` },
  { name: 'CSS, six digits', write: (n, v) => `--${n}: "${each((code) => `\\${hex(code, 6)}`)(v)}";\n` },
  { name: 'decimal entities', write: (n, v) => `<input name="${n}" value="${each((code) => `&#${code};`)(v)}">\n` },
  { name: 'hexadecimal entities', write: (n, v) => `<${n}>${each((code) => `&#x${hex(code)};`)(v)}</${n}>\n` },
  { name: 'percent', write: (n, v) => `${n}=${each((code) => `%${hex(code)}`)(v)}\n` },
  {
    name: 'percent in a query',
    write: (n, v) => `GET https://a.io/?${n}=${each((code) => `%${hex(code).toUpperCase()}`)(v)}&x=1\n`,
  },
  { name: 'padded entities', write: (n, v) => `<${n}>${each((code) => `&#x${hex(code, 4)};`)(v)}</${n}>\n` },
  {
    name: 'partly \\x',
    needs: 'name',
    write: (n, v) => `${n} = "${each((code, at) => (at % 2 ? String.fromCharCode(code) : `\\x${hex(code)}`))(v)}"\n`,
  },
];

export const NUMBERS: readonly PackedForm[] = [
  {
    name: 'C bytes',
    write: (n, v) => `static const uint8_t ${n}[] = {${each((code) => `0x${hex(code)}`, ', ')(v)}};\n`,
  },
  {
    name: 'C bytes, in lines',
    write: (n, v) =>
      `unsigned char ${n}[] = {\n  ${each((code, at) => `0x${hex(code)},${at % 12 === 11 ? '\n ' : ''}`, ' ')(v)}\n};\n`,
  },
  {
    name: 'C characters',
    write: (n, v) => `char ${n}[] = { ${each((code) => `'${String.fromCharCode(code)}'`, ', ')(v)}, 0 };\n`,
  },
  { name: 'decimal array', write: (n, v) => `const ${n} = [${decimal(v)}];\n` },
  { name: 'Buffer in JSON', write: (n, v) => `{"${n}": {"type":"Buffer","data":[${each(String, ',')(v)}]}}\n` },
  { name: 'Python bytes', write: (n, v) => `${n} = bytes([${decimal(v)}]).decode()\n` },
  { name: 'Java bytes', write: (n, v) => `byte[] ${n} = new byte[] {${decimal(v)}};\n` },
  { name: 'Go bytes', write: (n, v) => `var ${n} = []byte{${each((code) => `0x${hex(code)}`, ', ')(v)}}\n` },
  {
    name: 'Rust bytes',
    needs: 'form',
    write: (n, v) => `const ${n}: [u8; ${v.length}] = [${each((code) => `0x${hex(code)}`, ', ')(v)}];\n`,
  },
  { name: 'fromCharCode', write: (n, v) => `var ${n} = String.fromCharCode(${each(String, ',')(v)});\n` },
  { name: 'Uint8Array', write: (n, v) => `const ${n} = new Uint8Array([${decimal(v)}]);\n` },
  { name: 'PHP chr', write: (n, v) => `$${n} = ${each((code) => `chr(${code})`, '.')(v)};\n` },
  { name: 'Python chr', write: (n, v) => `${n} = ${each((code) => `chr(0x${hex(code)})`, ' + ')(v)}\n` },
  { name: 'VB Chr', write: (n, v) => `${n} = ${each((code) => `Chr(${code})`, ' & ')(v)}\n` },
  { name: 'SQL CHAR', write: (n, v) => `SET @${n} = CHAR(${each(String, ',')(v)});\n` },
  { name: 'PowerShell', write: (n, v) => `$${n} = -join [char[]](${each(String, ',')(v)})\n` },
];

export const HEX: readonly PackedForm[] = [
  { name: 'unhexlify', write: (n, v) => `${n} = unhexlify("${hexText(v)}")\n` },
  { name: 'bytes.fromhex', write: (n, v) => `${n} = bytes.fromhex('${hexText(v).toUpperCase()}')\n` },
  { name: 'Buffer.from', write: (n, v) => `const ${n} = Buffer.from("${hexText(v)}", "hex");\n` },
  { name: 'Postgres bytea', write: (n, v) => `INSERT INTO t (${n}) VALUES ('\\x${hexText(v)}');\n` },
  { name: 'hex literal', write: (n, v) => `SET @${n} = 0x${hexText(v)};\n` },
  { name: 'SQL hex', write: (n, v) => `SET @${n} = X'${hexText(v)}';\n` },
];

export const DUMPS: readonly PackedForm[] = [
  { name: 'xxd', write: (n, v) => dump(`${n}=${v}\n`, 'xxd') },
  { name: 'hexdump -C', write: (n, v) => dump(`${n}=${v}\n`, 'hexdump') },
  { name: 'Wireshark', write: (n, v) => dump(`${n}=${v}\n`, 'wireshark') },
  { name: 'od -c', write: (n, v) => dump(`${n}=${v}\n`, 'od') },
];

function dump(text: string, program: 'xxd' | 'hexdump' | 'wireshark' | 'od'): string {
  const bytes = Buffer.from(`some bytes before ${text}and behind it`);
  const lines: string[] = [];
  for (let at = 0; at < bytes.length; at += 16) {
    const row = bytes.subarray(at, at + 16);
    const pairs = [...row].map((byte) => hex(byte));
    const shown = row.toString('latin1').replace(/[^ -~]/g, '.');
    if (program === 'xxd')
      lines.push(`${hex(at, 8)}: ${(pairs.join('').match(/.{1,4}/g) ?? []).join(' ').padEnd(39)}  ${shown}`);
    else if (program === 'hexdump')
      lines.push(
        `${hex(at, 8)}  ${`${pairs.slice(0, 8).join(' ')}  ${pairs.slice(8).join(' ')}`.padEnd(48)}  |${shown}|`,
      );
    else if (program === 'wireshark') lines.push(`${hex(at, 4)}  ${pairs.join(' ').padEnd(47)}   ${shown}`);
    else
      lines.push(
        `${at.toString(8).padStart(7, '0')} ${[...row].map((byte) => (byte === 10 ? '\\n' : String.fromCharCode(byte)).padStart(3)).join(' ')}`,
      );
  }
  return `${lines.join('\n')}\n`;
}

export const PIECES: readonly PackedForm[] = [
  { name: '+', write: (n, v) => `${n} = "${joined(v, '" + "')}"\n` },
  { name: '+ without blanks', write: (n, v) => `var ${n}='${joined(v, "'+'", 3)}';\n` },
  { name: '+ over lines', write: (n, v) => `String ${n} = "${joined(v, '" +\n    "', 3)}";\n` },
  { name: '+ at the beginning of lines', write: (n, v) => `const ${n} =\n  '${joined(v, "'\n  + '", 3)}';\n` },
  { name: '.', write: (n, v) => `$${n} = '${joined(v, "' . '")}';\n` },
  { name: '..', write: (n, v) => `local ${n} = "${joined(v, '" .. "')}"\n` },
  { name: '&', write: (n, v) => `Const ${n} = "${joined(v, '" & "')}"\n` },
  { name: '& _', write: (n, v) => `${n} = "${joined(v, '" & _\n    "')}"\n` },
  { name: '||', write: (n, v) => `SET ${n} = '${joined(v, "' || '")}';\n` },
  { name: '<>', write: (n, v) => `${n} = "${joined(v, '" <> "')}"\n` },
  { name: '<<', write: (n, v) => `${n} = "${joined(v, '" << "')}"\n` },
  { name: '*', write: (n, v) => `${n} = "${joined(v, '" * "')}"\n` },
  { name: '+ and a backtick', write: (n, v) => `$${n} = "${joined(v, '" + `\n  "')}"\n` },
  { name: 'append', write: (n, v) => `${n} = new StringBuilder("${joined(v, '").append("')}").toString();\n` },
  { name: 'plus', write: (n, v) => `def ${n} = "${joined(v, '".plus("')}")\n` },
  { name: 'a comment between', write: (n, v) => `char *${n} = "${joined(v, '" /* x */\n  "')}";\n` },
  { name: 'adjacent', write: (n, v) => `#define ${n} "${joined(v, '" "')}"\n` },
  { name: 'adjacent over lines', write: (n, v) => `${n} = ("${joined(v, '"\n    "', 3)}")\n` },
  { name: 'adjacent with prefixes', write: (n, v) => `${n} = (b"${joined(v, '"\n  b"')}")\n` },
  { name: 'a backslash between', write: (n, v) => `${n} = "${joined(v, '" \\\n    "')}"\n` },
  { name: '.join', isList: true, write: (n, v) => `const ${n} = ['${joined(v, "', '", 3)}'].join('');\n` },
  { name: '"".join', isList: true, write: (n, v) => `${n} = "".join(["${joined(v, '", "', 3)}"])\n` },
  { name: 'concat', isList: true, write: (n, v) => `SET @${n} = CONCAT('${joined(v, "', '")}');\n` },
  { name: 'concat!', isList: true, write: (n, v) => `const ${n}: &str = concat!("${joined(v, '", "')}");\n` },
  { name: '.concat', write: (n, v) => `var ${n} = "${joined(v, '".concat("')}");\n` },
  { name: 'template pieces', write: (n, v) => `const ${n} = \`\${"${joined(v, '"}${"')}"}\`;\n` },
  { name: 'Terraform join', isList: true, write: (n, v) => `${n} = join("", ["${joined(v, '", "')}"])\n` },
  { name: 'Fn::Join', isList: true, write: (n, v) => `"${n}": {"Fn::Join": ["", ["${joined(v, '", "')}"]]}\n` },
  { name: '!Join', isList: true, write: (n, v) => `${n}: !Join ['', ['${joined(v, "', '")}']]\n` },
  { name: 'shell, quotes', write: (n, v) => `export ${n}='${joined(v, "''")}'\n` },
  { name: 'shell, mixed quotes', write: (n, v) => `${n}="${joined(v, `"'`)}'\n` },
  { name: 'shell, partly in quotes', isList: true, write: (n, v) => `${n}=${joined(v, '"')}"\n` },
  { name: 'shell continuation', write: (n, v) => `${n}=${joined(v, '\\\n')}\n` },
  { name: 'shell continuation in quotes', write: (n, v) => `${n}="${joined(v, '\\\n')}"\n` },
  { name: 'properties continuation', write: (n, v) => `${n}=${joined(v, '\\\n    ')}\n` },
  { name: 'Dockerfile continuation', write: (n, v) => `ENV ${n}=${joined(v, '\\\n')}\n` },
  { name: 'Makefile continuation', write: (n, v) => `${n} := ${joined(v, '\\\n  ')}\n` },
  { name: 'YAML folded', isList: true, write: (n, v) => `a:\n  ${n}: >-\n    ${joined(v, '\n    ')}\n  b: 1\n` },
  { name: 'YAML plain', isList: true, write: (n, v) => `a:\n  ${n}: ${joined(v, '\n    ')}\n  b: 1\n` },
  { name: 'YAML double quotes', write: (n, v) => `a:\n  ${n}: "${joined(v, '\\\n    ')}"\n  b: 1\n` },
  {
    name: 'stripped margin',
    needs: 'form',
    isList: true,
    write: (n, v) => `val ${n} = """${joined(v, '\n    |')}""".stripMargin\n`,
  },
  {
    name: 'lines of a notebook',
    write: (n, v) => `"source": [\n "${n} = (\\"${joined(v, '\\"\\n",\n "  \\"')}\\")\\n"\n]\n`,
  },
  { name: 'escaped quotes', write: (n, v) => `run("${n} = \\"${joined(v, '\\" + \\"')}\\"")\n` },
  { name: 'quoted-printable soft break', isList: true, write: (n, v) => `Your ${n}: ${joined(v, '=\r\n')}\r\n` },
];

const half = (value: string) => cut(value, 2) as [string, string];
const turned: Write = (value) => [...value].reverse().join('');

const UNDER_NAMES: readonly PackedForm[] = [
  { name: 'shell, variable beside', write: (n, v) => `A=${half(v)[0]}\n${n}="$A"'${half(v)[1]}'\n` },
  { name: 'shell, variable within', write: (n, v) => `A="${half(v)[0]}"\nexport ${n}="\${A}${half(v)[1]}"\n` },
  { name: 'template', write: (n, v) => `const a = '${half(v)[0]}';\nconst ${n} = \`\${a}${half(v)[1]}\`;\n` },
  { name: 'f-string', write: (n, v) => `a = "${half(v)[0]}"\n${n} = f"{a}${half(v)[1]}"\n` },
  { name: 'variable + literal', write: (n, v) => `let a = "${half(v)[0]}";\nlet ${n} = a + "${half(v)[1]}";\n` },
  { name: 'literal . variable', write: (n, v) => `$b = '${half(v)[1]}';\n$${n} = '${half(v)[0]}' . $b;\n` },
  { name: '[::-1]', write: (n, v) => `${n} = "${turned(v)}"[::-1]\n` },
  { name: '.reverse()', write: (n, v) => `const ${n} = '${turned(v)}'.split('').reverse().join('');\n` },
  { name: 'strrev', write: (n, v) => `$${n} = strrev("${turned(v)}");\n` },
  { name: '.reverse', write: (n, v) => `${n} = "${turned(v)}".reverse\n` },
  { name: 'percent twice', write: (n, v) => `${n}=${each((code) => `%25${hex(code)}`)(v)}\n` },
  { name: 'quoted-printable', write: (n, v) => `${n}: ${each((code) => `=${hex(code).toUpperCase()}`)(v)}\n` },
  { name: 'quoted-printable sign', write: (n, v) => `${n}=3D${v}\n` },
  { name: 'quoted-printable sign and quotes', write: (n, v) => `${n} =3D "${v}"\n` },
];
/** Forms in which a value is read under its name only. */
export const NAMED: readonly PackedForm[] = UNDER_NAMES.map((form) => ({ ...form, needs: 'name' }));

/** Characters that nobody sees. */
const INVISIBLE = ['\u200b', '\u200c', '\u200d', '\u2060', '\ufeff', '\u00ad', '\u202a', '\u202e', '\u2066', '\u2069'];

export const HIDDEN: readonly PackedForm[] = INVISIBLE.flatMap((mark) => [
  { name: `${hex(mark.charCodeAt(0), 4)} inside`, write: (n: string, v: string) => `${n} = "${joined(v, mark)}"\n` },
  { name: `${hex(mark.charCodeAt(0), 4)} around`, write: (n: string, v: string) => `${n} = "${mark}${v}${mark}"\n` },
]);

/** Parts between which markup or the end of a line stands that nobody sees: for keys with a form of their own. */
export const PARTED: readonly PackedForm[] = [
  ...['&shy;', '<wbr>', '&#8203;', '</b><i class="x">', '</tspan><tspan dx="1">', '<!-- x -->', ']]><![CDATA['].map(
    (mark) => ({ name: mark, write: (n: string, v: string) => `<p>${n}: ${joined(v, mark)}</p>\n` }),
  ),
  {
    name: 'calendars',
    write: (n, v) => `BEGIN:VCALENDAR\r\nDESCRIPTION:use the ${n} ${joined(v, '\r\n ')}\r\nEND:X\r\n`,
  },
  { name: 'address books', write: (n, v) => `NOTE:somebody has a ${n}=${joined(v, '\r\n\t')}\r\nEND:X\r\n` },
];
