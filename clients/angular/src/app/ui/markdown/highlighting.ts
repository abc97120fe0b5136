import core from 'highlight.js/lib/core';
import bash from 'highlight.js/lib/languages/bash';
import cpp from 'highlight.js/lib/languages/cpp';
import csharp from 'highlight.js/lib/languages/csharp';
import go from 'highlight.js/lib/languages/go';
import java from 'highlight.js/lib/languages/java';
import javascript from 'highlight.js/lib/languages/javascript';
import json from 'highlight.js/lib/languages/json';
import kotlin from 'highlight.js/lib/languages/kotlin';
import python from 'highlight.js/lib/languages/python';
import rust from 'highlight.js/lib/languages/rust';
import sql from 'highlight.js/lib/languages/sql';
import typescript from 'highlight.js/lib/languages/typescript';
import xml from 'highlight.js/lib/languages/xml';
import yaml from 'highlight.js/lib/languages/yaml';
import { Runs, type Run } from './runs';

const LANGUAGES = {
  bash,
  cpp,
  csharp,
  go,
  java,
  javascript,
  json,
  kotlin,
  python,
  rust,
  sql,
  typescript,
  xml,
  yaml,
};

const highlighter = core.newInstance();
for (const [name, language] of Object.entries(LANGUAGES)) {
  highlighter.registerLanguage(name, language);
}
highlighter.registerAliases('c', { languageName: 'cpp' });
// Not in its types, but the way that its documentation names for other output than HTML.
const emitting: object = { __emitter: Runs };
highlighter.configure(emitting);

/** The code in pieces that have one colour each; together they are the code. */
export function highlight(code: string, language: string): readonly Run[] {
  const { _emitter } = highlighter.highlight(code, { language, ignoreIllegals: true });
  const emitter: unknown = _emitter;
  const runs = emitter instanceof Runs ? emitter.runs : [];
  const whole = runs.reduce((length, { text }) => length + text.length, 0);
  return whole === code.length ? runs : [{ text: code, tone: null }];
}
