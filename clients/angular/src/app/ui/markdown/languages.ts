/** The languages whose code is coloured, by the names that are written behind fences. */
const LABELS: Readonly<Record<string, string>> = {
  bash: 'Shell',
  c: 'C',
  cpp: 'C++',
  csharp: 'C#',
  go: 'Go',
  java: 'Java',
  javascript: 'JavaScript',
  json: 'JSON',
  kotlin: 'Kotlin',
  python: 'Python',
  rust: 'Rust',
  sql: 'SQL',
  typescript: 'TypeScript',
  xml: 'XML',
  yaml: 'YAML',
};

const OTHER_NAMES: Readonly<Record<string, string>> = {
  'c#': 'csharp',
  'c++': 'cpp',
  console: 'bash',
  cs: 'csharp',
  golang: 'go',
  h: 'c',
  hpp: 'cpp',
  html: 'xml',
  js: 'javascript',
  jsx: 'javascript',
  kt: 'kotlin',
  mysql: 'sql',
  postgresql: 'sql',
  py: 'python',
  python3: 'python',
  rs: 'rust',
  sh: 'bash',
  shell: 'bash',
  sqlite: 'sql',
  svg: 'xml',
  ts: 'typescript',
  tsx: 'typescript',
  yml: 'yaml',
  zsh: 'bash',
};

const LABELS_OF_OTHERS: Readonly<Record<string, string>> = { html: 'HTML', text: '', txt: '' };

/** The name under which code of this language is coloured; null where it is not. */
export function colouredAs(language: string): string | null {
  const name = own(OTHER_NAMES, language) ?? language;
  return own(LABELS, name) === undefined ? null : name;
}

/** What people call the language; empty where nothing is to be said. */
export function labelOf(language: string): string {
  return (
    own(LABELS_OF_OTHERS, language) ??
    own(LABELS, own(OTHER_NAMES, language) ?? language) ??
    language.slice(0, 20)
  );
}

/** What people write behind a fence is no name of ours, such as that of an inherited property. */
function own(names: Readonly<Record<string, string>>, name: string): string | undefined {
  return Object.hasOwn(names, name) ? names[name] : undefined;
}
