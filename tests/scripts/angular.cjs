// Stands in for Angular's builder: leaves a small client whose page shows its one source.
const fs = require('node:fs');
const [command, project, option, output, progress] = process.argv.slice(2);
const asked = [command, project, option, progress].join(' ');
if (asked !== 'build app --output-path --no-progress') throw new Error(asked);
if (process.env.NG_CLI_ANALYTICS !== 'false' || process.env.NODE_ENV) throw new Error('settings');
fs.appendFileSync('node_modules/builds', `${process.pid}\n`);
const source = fs.readFileSync('src/main.ts', 'utf8');
if (source.includes('wrong')) {
  console.log('Application bundle generation failed.\n\n✘ [ERROR] TS2322: it is wrong [plugin]');
  process.exit(1);
}
if (source.includes('endless')) setInterval(() => {}, 1000);
else {
  fs.mkdirSync(`${output}/browser`, { recursive: true });
  const words = JSON.stringify(source.repeat(200));
  const scripts = {
    'main.js': `import { tiny } from './tiny.js'; tiny(${words}); import('./a.js'); import('./b.js');`,
    'tiny.js': 'export const tiny = (each) => console.log(each);',
    'a.js': "import { tiny } from './tiny.js'; import { c } from './c.js'; tiny(c);",
    'b.js': "import { c } from './c.js'; console.log(c, import('./d.js'));",
    'c.js': "export const c = ['shared'];",
    'd.js': "console.log('later');",
  };
  const entryPoints = {
    'main.js': 'src/main.ts',
    'a.js': 'src/app/whole/whole.ts',
    'b.js': 'src/app/parted/parted.ts',
    'd.js': 'src/app/parted/other.ts',
  };
  const outputs = {};
  for (const [name, script] of Object.entries(scripts)) {
    fs.writeFileSync(`${output}/browser/${name}`, script);
    const imports = [...script.matchAll(/(from|import\()\s?'\.\/(\w+\.js)'/g)].map((found) => ({
      path: found[2],
      kind: found[1] === 'from' ? 'import-statement' : 'dynamic-import',
    }));
    outputs[name] = { entryPoint: entryPoints[name], imports };
  }
  fs.writeFileSync(`${output}/browser/styles-A1B2C3D4.css`, 'p { margin: 0 }');
  fs.writeFileSync(`${output}/browser/theme.js`, 'document.title');
  fs.writeFileSync(`${output}/browser-stats.json`, JSON.stringify({ outputs }));
  const page = [
    '<script src="theme.js" nonce="__CSP_NONCE__"></script>',
    '<link rel="stylesheet" href="styles-A1B2C3D4.css" nonce="__CSP_NONCE__">',
    `<p>${source}</p>`,
    '<link rel="modulepreload" href="tiny.js" nonce="__CSP_NONCE__">',
    '<script src="main.js" type="module" nonce="__CSP_NONCE__"></script>',
  ];
  const name = source.includes('pageless') ? 'page.html' : 'index.html';
  fs.writeFileSync(`${output}/browser/${name}`, page.join('\n'));
}
